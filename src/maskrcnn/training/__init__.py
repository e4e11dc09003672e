"""Training a Mask R-CNN of one's own, in PyTorch."""
