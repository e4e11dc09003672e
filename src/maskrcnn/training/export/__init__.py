"""From a network in PyTorch to files that need no PyTorch."""
