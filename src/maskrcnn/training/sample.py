"""One picture to learn from, and what is marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.dataset import Example
from maskrcnn.masks import SOLID, Float, Size, Uint8
from maskrcnn.training.targets.marked import Marked


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture and its N objects, field by field; nothing in it is written to.

    Attributes
    ----------
    picture : uint8 (H, W, 3)
        BGR.
    boxes : float32 (N, 4)
        `xyxy` in pixels of the picture, inside it, tight around the masks.
    class_ids : int64 (N,)
    masks : tuple of uint8 (h, w)
        Soft crops over the boxes, see `maskrcnn.masks`.
    scores : float32 (N,)
        How sure each mark is, 0 to 1.
    crowds : float32 (M, 4)
        Boxes of what teaches nothing: crowds, and what is left of objects of which too little is.
    """

    picture: Uint8
    boxes: Float
    class_ids: NDArray[np.int64]
    masks: tuple[Uint8, ...]
    scores: Float
    crowds: Float

    @property
    def size(self) -> Size:
        """Height and width of the picture."""
        height, width = self.picture.shape[:2]
        return height, width

    @property
    def marked(self) -> Marked:
        """What is marked, as targets are made of it."""
        return Marked(self.boxes, self.class_ids, self.masks, self.scores, self.crowds)

    def __len__(self) -> int:
        return len(self.boxes)

    def __getitem__(self, rows: NDArray[Any]) -> Sample:
        """Return the picture with some of its objects, by places or a boolean array."""
        places = np.arange(len(self))[rows]
        return replace(
            self,
            boxes=self.boxes[places],
            class_ids=self.class_ids[places],
            masks=tuple(self.masks[place] for place in places),
            scores=self.scores[places],
        )


@dataclass(frozen=True, eq=False)
class Batch:
    """Pictures of one size.

    Attributes
    ----------
    pictures : uint8 (N, H, W, 3)
        BGR.
    marked : sequence of Marked
        What is marked in each.
    """

    pictures: Uint8
    marked: Sequence[Marked]


def sample_of(picture: Uint8, example: Example) -> Sample:
    """Return a picture with what is marked in it.

    Parameters
    ----------
    picture : uint8 (H, W, 3)
        BGR; it may be smaller than the example says.
    example : Example
    """
    found = example.found
    height, width = picture.shape[:2]
    scale = np.array([width / found.size[1], height / found.size[0]] * 2, np.float32)
    return Sample(
        picture,
        found.boxes * scale,
        found.class_ids.astype(np.int64),
        found.crops if found.crops is not None else (SOLID,) * len(found),
        found.scores,
        example.crowds.boxes * scale,
    )


def batch_of(samples: Sequence[Sample]) -> Batch:
    """Return pictures of one size together."""
    return Batch(
        np.stack([each.picture for each in samples]), tuple(each.marked for each in samples)
    )
