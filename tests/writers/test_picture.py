"""Pictures on their way out."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.errors import OutputError
from maskrcnn.writers.picture import QUALITY, Picture
from tests.support.shared import seen

GRADIENT = Picture(np.mgrid[:60, :80][1].astype(np.uint8)[..., None].repeat(3, 2))


@pytest.mark.parametrize("suffix", sorted(QUALITY))
def test_every_format_is_read_back(tmp_path, suffix):
    path = GRADIENT.save(tmp_path / "new" / f"picture{suffix}")
    assert np.abs(seen(path).astype(int) - GRADIENT.image).max() <= 6


@pytest.mark.parametrize("name", ["picture", "picture.gif", "picture.txt"])
def test_other_formats_are_refused_with_those_that_work(tmp_path, name):
    with pytest.raises(OutputError, match=r"choose from \.jpg"):
        GRADIENT.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "wide.webp"
    GRADIENT.save(path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"\.webp"):
        Picture(np.zeros((4, 17000, 3), np.uint8)).save(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["wide.webp"]


def test_it_is_an_array_too():
    assert np.asarray(GRADIENT).shape == (60, 80, 3)
    assert np.array(GRADIENT, dtype=float).dtype == float
