"""A page of annotated pictures: as many as asked for, of the classes asked for, drawn into."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskrcnn.datasets import Dataset, open_dataset
from maskrcnn.datasets.preview import PreviewOptions, preview
from maskrcnn.errors import PictureError, UsageError
from maskrcnn.writers.sheet_page import CARD
from tests.support.annotated import annotation, coco_file


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    objects = [annotation(1, 1), annotation(2, 2), annotation(3, 2)]
    return open_dataset(coco_file(tmp_path / "a.json", objects, pictures=4))


def cards(image: np.ndarray) -> int:
    """How many there are, by the corners where no picture is."""
    side = 320 + 24
    rows = range(28 + 5, image.shape[0], side + 48 + 18)
    columns = range(28 + 5, image.shape[1], side + 18)
    return sum(
        image[row, column].tolist() == list(CARD[::-1]) for row in rows for column in columns
    )


@pytest.mark.parametrize(
    ("count", "classes", "shown"), [(24, None, 4), (2, None, 2), (24, "dog", 2), (1, "cat", 1)]
)
def test_as_many_as_wanted_are_shown(
    dataset: Dataset, count: int, classes: str | None, shown: int
) -> None:
    told: list[int] = []
    page = preview(dataset, PreviewOptions(count, classes=classes), told=lambda: told.append(1))
    assert cards(page.image) == shown
    assert len(told) == shown


def test_masks_are_drawn_and_another_seed_shows_others(dataset: Dataset) -> None:
    pages = [preview(dataset, PreviewOptions(1, seed, "dog")).image for seed in range(6)]
    assert len({page.tobytes() for page in pages}) == 2
    without = preview(dataset, PreviewOptions(4)).image
    assert np.array_equal(without, preview(dataset, PreviewOptions(4)).image)
    object_pixels = dataset.picture(1)[12:38, 12:38]
    assert not any((page[:, :, None] == object_pixels[0, 0]).all(-1).all() for page in pages)


def test_a_picture_that_cannot_be_read_makes_room_for_another(
    dataset: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "2.png").unlink()
    refused: list[str] = []
    page = preview(dataset, refuse=lambda name, _: refused.append(name))
    assert (cards(page.image), refused) == (3, ["2.png"])
    with pytest.raises(PictureError, match=r"2\.png"):
        preview(dataset)


def test_nothing_to_show_and_no_room_are_refused(dataset: Dataset, tmp_path: Path) -> None:
    empty = open_dataset(coco_file(tmp_path / "b" / "a.json", [], pictures=1))
    with pytest.raises(UsageError, match="has no picture to show"):
        preview(empty, PreviewOptions(classes="dog"))
    with pytest.raises(UsageError, match="no class 'cow'"):
        preview(dataset, PreviewOptions(classes="cow"))
    for count in (0, 401):
        with pytest.raises(UsageError, match="1 to 400"):
            PreviewOptions(count)
