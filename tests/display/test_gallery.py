import json
import threading

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from maskrcnn.display.gallery import Gallery
from maskrcnn.display.news import Phase


def plain(height: int, width: int, *channels: int) -> NDArray[np.uint8]:
    return np.full((height, width, *channels), 90, np.uint8)


def size(jpeg: bytes) -> tuple[int, int]:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
    assert image is not None
    return image.shape[1], image.shape[0]


@pytest.mark.parametrize(
    ("image", "shown", "thumbnail"),
    [
        (plain(300, 400, 3), (400, 300), (192, 144)),
        (plain(300, 400), (400, 300), (192, 144)),
        (plain(3000, 4000, 3), (2560, 1920), (192, 144)),
        (plain(5, 7, 3), (7, 5), (7, 5)),
        (plain(4, 6000, 3), (2560, 2), (288, 1)),
    ],
)
def test_pictures_are_made_to_fit(
    image: NDArray[np.uint8], shown: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    gallery = Gallery("test")
    gallery.add(image, "a picture")
    picture = gallery.picture(1)
    assert picture is not None
    assert (size(picture.jpeg), size(picture.thumbnail)) == (shown, thumbnail)
    assert (picture.width, picture.height) == image.shape[1::-1]


def test_the_oldest_pictures_are_forgotten() -> None:
    gallery = Gallery("test", capacity=3)
    for number in range(5):
        gallery.add(plain(8, 8, 3), f"picture {number + 1}")
    captions = [picture["caption"] for picture in json.loads(gallery.state())["pictures"]]
    assert captions == ["picture 3", "picture 4", "picture 5"]
    assert gallery.picture(2) is None
    assert gallery.picture(3) is not None


def test_news_wake_who_waits() -> None:
    gallery = Gallery("test")
    first = gallery.wait_for_news(None, timeout=0)
    assert gallery.wait_for_news(first, timeout=0) == first
    adding = threading.Timer(0.05, gallery.add, (plain(8, 8, 3), "one"))
    adding.start()
    assert gallery.wait_for_news(first, timeout=5) != first
    adding.join()
    gallery.enter(Phase.COMPLETE)
    state = json.loads(gallery.state())
    assert (state["phase"], len(state["pictures"])) == ("complete", 1)


def test_the_state_is_one_line_whatever_a_caption_holds() -> None:
    gallery = Gallery("a\nb")
    gallery.add(plain(8, 8, 3), "line\r\nbreak </script> é")
    assert len(gallery.state().splitlines()) == 1
    assert json.loads(gallery.state())["pictures"][0]["caption"] == "line\r\nbreak </script> é"
