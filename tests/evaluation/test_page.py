"""The page of an evaluation: what it holds, and what it leaves out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maskrcnn.errors import PictureError, UsageError
from maskrcnn.evaluation import Evaluation, evaluate, write_page
from maskrcnn.evaluation.overlay import FALSE, MISSED, RIGHT, overlay
from maskrcnn.webpage import shared
from tests.support.judged_scenes import Finds, Marked, blocks

SIZE = (240, 360)
CAT, DOG, KITE = (20, 20, 100, 100), (140, 20, 220, 100), (260, 20, 340, 100)
LOST = (20, 150, 100, 220)
MACHINE = {"processor": "Abacus <1>", "cores": "2"}


def marked(name: str = "street & <b>.png"):
    return Marked.of(blocks(SIZE, ("cat", CAT), ("dog", LOST), name=name))


def judged(dataset: Marked) -> Evaluation:
    found = blocks(SIZE, ("cat", CAT, 0.9), ("kite", KITE, 0.8), ("dog", DOG, 0.2))
    return evaluate(Finds([found]), dataset)


def data_of(path: Path) -> dict[str, Any]:
    html = path.read_text(encoding="utf-8")
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    read: dict[str, Any] = json.loads(data)
    return read


def test_the_page_holds_what_was_measured(tmp_path: Path):
    dataset = marked()
    evaluation = judged(dataset)
    write_page([evaluation, evaluation], dataset, tmp_path / "page.html", MACHINE)
    one, other = data_of(tmp_path / "page.html")["evaluations"]
    assert one["masks"]["ap"] == other["masks"]["ap"] == pytest.approx(0.5)
    assert [each["name"] for each in one["classes"]] == ["cat", "dog", "kite"]
    assert one["confusion"] == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]]
    (worst,) = one["worst"]
    assert (worst["missed"], worst["false"]) == ([["dog", 1]], [["kite", 1]])
    assert worst["src"].startswith("data:image/webp;base64,")
    assert (worst["width"], worst["height"]) == SIZE[::-1]


def test_no_name_is_taken_for_html(tmp_path: Path):
    dataset = marked()
    write_page([judged(dataset)], dataset, tmp_path / "page.html", MACHINE)
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Abacus &lt;1&gt;" in html
    assert "<b>.png" not in html
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href)=\"?https?:", html)


def test_classes_that_nobody_saw_are_left_out(tmp_path: Path):
    dataset = Marked.of(blocks(SIZE, ("dog", DOG)))
    evaluation = evaluate(Finds([blocks(SIZE, ("dog", DOG, 0.9))]), dataset)
    write_page([evaluation], dataset, tmp_path / "page.html", MACHINE)
    (one,) = data_of(tmp_path / "page.html")["evaluations"]
    assert [each["name"] for each in one["classes"]] == ["dog"]
    assert one["confusion"] == [[1, 0], [0, 0]]


def test_right_and_wrong_objects_have_the_colours_of_the_legend():
    dataset = marked()
    (worst,) = judged(dataset).worst
    drawn = overlay(worst, np.full((*SIZE, 3), 128, np.uint8), 720)
    assert drawn.shape == (*SIZE, 3)
    for box, color in ((CAT, RIGHT), (KITE, FALSE), (LOST, MISSED)):
        edge = drawn[box[1] + 60, box[0] - 2 : box[0] + 3].astype(int)
        assert np.abs(edge - color).sum(1).min() < 60
    assert (drawn[40:80, 150:210] == 128).all()  # the dog that is not shown
    small = overlay(worst, np.full((*SIZE, 3), 128, np.uint8), 180)
    assert small.shape == (120, 180, 3)


def test_a_picture_that_is_gone_is_told_of_and_the_page_is_made(tmp_path: Path):
    class Gone(Marked):
        def picture(self, _):
            raise PictureError("street.png: is gone")

    dataset = marked("street.png")
    refused = []
    write_page(
        [judged(dataset)],
        Gone(dataset.examples),
        tmp_path / "page.html",
        MACHINE,
        lambda name, _: refused.append(name),
    )
    assert refused == ["street.png"]
    assert data_of(tmp_path / "page.html")["evaluations"][0]["worst"][0]["src"] is None


def test_only_pages_are_written_over(tmp_path: Path):
    dataset = marked()
    with pytest.raises(UsageError, match=r"marks\.json is no page"):
        write_page([judged(dataset)], dataset, tmp_path / "marks.json", MACHINE)


@pytest.mark.parametrize(("place", "color"), [("c2", RIGHT), ("c3", MISSED), ("c1", FALSE)])
def test_the_legend_has_the_colours_that_are_drawn(place, color):
    blue, green, red = color
    assert f"--{place}: #{red:02x}{green:02x}{blue:02x};" in shared("figures.css")
