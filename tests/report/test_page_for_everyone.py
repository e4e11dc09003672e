"""The page on a phone, in the dark, on paper, and for those who hear it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.development


@pytest.mark.parametrize("kind", ["photos", "moving"])
def test_it_fits_a_phone(open_page, report, photos, video, kind):
    collection = photos if kind == "photos" else video
    view = open_page(report(collection, title="A_very_long_title_of_one_word_" * 5))
    for width in (320, 390, 768, 1440):
        view.page.set_viewport_size({"width": width, "height": 800})
        assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    view.page.set_viewport_size({"width": 390, "height": 800})
    assert view.page.locator("#confidence").is_hidden()
    view.page.locator("summary").first.click()
    view.slide("confidence", 0.9)
    view.page.locator("#picture-list button").first.click()
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_can_be_read(moving, scheme):
    moving.page.emulate_media(color_scheme=scheme)
    moving.page.locator("#picture-list button").first.click()
    contrasts = moving.contrasts()
    assert len(contrasts) > 60
    assert [one for one in contrasts if one[0] < 4.5] == []


def test_light_and_dark_differ(view):
    grounds = []
    for scheme in ("light", "dark"):
        view.page.emulate_media(color_scheme=scheme)
        ground = "body => getComputedStyle(body).backgroundColor"
        grounds.append(view.page.locator("body").evaluate(ground))
    assert grounds[0] != grounds[1]


def test_on_paper_there_are_no_controls(view):
    view.page.emulate_media(media="print")
    assert view.seen("aside, .controls, button.more") == 0
    assert view.seen("#picture-list .outline") == 4


def test_every_control_and_figure_has_a_name(moving):
    assert moving.nameless() == []
    levels = moving.page.locator("h1, h2").evaluate_all("all => all.map((one) => one.tagName)")
    assert levels[0] == "H1"
    assert set(levels[1:]) == {"H2"}
    assert moving.page.locator("#count").get_attribute("aria-live") == "polite"
