"""Pictures of what a network finds while it learns, kept from round to round."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from maskrcnn.datasets import Dataset
from maskrcnn.drawing.painter import paint
from maskrcnn.files import written_whole
from maskrcnn.masks import Uint8
from maskrcnn.predictor import Predictor
from maskrcnn.webpage import fitted

SHOWN = 4
"""Pictures that are drawn each time."""
LONGEST = 320
QUALITY = 75


class Album:
    """A folder of what was found in a few pictures, a file after each round.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, step: int, predictor: Predictor, pictures: Dataset) -> Path:
        """Draw what is found after a step, side by side, and return the file.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        images = [pictures.picture(place) for place in range(min(SHOWN, len(pictures)))]
        drawn = [paint(each, predictor.segment(each)) for each in images]
        row = _row([fitted(each, LONGEST) for each in drawn])
        _, data = cv2.imencode(".webp", row, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
        with written_whole(self.path(step)) as temporary:
            temporary.write_bytes(data.tobytes())
        return self.path(step)

    def path(self, step: int) -> Path:
        """Return the file of a step."""
        return self._folder / f"pictures-{step:07}.webp"


def _row(pictures: list[Uint8]) -> Uint8:
    """Put pictures side by side, on grey where one is lower than others."""
    height = max(each.shape[0] for each in pictures)
    padded = [
        cv2.copyMakeBorder(
            each, 0, height - each.shape[0], 0, 4, cv2.BORDER_CONSTANT, value=(128, 128, 128)
        )
        for each in pictures
    ]
    return np.asarray(np.hstack(padded), np.uint8)
