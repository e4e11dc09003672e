"""Windows of OpenCV, whose functions are replaced because most builds have none."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from maskrcnn.display import open_display
from maskrcnn.display.window import Window, has_windows

LEFT = 65361
BUILD = "  GUI:                           {}\n    VTK support:                 NO\n"


class Screen:
    """What somebody in front of the screen sees, and the keys that they press in turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.keys: list[int] = []
        self.seen: list[str] = []
        self.open = False
        monkeypatch.setattr(cv2, "namedWindow", lambda *_: setattr(self, "open", True))
        monkeypatch.setattr(cv2, "destroyWindow", lambda _: setattr(self, "open", False))
        monkeypatch.setattr(cv2, "resizeWindow", lambda *_: None)
        monkeypatch.setattr(cv2, "imshow", lambda *_: None)
        monkeypatch.setattr(cv2, "setWindowTitle", lambda _, title: self.seen.append(title))
        monkeypatch.setattr(cv2, "getWindowProperty", lambda *_: float(self.open))
        monkeypatch.setattr(cv2, "waitKey", lambda _: -1)
        monkeypatch.setattr(cv2, "waitKeyEx", self._press)

    def _press(self, delay: int) -> int:
        if delay == 1:
            return -1
        key = self.keys.pop(0)
        if key == -2:
            self.open = False
            return -1
        return key


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)


def look(screen: Screen, *keys: int) -> tuple[list[str], bool]:
    """Show three pictures, press keys, and tell which were seen while waiting."""
    with Window("test") as window:
        for name in "abc":
            window.show(np.zeros((900, 1600, 3), np.uint8), name)
        screen.seen.clear()
        screen.keys = list(keys)
        window.wait()
        ended = window.closed
    assert screen.keys == []
    assert not screen.open
    return [title.removesuffix(" — test") for title in screen.seen], ended


@pytest.mark.parametrize(
    ("keys", "seen", "ended"),
    [
        ((32, 13, 65), ["a", "b", "c"], False),
        ((-1, 32, -1, LEFT, 32, 32, 32), ["a", "b", "a", "b", "c"], False),
        ((LEFT, 32, 27), ["a", "a", "b"], True),
        ((ord("q"),), ["a"], True),
        ((32, -2), ["a", "b"], True),
    ],
)
def test_keys_leaf_through_the_pictures(
    keys: tuple[int, ...], seen: list[str], ended: bool, screen: Screen
) -> None:
    assert look(screen, *keys) == (seen, ended)


def test_of_a_video_only_the_newest_is_kept(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskrcnn.display.has_windows", lambda: True)
    with open_display("test", live=True) as display:
        for name in "abc":
            display.show(np.zeros((9, 9, 3), np.uint8), name)
        assert screen.seen == ["a — test", "b — test", "c — test"]
        screen.seen.clear()
        screen.keys = [32]
        display.wait()
    assert screen.seen == ["c — test"]


def test_a_system_that_never_says_visible_still_waits(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cv2, "getWindowProperty", lambda *_: -1.0)
    assert look(screen, -1, 32, 32, 32) == (["a", "b", "c"], False)


def test_after_the_end_nothing_opens_again(screen: Screen) -> None:
    window = Window("test")
    window.show(np.zeros((9, 9, 3), np.uint8), "a")
    window.close()
    window.show(np.zeros((9, 9, 3), np.uint8), "b")
    window.wait()
    assert not screen.open
    assert screen.seen == ["a — test"]


def test_an_array_that_changes_later_is_shown_as_it_was(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = np.zeros((9, 9, 3), np.uint8)
    shown: list[int] = []
    window = Window("test")
    window.show(image, "a")
    image[:] = 255
    monkeypatch.setattr(cv2, "imshow", lambda _, picture: shown.append(int(picture.max())))
    screen.keys = [32]
    window.wait()
    assert shown == [0]


@pytest.fixture
def unknown() -> Iterator[None]:
    """Whether there are windows has not been asked yet, and is forgotten afterwards."""
    has_windows.cache_clear()
    yield
    has_windows.cache_clear()


@pytest.mark.usefixtures("unknown")
@pytest.mark.parametrize("build", [BUILD.format("NONE"), "no such line"])
def test_a_build_without_windows_is_known(build: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2, "getBuildInformation", lambda: build)
    assert not has_windows()


@pytest.mark.usefixtures("unknown")
@pytest.mark.parametrize(("attempt", "expected"), [("raise SystemExit(1)", False), ("", True)])
def test_a_build_with_windows_is_tried_in_a_process_of_its_own(
    attempt: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cv2, "getBuildInformation", lambda: BUILD.format("QT5"))
    monkeypatch.setattr("maskrcnn.display.window._ATTEMPT", attempt)
    assert has_windows() is expected


def test_windows_are_used_where_they_are(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maskrcnn.display.has_windows", lambda: True)
    with open_display("test") as display:
        display.show(np.zeros((9, 9, 3), np.uint8), "a")
        assert screen.open
