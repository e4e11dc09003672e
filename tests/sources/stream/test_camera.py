"""Cameras, whose driver is replaced because test machines have none."""

from typing import Any

import cv2
import numpy as np
import pytest

from maskrcnn.errors import VideoError
from maskrcnn.sources.stream import Stream, StreamOptions

NOBODYS_CAMERA = 61


class Driver:
    """Gives ten pictures, grows in the middle, and then fails for good."""

    pictures = 10

    def __init__(self, number: int) -> None:
        self.number = number
        self.given = 0
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def set(self, *_: object) -> bool:
        return True

    def get(self, _: int) -> float:
        return 30.0

    def read(self) -> tuple[bool, Any]:
        if self.given == self.pictures:
            return False, None
        self.given += 1
        side = 40 if self.given > 5 else 20
        return True, np.full((side, 2 * side, 3), self.given, np.uint8)

    def release(self) -> None:
        self.released = True


def test_a_camera_is_followed_and_released(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Driver] = []

    def open_camera(number: int) -> Driver:
        opened.append(Driver(number))
        return opened[-1]

    monkeypatch.setattr(cv2, "VideoCapture", open_camera)
    stream = Stream("3", StreamOptions(patience=0, size="20"))
    with pytest.raises(VideoError, match=r"camera 3: lost \(it gives no more pictures\)"):
        list(stream.frames())
    with stream:
        pass
    assert all(camera.number == 3 and camera.released for camera in opened)
    assert stream.footage.size == (10, 20)
    assert stream.footage.rate == 30
    assert stream.health.received == 10


def test_frames_of_a_camera_are_scaled_to_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2, "VideoCapture", Driver)
    with Stream(0) as stream:
        assert stream.footage.size in ((20, 40), (40, 80))
        frame = next(stream.frames())
    assert frame.image.shape == (*stream.footage.size, 3)
    assert frame.name == "camera 0 frame 0"


def test_a_missing_camera_is_told_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    with (
        pytest.raises(VideoError, match=f"camera {NOBODYS_CAMERA}: cannot be followed .no such"),
        Stream(NOBODYS_CAMERA) as stream,
    ):
        next(stream.frames())
    assert capfd.readouterr() == ("", "")
