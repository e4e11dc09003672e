"""Image sequences: a picture a frame, made of the lossless frames in the segments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame

from maskrcnn.writers.picture import Picture
from maskrcnn.writers.video.clock import Clock
from maskrcnn.writers.video.formats import picture_path
from maskrcnn.writers.video.reel import Shown


def write_pictures(
    frames: Iterable[Shown[VideoFrame]], output: Path, clock: Clock, alpha: bool = False
) -> list[str]:
    """Write each picture whole, in order, transparent if `alpha` says so.

    A sequence that was broken off ends early, with every picture in it good; pictures of an earlier
    run beyond the last one stay.

    Returns
    -------
    list of str
        A note if there are such pictures of an earlier run.
    """
    pixels = "bgra" if alpha else "bgr24"
    for shown in clock.retimed(frames):
        image = shown.what.to_ndarray(format=pixels)
        Picture(image.astype(np.uint8, copy=False)).save(picture_path(output, clock.frames - 1))
    beyond = picture_path(output, clock.frames)
    return [f"{beyond} and what follows is of an earlier run"] if beyond.exists() else []
