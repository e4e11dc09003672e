"""Pictures found by their names, and the way up that the sizes tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskrcnn.errors import PictureError
from maskrcnn.formats.originals import Originals

LYING = np.zeros((24, 40, 3), np.uint8)
LYING[:8, :8], LYING[:8, -8:] = (0, 0, 255), (0, 255, 0)
"""BGR as in the file; red and green corners tell turns and mirrors apart."""


def turned_picture(folder: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(LYING[..., ::-1]).save(folder / "a.png", exif=exif)


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_picture_comes_as_the_sizes_say(tmp_path: Path, orientation: int) -> None:
    turned_picture(tmp_path, orientation)
    originals = Originals(folder=tmp_path)
    assert originals.photo("a.png").shape == (40, 24, 3)
    assert originals.photo("a.png", (40, 24)).shape == (40, 24, 3)
    assert np.array_equal(originals.photo("a.png", (24, 40)), LYING)


def test_an_upright_picture_of_other_sides_is_another_picture(tmp_path: Path) -> None:
    turned_picture(tmp_path, 1)
    with pytest.raises(PictureError, match="is 40×24, but objects were found in 24×40"):
        Originals(folder=tmp_path).photo("a.png", (40, 24))
