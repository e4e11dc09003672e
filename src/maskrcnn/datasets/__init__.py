"""Annotated pictures: read from whatever holds them, checked, split, or drawn by rule."""

from __future__ import annotations

from maskrcnn.datasets.annotated import AnnotatedPictures
from maskrcnn.datasets.dataset import Dataset, Example
from maskrcnn.datasets.opening import open_dataset

__all__ = ["AnnotatedPictures", "Dataset", "Example", "open_dataset"]
