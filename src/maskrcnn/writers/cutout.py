"""Objects cut out of their pictures, transparent around."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Uint8, Window
from maskrcnn.writers.folder import object_name
from maskrcnn.writers.names import FileNames
from maskrcnn.writers.picture import Picture, image_of

SUFFIXES = (".png", ".webp")
REACH = 3
"""How far the colours of an object are carried over its edge, in cells of its soft crop, between
which masks go from sure to nothing; in pixels, at least."""

AT_A_TIME = min(4, os.cpu_count() or 1)
"""Cut-outs that are made side by side: more than four would take much memory at full size."""

BAND = 128
"""Rows that are worked on at a time."""


@dataclass(frozen=True)
class CutoutOptions:
    """How cut-outs are kept.

    Attributes
    ----------
    suffix : ".png" or ".webp"
    full_size : bool
        Whether each is as large as its picture, or as its box.

    Raises
    ------
    UsageError
        If files of the suffix cannot be transparent.
    """

    suffix: str = ".png"
    full_size: bool = False

    def __post_init__(self) -> None:
        if self.suffix not in SUFFIXES:
            raise UsageError(
                f"{self.suffix!r} is not a format of cut-outs: choose from {', '.join(SUFFIXES)}"
            )


class CutoutWriter:
    """Writes a picture for each object; use it in a `with` block.

    The dog that is the second object of `photos/cat.jpg` is `FOLDER/photos/cat/02-dog.png`; of
    frame 12 of `clip.mp4` it is `FOLDER/clip-000012/02-dog.png`. Pictures of one name have folders
    of their own: `cat-2`.

    Parameters
    ----------
    folder : Path
    options : CutoutOptions, optional

    Attributes
    ----------
    written : int
        Cut-outs so far.
    """

    def __init__(self, folder: Path, options: CutoutOptions = CutoutOptions()) -> None:
        self._folder, self._options = folder, options
        self._names = FileNames()
        self.written = 0

    def __enter__(self) -> CutoutWriter:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: each file is whole when it has been written."""

    def write(self, found: Instances) -> None:
        """Write the objects of a picture or frame.

        Raises
        ------
        UsageError
            If the picture itself is not there.
        OutputError
            If a file cannot be written.
        """
        image = image_of(found, "a cut-out")
        folder = self._folder / self._names.of(found).with_suffix("")
        with ThreadPoolExecutor(AT_A_TIME) as threads:
            for _ in threads.map(partial(self._save, image, folder), found):
                self.written += 1

    def _save(self, image: Uint8, folder: Path, one: Instance) -> None:
        name = object_name(one.index + 1, one.label) + self._options.suffix
        Picture(cutout(image, one, self._options.full_size)).save(folder / name)


def cutout(image: Uint8, one: Instance, full_size: bool = False) -> Uint8:
    """Cut an object out of its picture, with soft edges in colours of its own.

    Parameters
    ----------
    image : uint8 (H, W, 3)
        BGR, the picture in which it was found.
    one : Instance
    full_size : bool
        Whether the result is as large as the picture.

    Returns
    -------
    uint8 (h, w, 4) or (H, W, 4)
        BGRA, colours not multiplied by alpha; of the window of `one.alpha` or the whole picture.
        Nothing of the background is left in what is transparent.
    """
    window, cut = cut_window(image, one)
    if not full_size:
        return cut
    whole = np.zeros((*one.instances.size, 4), np.uint8)
    whole[window.slices] = cut
    return whole


def cut_window(image: Uint8, one: Instance) -> tuple[Window, Uint8]:
    """Return where an object is, and its cut-out `uint8 (h, w, 4)` BGRA of that window."""
    window, alpha = one.alpha
    cells = (1, 1) if one.crop is None else one.crop.shape
    cell = max(1.0, *(side / count for side, count in zip(alpha.shape, cells, strict=True)))
    colors = _own_colors(image[window.slices], alpha, math.ceil(REACH * cell))
    return window, np.asarray(cv2.merge([colors, alpha]), np.uint8)


def _own_colors(picture: Uint8, alpha: Uint8, reach: int) -> Uint8:
    """Take the colours of the background out of the edge of an object.

    Pixels that are mostly background get the mean of the object's pixels within reach; towards the
    inside more and more of their own colour comes in. Where none of it is in reach they are black.
    A band of rows after the other, so that large pictures take little memory.
    """
    colors = picture.copy()
    for top in range(0, len(alpha), BAND):
        rows = slice(top, top + BAND)
        if alpha[rows].min() == 255:
            continue
        start = max(0, top - reach)
        around = slice(start, top + BAND + reach)
        band = _cleaned(picture[around], alpha[around], reach)
        colors[rows] = band[top - start :][:BAND]
    return colors


def _cleaned(picture: Uint8, alpha: Uint8, reach: int) -> Uint8:
    inside = alpha * np.float32(1 / 255)
    weight = inside * inside
    around = (2 * reach + 1, 2 * reach + 1)
    weighted = picture * cv2.merge([weight] * 3)
    colors = cv2.blur(weighted, around, borderType=cv2.BORDER_CONSTANT)
    sums = cv2.blur(weight, around, borderType=cv2.BORDER_CONSTANT)
    near = cv2.divide(colors, cv2.merge([np.maximum(sums, 1e-8)] * 3))
    own = np.clip(2 * inside - 1, 0, 1)
    cleaned = cv2.blendLinear(picture.astype(np.float32), near, own, 1 - own)
    return np.rint(cleaned).astype(np.uint8)
