"""Pictures in which objects are marked: what training learns from, and models are judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8


@dataclass(frozen=True)
class Example:
    """What is marked in one picture.

    Attributes
    ----------
    found : Instances
        The objects. Scores are how sure a mark is, 1 where people made it. Crops are solid, 0 or
        255, a cell a pixel, over boxes of whole pixels.
    crowds : Instances
        Regions of many objects of a class that nobody told apart. They teach nothing, and what is
        found in them is not counted as wrong.
    boxes : float32 (N, 4) or None
        `xyxy` of the objects as their file tells them, which may be finer than whole pixels; None
        where `found` says it all.
    """

    found: Instances
    crowds: Instances
    boxes: NDArray[np.float32] | None = None


class Dataset(Protocol):
    """Annotated pictures by number; threads and processes may read them side by side.

    Attributes
    ----------
    name : str
        What messages call it.
    labels : Labels
    """

    @property
    def name(self) -> str: ...  # noqa: D102 (told above)

    @property
    def labels(self) -> Labels: ...  # noqa: D102

    def __len__(self) -> int: ...

    def example(self, place: int) -> Example:
        """Return what is marked in a picture."""
        ...

    def picture(self, place: int) -> Uint8:
        """Return a picture, `uint8 (H, W, 3)` BGR, of the size that its example tells.

        Raises
        ------
        PictureError
            If it cannot be read.
        """
        ...
