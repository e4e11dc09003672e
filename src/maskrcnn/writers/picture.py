"""A picture on its way out: saved, shown in a notebook, or taken as an array."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maskrcnn.errors import OutputError, UsageError
from maskrcnn.files import written_whole
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8

QUALITY = {
    ".jpg": [cv2.IMWRITE_JPEG_QUALITY, 92],
    ".jpeg": [cv2.IMWRITE_JPEG_QUALITY, 92],
    ".webp": [cv2.IMWRITE_WEBP_QUALITY, 92],
    ".png": [],
    ".bmp": [],
    ".tif": [],
    ".tiff": [],
}
"""Suffixes that can be written, with the settings of their encoders."""

PHOTO_PNG = [cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY]
"""Photos become no smaller by looking for what repeats, and are written sooner without."""

FLAT = 0.3
"""Share of numbers equal to those of the pixel on the left, from which on much repeats."""

WITH_ALPHA = (".png", ".webp", ".tif", ".tiff")
"""Those of them that keep transparency."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture `uint8 (H, W, 3)` BGR or `(H, W, 4)` BGRA."""

    image: Uint8

    def save(self, path: str | Path) -> Path:
        """Write the picture in the format of the suffix, whole or not at all.

        Raises
        ------
        OutputError
            If the suffix is not a picture's or the file cannot be written.
        """
        path = Path(path)
        with written_whole(path) as temporary:
            temporary.write_bytes(self.encode(path.suffix.lower() or path.name))
        return path

    def encode(self, suffix: str) -> bytes:
        """Return the bytes of the picture in the format of `suffix`, for instance `".png"`."""
        if suffix not in QUALITY:
            raise OutputError(
                f"{suffix!r} is not a format that can be written: choose from {', '.join(QUALITY)}"
            )
        try:
            encoded, data = cv2.imencode(suffix, self.image, self._settings(suffix))
        except cv2.error as error:
            raise OutputError(f"cannot encode a picture as {suffix}: {error.err}") from error
        if not encoded:
            height, width = self.image.shape[:2]
            raise OutputError(f"a picture of {width}×{height} does not fit into {suffix}")
        return data.tobytes()

    def _settings(self, suffix: str) -> list[int]:
        return PHOTO_PNG if suffix == ".png" and not _is_flat(self.image) else QUALITY[suffix]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Uint8:
        return np.array(self.image, dtype) if copy or dtype else self.image

    def _repr_png_(self) -> bytes:
        return self.encode(".png")


def _is_flat(image: Uint8) -> bool:
    """Tell from some rows of a picture whether much of it is of one colour."""
    rows = image[::16]
    return bool(np.mean(rows[:, 1:] == rows[:, :-1]) > FLAT) if rows.shape[1] > 1 else True


def image_of(found: Instances, purpose: str) -> Uint8:
    """Return the picture `uint8 (H, W, 3)` BGR that instances were found in.

    Parameters
    ----------
    found : Instances
    purpose : str
        What needs it, for the message: "a cut-out".

    Raises
    ------
    UsageError
        If they carry none, or one of another size.
    """
    name = found.name or "these instances"
    if found.image is None:
        raise UsageError(
            f"{name}: {purpose} needs the picture itself, and there are results only: "
            "name the picture or video too"
        )
    if found.image.shape[:2] != found.size:
        height, width = found.image.shape[:2]
        raise UsageError(
            f"{name}: the picture is {width}×{height}, and objects were found in one of "
            f"{found.size[1]}×{found.size[0]}: name the picture they were found in"
        )
    return found.image
