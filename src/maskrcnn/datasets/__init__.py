"""Annotated pictures: read from whatever holds them, checked, split, or drawn by rule."""

from __future__ import annotations

from maskrcnn.datasets.dataset import Dataset, Example

__all__ = ["Dataset", "Example"]
