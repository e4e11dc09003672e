"""Pictures and videos in place of what was there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from maskrcnn.drawing.effects import Effect, Effects
from maskrcnn.drawing.effects.replace import fitted
from maskrcnn.drawing.look import Look
from maskrcnn.errors import PictureError, VideoError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from tests.support import videos


def nothing(size: tuple[int, int] = (48, 64)) -> Instances:
    return Instances.empty(size, Labels(("person",)))


def shown(ready: Effects, milliseconds: int | None, first: int = 0) -> int | None:
    """The number of the frame that stands behind everything at a time."""
    moment = None
    if milliseconds is not None:
        moment = Moment(milliseconds, first + milliseconds, 0, Fraction(1, 1000))
    found = replace(nothing(), moment=moment)
    return videos.number_of(ready.apply(np.zeros((48, 64, 3), np.uint8), found)[0])


def replacing(file, **options) -> Effects:
    return Effects((Effect.of(f"replace={file}@background"),), **options)


def test_a_picture_shows_behind_objects_or_through_them(scene, tmp_path):
    beach = np.random.default_rng(2).integers(0, 256, (240, 320, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "be=a@ch.png"), beach)
    behind = scene.after(f"replace={tmp_path}/be=a@ch.png@background")
    np.testing.assert_array_equal(behind[scene.outside], beach[scene.outside])
    np.testing.assert_array_equal(behind[scene.on_objects], scene.image[scene.on_objects])
    through = scene.after(f"replace={tmp_path}/be=a@ch.png")
    np.testing.assert_array_equal(through[scene.on_objects], beach[scene.on_objects])
    np.testing.assert_array_equal(through[scene.outside], scene.image[scene.outside])


@pytest.mark.parametrize("size", [(20, 90), (90, 20), (7, 7), (480, 640), (1, 1), (1000, 3)])
def test_a_picture_of_any_shape_covers_and_its_middle_stays(size):
    picture = np.zeros((101, 101, 3), np.uint8)
    cv2.circle(picture, (50, 50), 10, (255, 255, 255), -1)
    covering = fitted(picture, size)
    assert covering.shape == (*size, 3)
    if min(size) > 5 and max(size) < 100:
        rows, columns = np.nonzero(covering[..., 0] > 127)
        assert abs(rows.mean() - (size[0] - 1) / 2) < 0.6
        assert abs(columns.mean() - (size[1] - 1) / 2) < 0.6
        assert abs(np.ptp(rows) - np.ptp(columns)) <= 1, "a circle stays one"


def test_a_video_runs_in_time_with_the_frames(tmp_path):
    """Ten frames a second behind frames at any times."""
    with replacing(videos.constant(tmp_path / "WAVES.MP4")) as ready:
        times = (0, 40, 99, 100, 180, 700, 1000)
        assert [shown(ready, time) for time in times] == [0, 0, 0, 1, 1, 7, 10]


def test_a_video_of_uneven_times_is_shown_as_it_is(tmp_path):
    with replacing(videos.variable(tmp_path / "waves.mkv")) as ready:
        assert [shown(ready, time) for time in (0, 50, 119, 999, 1040, 1699)] == [0, 1, 2, 4, 6, 7]


@pytest.mark.parametrize("make", [videos.constant, videos.late])
def test_a_video_begins_again_when_it_ends(tmp_path, make):
    path = tmp_path / "waves.mp4"
    make(path, count=5)
    with replacing(path) as ready:
        times = (0, 450, 500, 650, 990, 1000, 7350)
        assert [shown(ready, time) for time in times] == [0, 4, 0, 1, 4, 0, 3]
        assert shown(ready, 120) == 1, "also backwards"


def test_a_video_begins_with_the_first_frame(tmp_path):
    path = videos.constant(tmp_path / "waves.mp4")
    with replacing(path) as ready:
        assert [shown(ready, time, first=9000) for time in (0, 100)] == [0, 1]
    with replacing(path, start=Moment(0, 9000, 0, Fraction(1, 1000))) as resumed:
        assert shown(resumed, 700, first=9000) == 7


def test_photos_have_the_first_frame_of_a_video(tmp_path):
    with replacing(videos.constant(tmp_path / "waves.mp4")) as ready:
        assert [shown(ready, None) for _ in range(3)] == [0, 0, 0]


def test_pictures_of_different_sizes_are_covered_in_turn(tmp_path):
    cv2.imwrite(str(tmp_path / "beach.png"), np.full((5, 7, 3), 90, np.uint8))
    with replacing(tmp_path / "beach.png") as ready:
        for size in ((20, 30), (64, 10), (20, 30)):
            assert (ready.apply(np.zeros((*size, 3), np.uint8), nothing(size))[0] == 90).all()


def test_what_cannot_be_read_is_told_before_anything_is_done(tmp_path):
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture")
    (tmp_path / "waves.mp4").write_bytes(b"not a video")
    with pytest.raises(PictureError, match="no such file"):
        replacing(tmp_path / "beach.jpg")
    with pytest.raises(PictureError, match=r"notes\.jpg"):
        replacing(text)
    with pytest.raises(VideoError, match=r"waves\.mp4"):
        replacing(tmp_path / "waves.mp4")
    with pytest.raises(VideoError, match=r"none\.mov"):
        replacing(tmp_path / "none.mov")


def test_a_home_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    cv2.imwrite(str(tmp_path / "beach.png"), np.full((5, 7, 3), 90, np.uint8))
    with replacing("~/beach.png") as ready:
        assert (ready.apply(np.zeros((48, 64, 3), np.uint8), nothing())[0] == 90).all()
    assert Look.of(effects=["replace=~/beach.png"]).files == (tmp_path / "beach.png",)
