import json
import sys
import threading
import tracemalloc
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from maskrcnn.display.gallery import encode_jpeg
from maskrcnn.display.monitor import Monitor
from maskrcnn.display.news import Phase
from maskrcnn.display.server import GalleryServer
from tests.display.test_server import Page, ask


def plain(shade: int, height: int = 30, width: int = 40) -> NDArray[np.uint8]:
    return np.full((height, width, 3), shade, np.uint8)


def shade(jpeg: bytes) -> int:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return int(image.mean().round())


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The shades of the pictures that were encoded, in turn."""
    shades: list[int] = []

    def counting(image: NDArray[np.uint8], quality: int) -> bytes:
        shades.append(int(image[0, 0, 0]))
        return encode_jpeg(image, quality)

    monkeypatch.setattr("maskrcnn.display.monitor.encode_jpeg", counting)
    return shades


@pytest.fixture
def monitor() -> Monitor:
    return Monitor("camera 0")


@pytest.fixture
def server(monitor: Monitor) -> Iterator[GalleryServer]:
    server = GalleryServer(monitor)
    yield server
    monitor.enter(Phase.ENDED)
    server.close()


def test_who_asks_gets_the_newest(monitor: Monitor) -> None:
    assert monitor.picture(1) is None
    for number in (50, 100, 150):
        monitor.add(plain(number), f"{number}")
    for number in (1, 2, 3):
        picture = monitor.picture(number)
        assert picture is not None
        assert (picture.number, picture.caption) == (3, "150")
        assert abs(shade(picture.jpeg) - 150) < 3
    assert monitor.picture(0) is None
    assert monitor.picture(4) is None


def test_a_picture_is_encoded_once_and_only_for_somebody(
    monitor: Monitor, encoded: list[int]
) -> None:
    for number in range(20):
        monitor.add(plain(number), "")
    viewers = [threading.Thread(target=monitor.picture, args=(20,)) for _ in range(8)]
    for viewer in viewers:
        viewer.start()
    for viewer in viewers:
        viewer.join()
    monitor.add(plain(99), "")
    assert encoded == [19]


def test_a_picture_that_changes_later_is_shown_as_it_was(monitor: Monitor) -> None:
    image = plain(200)
    monitor.add(image, "")
    image[:] = 0
    picture = monitor.picture(1)
    assert picture is not None
    assert abs(shade(picture.jpeg) - 200) < 3


def test_memory_holds_one_picture_however_long_it_runs(monitor: Monitor) -> None:
    image = plain(7, 500, 700)
    tracemalloc.start()
    for number in range(1, 101):
        monitor.add(image, "frame")
        if number % 10 == 0:
            monitor.picture(number)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * sys.getsizeof(image)


def test_a_page_hears_of_the_newest_only(server: GalleryServer, monitor: Monitor) -> None:
    page = Page(server)
    state = {"title": "camera 0", "phase": "running", "live": True}
    assert page.next_state() == {**state, "pictures": []}
    monitor.add(plain(1), "24 fps")
    first = {"number": 1, "caption": "24 fps", "width": 40, "height": 30}
    assert page.next_state() == {**state, "pictures": [first]}
    for number in range(2, 102):
        monitor.add(plain(1), f"{number}")
    heard = 0
    while page.next_state()["pictures"][0]["number"] < 101:  # type: ignore[index]
        heard += 1
    assert heard < 100
    page.close()


def test_its_pictures_are_served_and_not_remembered(
    server: GalleryServer, monitor: Monitor
) -> None:
    monitor.add(plain(60), "")
    monitor.add(plain(120), "")
    status, headers, body = ask(server, f"/{server.token}/picture/1.jpg")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert abs(shade(body) - 120) < 3
    for name in ("picture/0.jpg", "picture/3.jpg", "thumbnail/1.jpg"):
        assert ask(server, f"/{server.token}/{name}")[0] == 404
    assert ask(server, f"/{server.token}/picture/1.jpg", host="example.org")[0] == 403
    assert ask(server, "/wrong/picture/1.jpg")[0] == 404


def test_the_state_is_one_line_whatever_a_caption_holds(monitor: Monitor) -> None:
    monitor.add(plain(1), "line\r\nbreak </script> é")
    assert len(monitor.state().splitlines()) == 1
    assert json.loads(monitor.state())["pictures"][0]["caption"] == "line\r\nbreak </script> é"
