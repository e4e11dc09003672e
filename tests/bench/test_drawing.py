"""Drawing and writing are timed in every way there is, against the network."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.bench.drawing import EXPORTED, Work, works_on
from maskrcnn.bench.drawing_turns import DrawingBenchmark, DrawingPlan
from maskrcnn.bench.pictures import default_picture
from maskrcnn.bench.scenes import SCENES, Scene, found_in
from maskrcnn.drawing.effects import EFFECTS
from maskrcnn.drawing.styles import STYLES
from maskrcnn.formats import FORMATS, open_collection
from maskrcnn.writers.picture import Picture, image_of
from tests.support.tiny_networks import always

SMALL = Scene("small", (96, 128), 3, (20, 60), (20, 60), 2)


@pytest.fixture(scope="module")
def found():
    return found_in(SMALL, default_picture())


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "net.onnx"
    rows = np.zeros((40, 39))
    rows[0, :6] = [32, 32, 20, 20, 0.9, 0.9]
    return always(path, rows, np.ones((32, 16, 16)), "['cat', 'dog']")


@pytest.fixture
def works(found, tmp_path):
    return works_on(found, Picture(image_of(found, "a test")).save(tmp_path / "other.jpg"))


def names_of(works, kind):
    return [work.name for work in works if work.kind == kind]


def test_no_style_effect_or_format_is_left_out(works):
    assert names_of(works, "style") == list(STYLES)
    places = [f"{name}@{place}" for name in EFFECTS for place in ("objects", "background")]
    assert names_of(works, "effect") == places
    assert names_of(works, "picture") == ["JPEG", "PNG"]
    of_photos = [name for name, kind in FORMATS.items() if not kind.needs_tracks]
    assert set(FORMATS) - set(of_photos) == {"mattes"}
    assert names_of(works, "format") == of_photos
    assert names_of(works, "video") == ["h264"]


def test_what_is_timed_is_done(works, tmp_path, monkeypatch):
    drawn: list[str] = []

    def paint(image, _, look, __):
        drawn.extend([*look.styles, *(effect.name for effect in look.effects)])
        return image

    monkeypatch.setattr("maskrcnn.drawing.painter.paint", paint)
    for work in works:
        work.run(tmp_path)
    assert set(drawn) == {*STYLES, *EFFECTS}
    assert {"picture.jpg", "picture.png", "video.mkv"} <= {path.name for path in tmp_path.iterdir()}
    assert [len(one) for one in open_collection(tmp_path / "results.jsonl")] == [3] * EXPORTED


@pytest.mark.parametrize("scene", [*SCENES, SMALL], ids=lambda scene: scene.name)
def test_a_scene_has_its_objects_inside_of_a_photo(scene):
    found = found_in(scene, default_picture())
    assert found.size == scene.size
    picture = image_of(found, "a test")
    assert picture.shape == (*scene.size, 3)
    assert len(found) == scene.objects
    assert (found.boxes[:, :2] >= 0).all()
    assert (found.boxes[:, 2:] <= scene.size[::-1]).all()
    sides = found.boxes[:, 2:] - found.boxes[:, :2]
    shares = found.areas / sides.prod(1)
    assert ((shares > 0.55) & (shares < 0.75)).all(), "ellipses that fall off at their edges"
    assert np.std(np.diff(picture[..., 1].astype(float))) > 4, "grain"


def test_shares_are_of_the_median_of_the_network(network, monkeypatch):
    monkeypatch.setattr(
        "maskrcnn.bench.drawing_turns.works_on",
        lambda *_: [Work("style", "idle", Path), Work("video", "film", Path, 4)],
    )
    ticks = iter(range(10_000))
    monkeypatch.setattr("maskrcnn.bench.drawing_turns.time.perf_counter", lambda: next(ticks))
    monkeypatch.setattr("maskrcnn.bench.drawing_turns.seconds_of_networks", lambda _: {"A": 0.5})
    plan = DrawingPlan(network, default_picture(), 3, scenes=(SMALL,))
    (scene,) = DrawingBenchmark(plan).measure().scenes
    idle, film = scene.works
    assert (scene.network, scene.network_minimum) == (0.5, 0.5)
    assert idle.median >= 1
    assert idle.share == idle.median / 0.5
    assert film.share == film.median / 0.5 == idle.share / 4, "a frame is a part of a film"


def test_a_report_has_figures_of_everything_in_every_scene(network):
    scenes = (SMALL, replace(SMALL, name="smaller", size=(80, 96), objects=2))
    benchmark = DrawingBenchmark(DrawingPlan(network, default_picture(), 1, scenes=scenes))
    counted = []
    report = benchmark.measure(lambda: counted.append(1))
    assert len(counted) == benchmark.turns
    assert [(one.width, one.height, one.objects) for one in report.scenes] == [
        (128, 96, 3),
        (96, 80, 2),
    ]
    first, second = ([(work.kind, work.name) for work in one.works] for one in report.scenes)
    assert first == second
    assert all(work.minimum > 0 for one in report.scenes for work in one.works)
    assert json.loads(json.dumps(asdict(report)))["picture"] == "coffee.jpg"
