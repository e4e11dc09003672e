"""Pascal VOC's segmentation."""
