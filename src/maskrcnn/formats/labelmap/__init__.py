"""Label maps: pictures whose pixels are numbers of objects and classes."""
