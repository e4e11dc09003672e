"""The page in a real browser: from disk, with no network, moved by mouse and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from maskrcnn.explain.explanation import Explanation
from maskrcnn.explain.page import page
from tests.support.browser import chromium

pytestmark = pytest.mark.development


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


class Opened:
    """A page in a browser that can reach nothing but the file."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.address = path.as_uri()
        self.page.goto(self.address)

    def drawn(self, name: str) -> str:
        """Return what a canvas or a picture shows, as a data URI."""
        self.page.wait_for_timeout(60)
        return str(
            self.page.locator(f"#{name}").evaluate(
                "one => one.src ?? one.toDataURL() + getComputedStyle(one).width"
            )
        )

    def words(self, name: str) -> str:
        return str(self.page.locator(f"#{name}").inner_text())

    def slide(self, name: str, value: float) -> None:
        self.page.locator(f"#{name}").fill(str(value))

    def changes(self, names: list[str], action: Callable[[], object]) -> list[str]:
        """Do something, and return which canvases and pictures look otherwise after it."""
        before = [self.drawn(name) for name in names]
        action()
        return [name for name, old in zip(names, before, strict=True) if self.drawn(name) != old]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[[Explanation], Opened]]:
    opened: list[Opened] = []

    def open_it(told: Explanation) -> Opened:
        path = tmp_path / "cat-explained.html"
        path.write_text(page(told), encoding="utf-8")
        opened.append(Opened(browser, path))
        return opened[-1]

    yield open_it
    for each in opened:
        each.context.close()
        assert each.complaints == []
        assert [url for url in each.asked if not url.startswith(("data:", each.address))] == []


@pytest.fixture
def view(open_page: Callable[[Explanation], Opened], told: Explanation) -> Opened:
    return open_page(told)


def test_every_picture_and_canvas_shows_something(view: Opened) -> None:
    view.page.wait_for_timeout(200)
    blank = view.page.evaluate(
        """() => [...document.querySelectorAll("img, canvas")].filter((one) => {
          if (one.tagName === "IMG") return !one.complete || !one.naturalWidth;
          const pixels = one.getContext("2d").getImageData(0, 0, one.width, one.height).data;
          return new Set(pixels.slice(0, 40000)).size < 2;
        }).map((one) => one.id || one.alt)"""
    )
    assert blank == []


def test_the_slider_and_its_stops_show_more_proposals(view: Opened) -> None:
    assert view.changes(["proposal-view"], lambda: view.slide("proposal-count", 42))
    assert view.words("proposal-words").startswith("The best 42 of ")
    stop = view.page.get_by_role("button", name="100", exact=True)
    assert view.changes(["proposal-view"], stop.click)
    assert view.words("proposal-words").startswith("The best 100 of ")
    assert stop.get_attribute("aria-pressed") == "true"


def test_before_suppression_there_are_more(view: Opened, told: Explanation) -> None:
    radio = view.page.get_by_label("before NMS")
    assert view.changes(["proposal-view"], radio.check)
    assert f"of {len(told.steps.candidates):,}" in view.words("proposal-words")


def test_anchors_follow_pointer_and_keys(view: Opened, told: Explanation) -> None:
    rows, columns = told.steps.view.cells
    canvas = view.page.locator("#anchor-view")
    assert view.changes(["anchor-view"], lambda: canvas.hover(position={"x": 4, "y": 4}))
    assert view.words("anchor-words").startswith(f"Row 1 of {rows}, column 1 of {columns}: 12")
    canvas.focus()
    view.page.keyboard.press("ArrowRight")
    view.page.keyboard.press("ArrowDown")
    view.page.keyboard.press("ArrowLeft")
    view.page.keyboard.press("ArrowLeft")
    assert view.words("anchor-words").startswith(f"Row 2 of {rows}, column 1 of {columns}: 12")
    best = told.steps.anchor_objectness[1, 0].max()
    assert f"probability of {best:.2f}." in view.words("anchor-words")


def test_another_object_changes_everything_about_it(view: Opened, told: Explanation) -> None:
    masks = ["mask-small", "mask-soft", "mask-hard", "mask-laid"]
    figures = ["boxes-view", "region-view", "roi", *masks]
    objects = view.page.locator("#chooser").get_by_role("radio")
    objects.first.focus()
    assert view.changes(figures, lambda: view.page.keyboard.press("ArrowRight")) == figures
    assert objects.nth(1).is_checked()
    one = told.steps.found[1]
    assert view.page.locator("#bars li").count() == 5
    assert f"corrected it for {one.label}" in view.words("boxes-words")


def test_the_browser_decides_pixels_as_the_predictor_does(view: Opened, told: Explanation) -> None:
    for place, one in enumerate(told.steps.found):
        view.page.locator("#chooser").get_by_role("radio").nth(place).check(force=True)
        counted = int(re.sub(r"\D", "", view.words("hard-words").split(":")[1]))
        assert counted == pytest.approx(one.area, abs=max(2, one.area * 1e-3))


def test_the_threshold_moves_the_edge(view: Opened) -> None:
    hard = ["mask-hard", "mask-laid"]
    assert view.changes([*hard, "mask-soft"], lambda: view.slide("threshold", 0.97)) == hard
    few = int(re.sub(r"\D", "", view.words("hard-words").split(":")[1]))
    view.slide("threshold", 0)
    many = int(re.sub(r"\D", "", view.words("hard-words").split(":")[1]))
    assert many > few
    assert view.words("hard-words").startswith("Over 0.00")


def test_the_numbers_of_a_small_mask_are_read_out(view: Opened, told: Explanation) -> None:
    view.page.locator("#mask-small").focus()
    for key in ["ArrowUp"] * 20 + ["ArrowLeft"] * 20:
        view.page.keyboard.press(key)
    assert told.steps.found.crops is not None
    percent = told.steps.found.crops[0][0, 0] / 255 * 100
    assert view.words("mask-words") == f"Row 1, column 1: {percent:.1f} percent."


def test_both_proposers_are_drawn_side_by_side_and_four_ways_listed(view: Opened) -> None:
    both = ["searched-view", "proposed-view"]
    assert view.changes(both, lambda: view.slide("both-count", 3)) == both
    assert view.words("searched-words") == "The best 3 of 150."
    names = view.page.locator("#ways th").all_inner_texts()
    assert [name.split("\n")[0] for name in names] == [
        "R-CNN",
        "Fast R-CNN",
        "Faster R-CNN",
        "Mask R-CNN",
    ]


def test_heat_can_be_taken_away(view: Opened) -> None:
    view.page.locator("[data-strength]").first.fill("0")
    heat = view.page.locator("[data-heat=activation]")
    assert heat.evaluate("image => getComputedStyle(image).opacity") == "0"


def test_every_control_and_figure_has_a_name(view: Opened) -> None:
    nameless = view.page.evaluate(
        """() => [...document.querySelectorAll("img, canvas, input, button")].filter((one) =>
          !(one.alt || one.ariaLabel || one.textContent || one.labels?.[0]?.textContent)
        ).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    levels = view.page.locator("h1, h2").evaluate_all("all => all.map((one) => one.tagName)")
    assert levels == ["H1", *["H2"] * 9]


def test_it_fits_a_phone_and_follows_the_colour_scheme(view: Opened) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        view.page.emulate_media(color_scheme=scheme)
        grounds.append(
            view.page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        )
    assert grounds[0] != grounds[1]
    for width in (320, 390, 800, 1280):
        view.page.set_viewport_size({"width": width, "height": 800})
        assert view.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_without_masks_and_search_works_too(
    open_page: Callable[[Explanation], Opened], told_of_boxes: Explanation
) -> None:
    view = open_page(told_of_boxes)
    assert view.page.locator("#mask-small").is_hidden()
    assert view.page.locator("#searched-view").is_hidden()
    assert view.page.locator("#ways tr").count() == 1
    second = view.page.locator("#chooser").get_by_role("radio").nth(1)
    assert view.changes(["boxes-view"], lambda: second.check(force=True))
    assert view.changes(["proposed-view"], lambda: view.slide("both-count", 3))


def test_a_page_of_nothing_works_too(
    open_page: Callable[[Explanation], Opened], told_of_nothing: Explanation
) -> None:
    view = open_page(told_of_nothing)
    assert view.page.get_by_text("No object passes the confidence").first.is_visible()
    assert view.page.locator("#chooser").is_hidden()
    assert view.changes(["proposal-view"], lambda: view.slide("proposal-count", 42))
