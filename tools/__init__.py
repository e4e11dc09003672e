"""Commands for those who work on the package: not installed with it."""
