"""What is marked in one picture, as the network sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Float, Uint8


@dataclass(frozen=True)
class Marked:
    """What is marked in a picture, in pixels of the network's input.

    Attributes
    ----------
    boxes : float32 (G, 4)
    class_ids : int64 (G,)
    masks : sequence of uint8 (h, w)
        0 to 255, over each box.
    scores : float32 (G,)
        How sure each mark is, 0 to 1.
    crowds : float32 (M, 4)
        Boxes of regions of many objects.
    """

    boxes: Float
    class_ids: NDArray[np.int64]
    masks: Sequence[Uint8]
    scores: Float
    crowds: Float
