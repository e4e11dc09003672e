"""Sources: where pictures come from."""
