"""A look, put on one picture after the other."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.drawing.effects.looped_video import LoopedVideo
from maskrcnn.drawing.look import Look
from maskrcnn.drawing.painter import Painter, paint
from maskrcnn.errors import UsageError
from tests.drawing.test_styles import SIZE, moved, ring
from tests.support import videos


def test_classes_of_effects_are_found_before_anything_is_drawn():
    with pytest.raises(UsageError, match="no class 'unicorn'"):
        Painter(Look.of(effects=["blur@unicorn"]), ring().labels)


def test_a_video_that_replaces_something_is_closed(tmp_path, monkeypatch):
    closed: list[LoopedVideo] = []

    def close(self: LoopedVideo) -> None:
        closed.append(self)

    monkeypatch.setattr(LoopedVideo, "close", close)
    look = Look.of(effects=[f"replace={videos.constant(tmp_path / 'waves.mp4')}"])
    with Painter(look, ring().labels):
        assert not closed
    assert len(closed) == 1


def test_photos_know_nothing_of_each_other():
    image = np.full((*SIZE, 3), 100, np.uint8)
    first, second = ring(), moved(ring(), -60)
    with Painter(Look.of("heat"), first.labels) as painter:
        photos = [painter.paint_photo(image, found) for found in (first, second)]
    for found, photo in zip((first, second), photos, strict=True):
        assert np.array_equal(photo, paint(image, found, Look.of("heat")))
    assert not np.array_equal(photos[0], photos[1])
    assert (image == 100).all()
