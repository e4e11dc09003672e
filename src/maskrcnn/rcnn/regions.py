"""What the second and the third stage are given: where boxes lie on the maps, or crops of them.

Of a pyramid, each box is cut from the level that suits it, so that boxes go in level by level, and
what comes out goes back into the order in which they came. A level without boxes is given one of
no interest, since not every engine bears none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maskrcnn.engines.network import Array
from maskrcnn.masks import Float
from maskrcnn.rcnn.roi import crop_and_pool, level_of, roi_align, sampled_rois
from maskrcnn.rcnn.settings import PyramidCrop, RoiCrop
from maskrcnn.rcnn.view import View

Letter = Literal["B", "C"]
Boxes = Sequence[Float]
"""Of each picture of a view, `float32 (R, 4)`: `xyxy` in pixels of the input, inside it."""

CROPS = "crops"
_NO_INTEREST = 0, 0, 1, 1


@dataclass(frozen=True)
class Regions:
    """What a stage is given for the boxes of all pictures.

    Attributes
    ----------
    feeds : dict of input name to array
    rows : intp (R,), or a slice of all
        The row of each box in what goes in and comes out.
    count : int
        Rows in all.
    """

    feeds: dict[str, Array]
    rows: NDArray[np.intp] | slice
    count: int

    def placed(self, values: Float) -> Float:
        """Bring what belongs to boxes into the rows that go in; others are zero."""
        placed = np.zeros((self.count, *values.shape[1:]), np.float32)
        placed[self.rows] = values
        return placed

    def picked(self, values: Array) -> Array:
        """Return what came out for each box, of what came out for all rows."""
        return values[self.rows]


def cropped(view: View, boxes: Boxes, crop: RoiCrop | PyramidCrop, letter: Letter) -> Regions:
    """Cut boxes out of the maps, in NumPy, for a stage that begins behind that."""
    if isinstance(crop, RoiCrop):
        crops = [
            crop_and_pool(features, each, view.input_size, crop)
            for features, each in zip(view.features, boxes, strict=True)
        ]
    else:
        size = crop.box_size if letter == "B" else crop.mask_size
        crops = [
            roi_align(
                [each[picture] for each in view.maps],
                crop.strides,
                own,
                size,
                crop.sampling,
                crop.side,
            )
            for picture, own in enumerate(boxes)
        ]
    together = np.concatenate(crops)
    return Regions({CROPS: together}, slice(None), len(together))


def placed(view: View, boxes: Boxes, crop: RoiCrop | PyramidCrop) -> Regions:
    """Tell where boxes lie on the maps, for a stage that cuts them out itself."""
    together = np.concatenate(boxes)
    pictures = np.repeat(np.arange(len(boxes)), [len(each) for each in boxes])
    if isinstance(crop, PyramidCrop):
        return _on_levels(view, together, pictures, crop)
    rois = sampled_rois(together, view.input_size, view.cells, crop.samples)
    feeds: dict[str, Array] = {"features": view.features, "rois": rois, "pictures": pictures}
    return Regions(feeds, slice(None), len(together))


def _on_levels(view: View, boxes: Float, pictures: NDArray[np.int64], crop: PyramidCrop) -> Regions:
    strides = crop.strides
    levels = level_of(boxes, strides, crop.side)
    counts = np.bincount(levels, minlength=len(strides))
    filled = np.maximum(counts, 1)
    ends = np.cumsum(filled)
    rows = np.empty(len(boxes), np.intp)
    before = ends - filled - (np.cumsum(counts) - counts)  # of no interest, before each level
    rows[np.argsort(levels, kind="stable")] = np.arange(len(boxes)) + np.repeat(before, counts)
    rois = np.tile(np.array(_NO_INTEREST, np.float32), (ends[-1], 1))
    rois[rows] = boxes / np.array(strides, np.float32)[levels, None]
    owners = np.zeros(ends[-1], np.int64)
    owners[rows] = pictures
    feeds: dict[str, Array] = {}
    parts = zip(view.maps, np.split(rois, ends[:-1]), np.split(owners, ends[:-1]), strict=True)
    for level, (features, on_level, of_pictures) in enumerate(parts):
        feeds |= {
            f"features_{level}": features,
            f"rois_{level}": on_level,
            f"pictures_{level}": of_pictures,
        }
    return Regions(feeds, rows, int(ends[-1]))
