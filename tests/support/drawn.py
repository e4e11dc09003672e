"""What tests ask of drawn pictures."""

from __future__ import annotations

import hashlib

import cv2
import numpy as np

from maskrcnn.datasets import Dataset


def digest(dataset: Dataset) -> str:
    """Return what changes if any pixel of any mask does, or any class or size."""
    seen = hashlib.sha256()
    for place in range(len(dataset)):
        found = dataset.example(place).found
        for numbers in (found.size, found.class_ids, found.boxes, *(found.crops or ())):
            seen.update(np.asarray(numbers, "<f4").tobytes())
    return seen.hexdigest()[:16]


def owners_of(dataset: Dataset, place: int) -> np.ndarray:
    """Return which object each pixel is of, from 1, after a look whether two share one."""
    masks = dataset.example(place).found.masks
    assert masks.sum(0).max(initial=0) <= 1
    owners: np.ndarray = np.einsum("nhw,n->hw", masks, np.arange(1, len(masks) + 1))
    return owners


def steepness_at_edges(dataset: Dataset, place: int) -> tuple[float, float]:
    """Return how steep a picture is at the edges of its masks, and all over it."""
    grey = cv2.GaussianBlur(dataset.picture(place).mean(2, np.float32), (0, 0), 1)
    steep = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    owners = owners_of(dataset, place).astype(np.uint8)
    edges = cv2.morphologyEx(owners, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    return float(steep[edges].mean()), float(steep.mean())
