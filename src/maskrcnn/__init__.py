"""Instance segmentation with Mask R-CNN on OpenCV."""

__version__ = "0.1.0"
