"""YOLO's folders for training segmentation."""
