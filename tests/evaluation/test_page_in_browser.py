"""The page of an evaluation in a real browser: from disk, with no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maskrcnn.evaluation import evaluate, write_page
from tests.support.browser import chromium
from tests.support.judged_scenes import Finds, Marked, blocks
from tests.support.opened_page import Opened

pytestmark = pytest.mark.development

SIZE = (60, 120)
PLACES = [(2 + 20 * i, 2, 18 + 20 * i, 18) for i in range(5)]
SCORES = [0.9, 0.8, 0.7, 0.3]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def view(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    """Five cats, four of them found, one as a dog; the second model finds a kite besides."""
    dataset = Marked.of(blocks(SIZE, *(("cat", place) for place in PLACES), name="street.png"))
    names = ["cat", "cat", "dog", "cat"]
    found = list(zip(names, PLACES, SCORES, strict=False))
    pictures = [blocks(SIZE, *found), blocks(SIZE, *found, ("kite", (2, 40, 18, 56), 0.95))]
    judged = [evaluate(Finds([each]), dataset) for each in pictures]
    judged[1] = replace(judged[1], model="other", notes=("It has a note.",))
    machine = {"processor": "Abacus", "cores": "2"}
    write_page(judged, dataset, tmp_path / "page.html", machine)
    opened = Opened(browser, tmp_path / "page.html")
    yield opened
    opened.close()


def test_figures_stand_side_by_side(view):
    rows = view.table("figure-rows")
    assert [row[0] for row in rows] == ["stand-in · memory", "", "other · memory", ""]
    assert [row[1] for row in rows] == ["masks", "boxes"] * 2
    assert view.seen("#notes li") == 0
    assert view.table("size-rows")[0][:2] == ["small", "5"]


def test_the_slider_tells_precision_and_recall_everywhere(view):
    assert "precision 0.667, recall 0.400. 2 right, 1 wrong, 3 missed" in view.words(
        "confidence-words"
    )
    view.slide("confidence", 0.2)
    assert "At 0.20 all classes: precision 0.750, recall 0.600" in view.words("confidence-words")
    assert view.table("class-rows")[0][-2:] == ["1.000", "0.600"]
    view.page.locator("#class").select_option("cat")
    assert "At 0.20 cat: precision 1.000, recall 0.600" in view.words("confidence-words")


def test_a_precision_is_advised_for(view):
    view.page.get_by_label("For a precision of").fill("1")
    assert view.words("advice") == "--confidence 'cat=0.01,*=1'"
    assert "recall is then 0.600, precision 1.000:" in view.words("advice-words")


def test_another_model_changes_all(view):
    view.page.locator("#model").select_option("other · memory")
    assert view.words("notes") == "It has a note."
    assert "2 right, 2 wrong" in view.words("confidence-words")
    assert [row[0] for row in view.table("class-rows")] == ["cat", "dog", "kite"]


def test_classes_are_sorted_by_any_column(view):
    head = view.page.locator("#class-heads th").first
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [row[0] for row in view.table("class-rows")] == ["cat", "dog"]
    head.get_by_role("button").click()
    assert [row[0] for row in view.table("class-rows")] == ["dog", "cat"]


def test_what_is_taken_for_what(view):
    rows = view.table("confusion")
    assert [cell.replace("\n", " ") for cell in rows[0]] == [
        "marked ↓ shown →",
        "missed",
        "cat",
        "dog",
    ]
    assert rows[1:] == [["false", "", "", ""], ["cat", "2", "2", "1"], ["dog", "", "", ""]]


def test_the_worst_pictures_are_shown_with_what_is_wrong(view):
    words = view.words("worst-list")
    assert "street.png" in words
    assert "missed: 2 cat" in words
    assert "taken for something else: cat taken for dog" in words
    assert view.seen("#worst-list img") == 1


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_it_fits(view, width):
    view.page.set_viewport_size({"width": width, "height": 800})
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_can_be_read(view, scheme):
    view.page.emulate_media(color_scheme=scheme)
    assert [one for one in view.contrasts() if one[0] < 4.5] == []


def test_every_control_and_figure_has_a_name(view):
    assert view.nameless() == []
