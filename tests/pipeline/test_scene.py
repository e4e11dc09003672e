"""What is drawn of a frame beyond its objects."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from maskrcnn.drawing.colors import instance_colors
from maskrcnn.drawing.look import Look
from maskrcnn.footage import Footage
from maskrcnn.pipeline.scene import Scene, SceneOptions
from maskrcnn.zones import Line
from tests.support.strategies import LABELS
from tests.support.walks import SIZE, frame

FOOTAGE = Footage(SIZE, Fraction(10), Fraction(1, 10))
FLOORS = np.zeros(len(LABELS), np.float32)


def drawn(**options) -> np.ndarray:
    """The last frame of one who walked along y = 100; nothing is drawn of the walker."""
    scene = Scene(SceneOptions(**options), FOOTAGE, LABELS, FLOORS, tracked=True)
    for step in range(11):
        seen = scene.see(frame({3: (100 + 5 * step, 100)}, step / 10))
    return scene.draw(replace(seen, image=np.zeros((*SIZE, 3), np.uint8)))


def test_styles_remember_the_frames_before():
    assert (drawn(look=Look.of("heat"))[90:99, 100:140] > 0).any(2).mean() > 0.9
    scene = Scene(SceneOptions(look=Look.of("heat")), FOOTAGE, LABELS, FLOORS)
    scene.replay([frame({3: (100, 100)})])
    empty = replace(frame({}), image=np.zeros((*SIZE, 3), np.uint8))
    assert scene.draw(scene.see(empty))[85:100, 98:102].any()


def test_colours_by_track_follow_objects():
    scene = Scene(SceneOptions(look=Look(color_by="track")), FOOTAGE, LABELS, FLOORS)
    seen = [scene.see(replace(frame({7: (50, 100)}), track_ids=None)) for _ in range(3)]
    assert [[one.track_id for one in each] for each in seen] == [[1]] * 3


def test_trails_have_the_colours_of_the_look():
    color = instance_colors(frame({3: (0, 0)}), "track", "okabe-ito")[0]
    picture = drawn(trails=True, look=Look.of("none", palette="okabe-ito"))
    assert np.abs(picture[99, 148].astype(int) - color).max() < 3


def test_trails_and_lines_are_as_thick_as_the_look_says():
    for options in ({"trails": True}, {"lines": (Line.of("0,100,300,100"),)}):
        thin, thick = (
            drawn(**options, look=Look.of("none", thickness=thickness)) for thickness in (1, 12)
        )
        assert thick.any(2).sum() > thin.any(2).sum() + 500


def test_counts_are_as_large_as_the_look_says():
    lines = (Line.of("0,100,300,100"),)
    small, large = (
        drawn(lines=lines, look=Look.of("none", text_scale=scale)) for scale in (0.5, 1.5)
    )
    assert np.count_nonzero(large.any(2)) > 2 * np.count_nonzero(small.any(2))
