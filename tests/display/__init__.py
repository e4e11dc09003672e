"""Pictures out, on the screen."""
