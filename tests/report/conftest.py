"""Three photos and a short video with what was found in them, and how a page is read."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from maskrcnn.footage import Moment
from maskrcnn.formats import Collection, open_collection
from maskrcnn.formats.originals import VideoSource
from maskrcnn.instances import Instances
from maskrcnn.report import ReportOptions, write_report
from maskrcnn.results import ResultsWriter
from maskrcnn.sources.video import Video
from maskrcnn.zones import Line, Zone
from tests.support.browser import chromium
from tests.support.opened_page import Opened
from tests.support.strategies import LABELS
from tests.support.videos import make

Thing = tuple[int, float, tuple[float, float, float, float]]
"""Class, score and box."""

PERSON, DOG, KITE = range(3)
SIZE = (120, 160)
STREET: list[Thing] = [
    (PERSON, 0.95, (10, 10, 50, 90)),
    (DOG, 0.6, (60, 70, 100, 110)),
    (PERSON, 0.3, (120, 20, 140, 60)),
]
BEACH: list[Thing] = [(KITE, 0.85, (20, 5, 60, 25))]

FRAMES = 24
"""Ten a second: a person walks from left to right, a dog is there from the eighth to the 15th."""


def found_in(name: str, things: list[Thing], **facts: Any) -> Instances:
    """Round objects in a picture."""
    ring = np.hypot(*(np.mgrid[:28, :28] - 13.5)) < 14
    return Instances(
        size=SIZE,
        boxes=np.array([box for _, _, box in things], np.float32).reshape(-1, 4),
        scores=np.array([score for _, score, _ in things], np.float32),
        class_ids=np.array([class_id for class_id, _, _ in things], np.int32),
        crops=tuple(ring.astype(np.uint8) * 255 for _ in things),
        labels=LABELS,
        name=name,
        **facts,
    )


def picture(number: int) -> np.ndarray:
    """Soft noise, never twice the same."""
    small = np.random.default_rng(number).integers(0, 255, (6, 8, 3), np.uint8)
    return np.asarray(cv2.resize(small, SIZE[::-1], interpolation=cv2.INTER_CUBIC), np.uint8)


def results_of(path: Path, *found: Instances, **facts: Any) -> Path:
    with ResultsWriter(path, LABELS, model="small-model", licence="CC0-1.0", **facts) as writer:
        for each in found:
            writer.write(each)
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Collection:
    """Street, beach, and a photo of nothing."""
    folder = tmp_path / "in"
    folder.mkdir()
    found = []
    for number, (name, things) in enumerate({"street": STREET, "beach": BEACH, "sky": []}.items()):
        path = folder / f"{name}.png"
        cv2.imwrite(str(path), picture(number))
        found.append(found_in(str(path), things))
    return open_collection(results_of(tmp_path / "results.jsonl", *found))


def frame(index: int, moment: Moment | None = None) -> Instances:
    """A person who walks, and now and then a dog that lies."""
    x = 5.0 * index
    things: list[Thing] = [(PERSON, 0.5 + index / 100, (x, 20, x + 30, 100))]
    if 8 <= index < 16:
        things.append((DOG, 0.4, (110, 80, 150, 110)))
    ids = np.arange(1, len(things) + 1, dtype=np.int32)
    return found_in(f"clip.mp4 frame {index}", things, moment=moment, track_ids=ids)


@pytest.fixture
def video(tmp_path: Path) -> Collection:
    clip = make(tmp_path / "clip.mp4", [picture(index) for index in range(FRAMES)])
    with Video(clip) as opened:
        frames = [frame(index, each.moment) for index, each in enumerate(opened.frames())]
    source = VideoSource(str(clip)).to_json()
    return open_collection(results_of(tmp_path / "clip.jsonl", *frames, video=source))


Report = Callable[..., Path]


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Write the page of a collection, with some options."""

    def write(collection: Collection, **options: Any) -> Path:
        path = tmp_path / "report.html"
        write_report(collection, path, ReportOptions(**options))
        return path

    return write


Told = Callable[..., dict[str, Any]]


@pytest.fixture
def told(report: Report) -> Told:
    """Write a page, and read what its scripts draw."""

    def read(collection: Collection, **options: Any) -> dict[str, Any]:
        html = report(collection, **options).read_text(encoding="utf-8")
        return data_of(html)

    return read


def data_of(html: str) -> dict[str, Any]:
    """Return the JSON of a page."""
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    read: dict[str, Any] = json.loads(data)
    return read


def decoded(uri: str) -> np.ndarray:
    """Return the picture of a data URI, with its transparency."""
    kind, _, data = uri.partition(",")
    assert kind == "data:image/webp;base64"
    read = cv2.imdecode(np.frombuffer(b64decode(data), np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return np.asarray(read, np.uint8)


@pytest.fixture
def renamed(photos: Collection) -> Callable[..., Collection]:
    """The photos under other names, without their pictures."""

    def rename(*names: str) -> Collection:
        def records():
            return (replace(found, name=name) for found, name in zip(photos, names, strict=True))

        return replace(photos, names=names, records=records)

    return rename


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


OpenPage = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Any) -> Iterator[OpenPage]:
    opened: list[Opened] = []

    def open_it(path: Path, hash_: str = "") -> Opened:
        opened.append(Opened(browser, path, hash_))
        return opened[-1]

    yield open_it
    for each in opened:
        each.close()


@pytest.fixture
def view(open_page: OpenPage, photos: Collection, report: Report) -> Opened:
    """The page of the photos."""
    return open_page(report(photos))


@pytest.fixture
def moving(open_page: OpenPage, video: Collection, report: Report) -> Opened:
    """The page of the video, with a line and a zone."""
    places = {
        "lines": (Line.of("door=80,120,80,0"),),
        "zones": (Zone.of("square=0.5,0,1,0,1,1,0.5,1"),),
    }
    return open_page(report(video, frames=6, **places))
