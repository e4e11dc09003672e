"""Videos in."""
