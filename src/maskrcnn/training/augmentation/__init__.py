"""Pictures changed so that a network sees more than there are: one module an idea."""
