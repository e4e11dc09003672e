"""A picture on its way to the network, and where it came from."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskrcnn.footage import Moment


@dataclass(frozen=True, eq=False)
class Frame:
    """One decoded picture: a photo, or one frame of a video.

    Attributes
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        Pixels in the order blue, green, red; upright, opaque and C-contiguous.
    name : str
        What messages call the picture: printable, on one line.
    path : Path or None
        The file, if it came from one.
    index : int
        Its place among the pictures of a run or the frames of a video, from 0.
    moment : Moment or None
        When a frame of a video is shown; None for a photo.
    notes : tuple of str
        Things the user should hear, such as "animated GIF: first frame of 12".
    """

    image: NDArray[np.uint8]
    name: str
    path: Path | None = None
    index: int = 0
    moment: Moment | None = None
    notes: tuple[str, ...] = ()


def printable(text: str) -> str:
    """Make a file name or an address safe to print on one line of a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
