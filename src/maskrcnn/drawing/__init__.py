"""Drawing: what was found, into the picture."""
