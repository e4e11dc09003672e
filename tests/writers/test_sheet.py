"""Contact sheets: every object once, in order, on pages that fit."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.writers.sheet import SheetOptions, SheetWriter, contact_sheet
from maskrcnn.writers.sheet_page import (
    CARD,
    GAP,
    LINES,
    MARGIN,
    PADDING,
    PAPER,
    Thumbnail,
    page_of,
    thumbnail_of,
)
from tests.support.strategies import LABELS, instances

OPTIONS = SheetOptions(columns=3, rows=2, side=60)
CELL = 60 + 2 * PADDING


def shown(color, label="person", score=0.9, track=None, index=None, name="photos/one.jpg"):
    """A picture with one object that fills its box with a grey or a colour."""
    moment = None if index is None else Moment(index, index, 1, Fraction(1, 10))
    return Instances(
        (40, 80),
        np.array([[0, 0, 80, 40]], np.float32),
        np.array([score], np.float32),
        np.array([LABELS.find(label)], np.int32),
        None,
        LABELS,
        image=np.full((40, 80, 3), color, np.uint8),
        name=name if index is None else f"clip.mp4 frame {index}",
        track_ids=None if track is None else np.array([track], np.int32),
        moment=moment,
    )


def colors_of(page, columns=3):
    """The colour in the middle of each card that is there, in the order of reading."""
    rows = (len(page) - 2 * MARGIN + GAP) // (CELL + LINES + GAP)
    columns = min(columns, (page.shape[1] - 2 * MARGIN + GAP) // (CELL + GAP))
    middles = [
        page[
            MARGIN + row * (CELL + LINES + GAP) + CELL // 2,
            MARGIN + column * (CELL + GAP) + CELL // 2,
        ].tolist()
        for row in range(rows)
        for column in range(columns)
    ]
    return [color for color in middles if color != list(PAPER[::-1])]


def test_objects_are_sorted_by_class_then_score():
    pictures = [
        shown(10, "person", 0.6),
        shown(20, "dog", 0.7),
        shown(30, "person", 0.8),
        shown(40, "kite", 0.9),
    ]
    [page] = contact_sheet(pictures, OPTIONS)
    assert colors_of(page.image) == [[20] * 3, [40] * 3, [30] * 3, [10] * 3]


def test_a_page_is_as_large_as_its_cards():
    for count, (columns, rows) in {1: (1, 1), 3: (3, 1), 4: (3, 2)}.items():
        [page] = contact_sheet([shown(10)] * count, OPTIONS)
        assert page.image.shape == (
            2 * MARGIN + rows * (CELL + LINES + GAP) - GAP,
            2 * MARGIN + columns * (CELL + GAP) - GAP,
            3,
        )


def test_many_objects_fill_several_pages(tmp_path):
    with SheetWriter(tmp_path / "sheet.png", OPTIONS) as writer:
        for number in range(13):
            writer.write(shown(number, score=0.9 - number / 100))
    assert [path.name for path in writer.pages] == ["sheet.png", "sheet-2.png", "sheet-3.png"]
    found = [color[0] for path in writer.pages for color in colors_of(read(path))]
    assert found == list(range(13))
    assert writer.notes == ()


def read(path):
    return np.asarray(cv2.imread(str(path)), np.uint8)


def test_the_best_are_kept_when_there_are_too_many(tmp_path):
    scores = [0.5, 0.9, 0.6, 0.8, 0.7]
    with SheetWriter(tmp_path / "a.png", replace(OPTIONS, most=3)) as writer:
        for score in scores:
            writer.write(shown(round(score * 100), score=score))
    assert [color[0] for color in colors_of(read(tmp_path / "a.png"))] == [90, 80, 70]
    assert writer.notes == ("3 of 5 objects are on the contact sheet: those of best score",)


def test_a_track_is_shown_once_by_its_best_view(tmp_path):
    views = [(1, 0.6, 10), (2, 0.8, 20), (1, 0.9, 30), (1, 0.7, 40)]
    with SheetWriter(tmp_path / "a.png", OPTIONS) as writer:
        for index, (track, score, color) in enumerate(views):
            writer.write(shown(color, score=score, track=track, index=index))
    assert [color[0] for color in colors_of(read(tmp_path / "a.png"))] == [30, 20]


def test_tracks_of_two_videos_are_not_mixed_up():
    first = shown(10, track=1, index=0)
    second = replace(shown(20, score=0.8, track=1, index=0), name="other.mp4 frame 0")
    [page] = contact_sheet([first, second], OPTIONS)
    assert [color[0] for color in colors_of(page.image)] == [10, 20]


@pytest.mark.parametrize(
    "name", ["a-name-that-is-far-too-long-for-a-card.jpg", "猫" * 80, "é.jpg"], ids=str.isascii
)
def test_lines_stay_under_their_card(name):
    long = Thumbnail(np.zeros((9, 9, 3), np.uint8), "person " * 20, name)
    page = page_of([long, long], 2, 60)
    below = page[MARGIN + CELL :]
    written = (below != PAPER[::-1]).any(axis=(0, 2))
    assert written[MARGIN : MARGIN + CELL].any()
    assert not written[MARGIN + CELL : MARGIN + CELL + GAP].any()
    assert not written[: MARGIN - 1].any()


def test_the_name_or_the_time_is_written():
    """Other names give other pixels, and an hour more does."""
    pages = [
        contact_sheet([each], SheetOptions(side=200))[0].image.tobytes()
        for each in (
            shown(9, name="a.jpg"),
            shown(9, name="b.jpg"),
            shown(9, track=1, index=0),
            shown(9, track=1, index=36_000),
        )
    ]
    assert len(set(pages)) == 4


@settings(max_examples=30, deadline=None)
@given(instances(), st.integers(1, 60))
def test_anything_can_be_on_a_sheet(found, side):
    image = np.full((*found.size, 3), 90, np.uint8)
    found = replace(found, image=image)
    pages = contact_sheet([found, found], replace(OPTIONS, side=side))
    assert len(pages) == -(-2 * len(found) // 6)


@pytest.mark.parametrize(
    ("size", "expected"), [((300, 100), (60, 20)), ((3, 900), (1, 60)), ((10, 5), (20, 10))]
)
def test_thumbnails_fit_and_small_objects_stay_small(size, expected):
    assert thumbnail_of(np.zeros((*size, 4), np.uint8), 60).shape[:2] == expected


def test_what_is_transparent_shows_the_card():
    cut = np.zeros((20, 20, 4), np.uint8)
    cut[:, 10:] = (1, 2, 3, 255)
    picture = thumbnail_of(cut, 20)
    assert picture[0, 0].tolist() == list(CARD[::-1])
    assert picture[0, -1].tolist() == [1, 2, 3]


@pytest.mark.parametrize("error", [KeyboardInterrupt, UsageError])
def test_after_an_error_there_is_no_sheet_that_looks_finished(tmp_path, error):
    (tmp_path / "sheet.png").write_bytes(b"of before")
    with pytest.raises(error):
        write_one(tmp_path / "sheet.png", error)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"of before"]


def write_one(path, error):
    with SheetWriter(path, OPTIONS) as writer:
        writer.write(shown(10))
        raise error


def test_nothing_found_is_no_sheet(tmp_path):
    with SheetWriter(tmp_path / "sheet.png") as writer:
        writer.write(replace(shown(10)[[]]))
    assert list(tmp_path.iterdir()) == []
    assert writer.notes == ("there are no objects for a contact sheet",)


def test_pages_of_an_earlier_run_are_told_of(tmp_path):
    (tmp_path / "sheet-2.png").write_bytes(b"old")
    with SheetWriter(tmp_path / "sheet.png", OPTIONS) as writer:
        writer.write(shown(10))
    assert writer.notes == (f"{tmp_path / 'sheet-2.png'} is of an earlier run",)


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="is not a picture: choose from"):
        SheetWriter(Path("sheet.pdf"))
    with pytest.raises(UsageError, match="columns of a contact sheet is 0: give 1 to 20"):
        SheetOptions(columns=0)
