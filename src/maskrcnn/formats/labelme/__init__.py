"""LabelMe: a JSON file a picture."""
