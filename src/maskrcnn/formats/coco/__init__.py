"""COCO: datasets, and results for its evaluation."""
