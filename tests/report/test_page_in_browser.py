"""The page in a real browser: from disk, with no network, moved by mouse and by keys."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from maskrcnn.report import Scale
from tests.report.conftest import FRAMES
from tests.support.opened_page import Opened

pytestmark = pytest.mark.development

FOUND = 4
"""Objects in the three photos."""


def test_all_that_was_found_is_shown(view):
    assert view.words("lede") == "4 objects of 3 classes in 3 photos."
    assert view.words("count") == "all 4 objects shown"
    assert view.seen("#picture-list .tile") == 3
    assert view.seen("#picture-list .outline") == FOUND
    assert view.seen("#object-list img") == FOUND
    assert [row[:2] for row in view.table("class-rows")] == [
        ["person", "2"],
        ["dog", "1"],
        ["kite", "1"],
    ]
    assert [row[0] for row in view.table("size-rows")] == ["person", "dog", "kite"]


def test_the_slider_hides_what_is_doubtful_everywhere(view):
    view.slide("confidence", 0.9)
    assert view.words("confidence-value") == "0.90"
    assert view.words("count") == "1 of 4 objects shown"
    assert view.seen("#picture-list .outline") == 1
    assert view.seen("#object-list img") == 1
    assert [row[:3] for row in view.table("class-rows")] == [["person", "1", "0.95"]]
    assert [row[:2] for row in view.table("size-rows")] == [["person", "1"]]
    assert view.words("score-words") == "1 object of 1 over 0.9"
    assert view.words("picture-list").count("0 objects") == 2
    view.page.locator("#empty").uncheck()
    assert view.seen("#picture-list .tile") == 1
    view.page.get_by_role("button", name="Reset").click()
    assert view.words("count") == "all 4 objects shown"
    assert view.seen("#picture-list .tile") == 3


def test_classes_can_be_left_out(view):
    view.choose("person").uncheck()
    assert view.words("count") == "2 of 4 objects shown"
    assert view.words("classes").split() == ["person", "2", "dog", "1", "kite", "1"]
    view.page.get_by_role("button", name="None").click()
    assert view.words("count") == "0 of 4 objects shown"
    assert view.words("class-rows").strip() == "Nothing is shown."
    view.choose("kite").check()
    assert view.words("count") == "1 of 4 objects shown"
    view.page.get_by_role("button", name="All", exact=True).click()
    assert view.words("count") == "all 4 objects shown"


def test_photos_are_found_by_their_names(view):
    view.page.get_by_label("Name of the photo").fill("BEA")
    assert view.words("picture-list").split("\n")[0] == "beach.png"
    assert view.seen("#picture-list .tile") == 1
    assert view.words("count") == "1 of 4 objects shown"


def test_small_things_can_be_left_out_in_units_of_the_world(open_page, photos, report):
    view = open_page(report(photos, scale=Scale.of("10px=1cm")))
    areas = [float(row[3]) for row in view.table("class-rows")]
    assert areas[1] == pytest.approx(next(iter(photos))[1].area / 100, rel=0.01)
    view.page.get_by_label("Area at least, in cm²").fill("10")
    assert view.words("count") == "2 of 4 objects shown"
    view.page.locator("#measure").select_option("width")
    assert view.table("size-rows")[0] == ["person", "1", *["4"] * 4, "–"]
    assert "in cm" in view.words("size-words")


def test_the_address_keeps_the_choice_and_brings_it_back(open_page, view, photos, report):
    assert view.hash == ""
    view.slide("confidence", 0.5)
    view.choose("dog").uncheck()
    view.page.get_by_label("Name of the photo").fill("e & #=%")
    view.page.get_by_label("Name of the photo").fill("e")
    view.page.get_by_label("Area at least").fill("12.5")
    view.page.locator("#empty").uncheck()
    hash_ = view.hash
    assert "confidence=0.50" in hash_
    again = open_page(report(photos), hash_)
    assert again.words("count") == view.words("count") == "2 of 4 objects shown"
    assert again.page.get_by_label("Name of the photo").input_value() == "e"
    assert again.page.get_by_label("Area at least").input_value() == "12.5"
    assert not again.choose("dog").is_checked()
    assert not again.page.locator("#empty").is_checked()
    again.page.evaluate("location.hash = 'confidence=0.9'")
    again.page.wait_for_function("document.getElementById('count').textContent.startsWith('1 of')")
    again.page.get_by_role("button", name="Reset").click()
    assert again.hash == ""


@pytest.mark.parametrize(
    "hash_", ["#confidence=9", "#classes=[1", "#classes={}", "#area=-3&name=", "#sizes", "#%E0%A4"]
)
def test_nonsense_in_the_address_is_left_aside(open_page, photos, report, hash_):
    assert open_page(report(photos), hash_).words("count") == "all 4 objects shown"


def test_a_photo_is_enlarged_and_turned_by_keys(view):
    first = view.page.locator("#picture-list button").first
    first.focus()
    view.page.keyboard.press("Enter")
    dialog = view.page.get_by_role("dialog")
    assert dialog.is_visible()
    assert view.words("viewer-title") == "street.png"
    assert view.seen("#viewer .outline") == 3
    view.page.keyboard.press("ArrowRight")
    assert view.words("viewer-title") == "beach.png"
    view.page.keyboard.press("ArrowRight")
    view.page.keyboard.press("ArrowRight")
    assert view.words("viewer-title") == "street.png"
    view.page.keyboard.press("ArrowLeft")
    assert view.words("viewer-title") == "sky.png"
    assert view.words("viewer-objects") == "No object is shown."
    view.page.keyboard.press("Escape")
    assert dialog.is_hidden()
    assert first.evaluate("one => one === document.activeElement")


def test_pointing_at_an_object_lights_it_up(view):
    view.page.locator("#picture-list button").first.click()
    entry = view.page.locator("#viewer-objects button").nth(1)
    entry.hover()
    assert view.page.locator("#viewer .lit title").text_content() == "dog 0.60"
    view.page.locator("#viewer-title").hover()
    assert view.page.locator("#viewer .lit").count() == 0


def test_an_object_leads_to_its_photo(view):
    view.page.locator("#object-order").select_option("doubtful")
    view.page.locator("#object-list button").first.click()
    assert view.words("viewer-title") == "street.png"
    assert view.page.locator("#viewer .lit title").text_content() == "person 0.30"


def downloaded(view: Opened) -> list[dict[str, str]]:
    with view.page.expect_download() as coming:
        view.page.get_by_role("button", name="Download").click()
    assert coming.value.suggested_filename == "objects.csv"
    with Path(coming.value.path()).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_shown_is_downloaded(view):
    view.slide("confidence", 0.5)
    rows = downloaded(view)
    assert [(row["picture"], row["class"], row["score"]) for row in rows] == [
        ("street.png", "person", "0.95"),
        ("street.png", "dog", "0.6"),
        ("beach.png", "kite", "0.85"),
    ]
    assert [rows[1][name] for name in ("x", "y", "width", "height")] == ["60", "70", "40", "40"]
    assert "track" not in rows[0]


def test_a_downloaded_table_has_units_and_no_formulas(open_page, renamed, report):
    names = ('=1+1,"x".png', "two\nlines.png", "@me.png")
    view = open_page(report(renamed(*names), scale=Scale.of("2µm")))
    rows = downloaded(view)
    assert rows[0]["picture"] == '\'=1+1,"x".png'
    assert rows[3]["picture"] == "two\nlines.png"
    assert float(rows[1]["width µm"]) == 80
    assert float(rows[1]["area µm²"]) == pytest.approx(4 * float(rows[1]["area"]))


def test_names_of_all_kinds_are_only_names(open_page, renamed, report):
    names = (
        "</script><img src=x onerror=alert(1)>.png",
        "\u202egpj.exe \u05e9\u05dc.png",
        "👩‍🔬 \"'&.png",
    )
    view = open_page(report(renamed(*names), title=names[0]))
    assert view.page.title() == names[0]
    assert view.page.locator("#picture-list bdi").all_text_contents() == list(names)
    assert view.page.locator("[onerror]").count() == 0


def test_over_time_the_video_tells_what_is_in_view(moving):
    assert moving.words("lede") == "2 tracks of 2 classes, seen 32 times in 24 frames."
    assert moving.seen("#time-chart .area") == 2
    moving.slide("moment", 10)
    assert moving.words("moment-words") == "1.0 s: 1 person, 1 dog"
    moving.page.get_by_role("button", name="Show the nearest frame").click()
    assert moving.words("viewer-title") == "frame 9 at 0.9 s"
    moving.page.keyboard.press("Escape")
    moving.choose("dog").uncheck()
    assert moving.seen("#time-chart .area") == 1
    assert moving.words("moment-words") == "1.0 s: 1 person"
    box = moving.page.locator("#time-chart svg").bounding_box()
    moving.page.mouse.click(box["x"] + box["width"] - 1, box["y"] + 20)
    assert moving.words("viewer-title") == "frame 23 at 2.3 s"


def test_tracks_tell_when_they_were_seen(moving):
    tracks = moving.page.locator("#track-list button")
    assert tracks.all_inner_texts() == [
        "person #1\n0.0 s to 2.3 s, 2.3 s long, in 24 frames, score up to 0.73",
        "dog #2\n0.8 s to 1.5 s, 0.7 s long, in 8 frames, score up to 0.40",
    ]
    assert moving.seen("#track-list img") == 2
    assert moving.page.locator("#objects").is_hidden()
    tracks.nth(1).click()
    assert moving.words("viewer-title") == "frame 9 at 0.9 s"
    assert moving.page.locator("#viewer .lit title").text_content() == "dog #2 0.40"
    moving.page.keyboard.press("Escape")
    moving.slide("confidence", 0.6)
    assert tracks.all_inner_texts() == [
        "person #1\n1.0 s to 2.3 s, 1.3 s long, in 14 frames, score up to 0.73"
    ]


def test_lines_and_zones_follow_the_classes(moving):
    tables = moving.page.locator("#places-tables tbody tr")
    assert [row.split("\t") for row in tables.all_inner_texts()] == [
        ["door", "1", "0"],
        ["square", "2", "0", "1", "2", "0.8 s", "1.0 s"],
    ]
    moving.choose("person").uncheck()
    assert [row.split("\t") for row in tables.all_inner_texts()] == [
        ["door", "0", "0"],
        ["square", "1", "0", "0", "–", "0.7 s", "0.7 s"],
    ]
    assert moving.page.locator("#places-picture .shape").count() == 2


def test_a_table_of_a_video_has_times_and_tracks(moving):
    rows = downloaded(moving)
    assert len(rows) == FRAMES + 8
    assert rows[-1]["frame"] == "23"
    assert float(rows[-1]["seconds"]) == pytest.approx(2.3)
    assert {row["track"] for row in rows} == {"1", "2"}


def test_it_shows_more_when_asked(open_page, photos, report):
    found = next(iter(photos))
    many = replace(photos, names=("a.png",) * 30, records=lambda: iter([found] * 30))
    view = open_page(report(many))
    assert view.seen("#picture-list .tile") == 24
    view.page.get_by_role("button", name="Show more: 6 are left").click()
    assert view.seen("#picture-list .tile") == 30


def test_it_leaves_nothing_in_the_window(view):
    own = view.page.evaluate(
        """() => {
          const frame = document.createElement("iframe");
          document.body.append(frame);
          const known = new Set(Object.getOwnPropertyNames(frame.contentWindow));
          frame.remove();
          return Object.getOwnPropertyNames(window).filter((name) => !known.has(name));
        }"""
    )
    assert [name for name in own if not re.match(r"__|\d+$", name)] == []


def test_pages_of_nothing_and_without_pictures_work_too(open_page, photos, video, report, tmp_path):
    nothing = replace(photos, records=lambda: (each[[]] for each in photos))
    view = open_page(report(nothing))
    assert view.words("lede") == "No object in 3 photos."
    assert view.words("count") == "all 0 objects shown"
    (tmp_path / "clip.mp4").unlink()
    gone = open_page(report(video))
    assert "could not be read" in gone.words("notes")
    assert gone.seen("#picture-list .outline") == FRAMES + 8
    gone.page.locator("#track-list button").first.click()
    assert gone.seen("#viewer .outline") > 0
    timeless = replace(video, records=lambda: (replace(each, moment=None) for each in video))
    still = open_page(report(replace(timeless, originals=photos.originals)))
    assert still.table("class-rows")[0][:3] == ["person", "1", "24"]
    empty = open_page(report(replace(photos, names=(), records=lambda: iter(()))))
    assert empty.words("lede") == "No object in 0 photos."
