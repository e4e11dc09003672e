"""Trunks by name, and the weights that some begin with."""
