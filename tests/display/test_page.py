"""The page of the live view in a real browser."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from maskrcnn.display.live_view import LiveView
from tests.support.browser import chromium

pytestmark = pytest.mark.development

NAMES = ("beach.jpg", "forest.jpg", "<b>city</b>.jpg")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


class Opened:
    """A live view of three pictures and the page that shows it."""

    def __init__(self, browser: Any) -> None:
        told: list[str] = []
        self.view = LiveView("Holiday", open_browser=lambda _: None, tell=told.append)
        for number, name in enumerate(NAMES, 1):
            self.view.show(np.full((300 * number, 400 * number, 3), 60 * number, np.uint8), name)
        self.address = told[0].removeprefix("Live view: ")
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = browser.new_page(viewport={"width": 1000, "height": 700})
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.goto(self.address)

    def shows(self, caption: str) -> None:
        """Wait until the picture of that caption is there, loaded and described."""
        self.page.get_by_text(caption, exact=True).wait_for()
        picture = self.page.locator("#picture")
        picture.and_(self.page.get_by_alt_text(caption, exact=True)).wait_for()
        picture.evaluate("image => image.decode()")

    def status(self, words: str) -> None:
        self.page.get_by_role("status").filter(has_text=re.compile(words)).wait_for()


@pytest.fixture
def opened(browser: Any) -> Iterator[Opened]:
    opened = Opened(browser)
    yield opened
    opened.page.close()
    opened.view.close()


def test_pictures_appear_as_they_come_with_captions_as_plain_text(opened: Opened) -> None:
    opened.shows("<b>city</b>.jpg")
    opened.view.show(np.zeros((30, 40, 3), np.uint8), "night.jpg")
    opened.shows("night.jpg")
    opened.status("Live · 4 pictures")
    assert opened.page.title() == "Holiday"
    assert opened.page.locator("#strip img").count() == 4
    assert opened.page.locator("#facts").inner_text() == "4 of 4 · 40 × 30"


def test_keys_and_buttons_turn_the_pages(opened: Opened) -> None:
    press = opened.page.keyboard.press
    opened.shows("<b>city</b>.jpg")
    press("ArrowLeft")
    opened.shows("forest.jpg")
    press("Home")
    opened.shows("beach.jpg")
    assert opened.page.get_by_role("button", name="Previous picture").is_disabled()
    opened.page.get_by_role("button", name="Next picture").click()
    opened.shows("forest.jpg")
    opened.page.get_by_role("button", name="beach.jpg").click()
    opened.shows("beach.jpg")
    press("End")
    opened.shows("<b>city</b>.jpg")


def test_who_looks_at_an_older_picture_is_not_carried_off(opened: Opened) -> None:
    opened.shows("<b>city</b>.jpg")
    opened.page.keyboard.press("ArrowLeft")
    opened.view.show(np.zeros((30, 40, 3), np.uint8), "night.jpg")
    opened.status("4 pictures")
    opened.shows("forest.jpg")
    opened.page.keyboard.press("End")
    opened.view.show(np.zeros((30, 40, 3), np.uint8), "morning.jpg")
    opened.shows("morning.jpg")


def test_a_flood_of_pictures_ends_with_the_newest(opened: Opened) -> None:
    for number in range(250):
        opened.view.show(np.full((600, 800, 3), number, np.uint8), f"frame {number}")
    opened.shows("frame 249")
    opened.status("253 pictures")
    assert opened.page.locator("#strip li").count() == 200


def test_nothing_is_asked_of_any_other_machine_and_nothing_complains(opened: Opened) -> None:
    opened.shows("<b>city</b>.jpg")
    assert len(opened.asked) > 5
    assert all(url.startswith(opened.address) for url in opened.asked)
    assert opened.complaints == []


def test_the_page_fits_small_screens_and_follows_the_colour_scheme(opened: Opened) -> None:
    opened.shows("<b>city</b>.jpg")
    grounds = []
    for scheme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=scheme)
        grounds.append(
            opened.page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        )
    assert grounds == ["rgb(246, 247, 248)", "rgb(16, 20, 24)"]
    for width, height in ((360, 640), (800, 300), (2000, 1200)):
        opened.page.set_viewport_size({"width": width, "height": height})
        box = opened.page.locator("#picture").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        assert box["height"] > 60


def test_closing_the_page_ends_waiting(opened: Opened) -> None:
    opened.shows("<b>city</b>.jpg")
    waiting = threading.Thread(target=opened.view.wait)
    waiting.start()
    opened.status("3 pictures, complete")
    opened.page.close()
    waiting.join(8)
    assert not waiting.is_alive()


def test_the_end_of_the_program_is_shown(opened: Opened) -> None:
    opened.shows("<b>city</b>.jpg")
    opened.page.keyboard.press("Home")
    opened.shows("beach.jpg")
    opened.view.close()
    opened.status("3 pictures, ended")
    opened.page.keyboard.press("End")
    opened.shows("<b>city</b>.jpg")


@pytest.fixture
def live(browser: Any) -> Iterator[tuple[LiveView, Any, list[str]]]:
    """A live view of a video, the page that shows it, and what the page asked for."""
    told: list[str] = []
    asked: list[str] = []
    with LiveView("Gate", open_browser=lambda _: None, tell=told.append, live=True) as view:
        view.show(np.zeros((600, 800, 3), np.uint8), "first")
        page = browser.new_page(viewport={"width": 1000, "height": 700})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(told[0].removeprefix("Live view: "))
        yield view, page, asked
        page.close()


def test_a_video_is_followed_in_one_large_picture(
    live: tuple[LiveView, Any, list[str]],
) -> None:
    view, page, asked = live
    page.get_by_text("first", exact=True).wait_for()
    for number in range(100):
        view.show(np.full((600, 800, 3), 2 * number, np.uint8), f"25 fps · frame {number}")
        page.wait_for_timeout(10)
    page.get_by_text("25 fps · frame 99", exact=True).wait_for()
    page.get_by_role("status").filter(has_text="Live · 101 frames").wait_for()
    picture = page.locator("#picture")
    picture.and_(page.get_by_alt_text("25 fps · frame 99", exact=True)).wait_for()
    picture.evaluate("image => image.decode()")
    asked_for = [url for url in asked if "/picture/" in url]
    assert 5 < len(asked_for) <= 101
    assert not any("/thumbnail/" in url for url in asked)
    assert page.locator("#facts").inner_text() == "800 × 600"
    assert not page.locator("nav").is_visible()
    assert not page.locator("#next").is_visible()
    box = picture.bounding_box()
    assert box["width"] > 950
    assert box["height"] > 500
    view.close()
    page.get_by_role("status").filter(has_text="101 frames, ended").wait_for()
