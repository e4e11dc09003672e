"""The page as a file: it holds what was found, stays small, and is safe whatever it is told."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.errors import OutputError, UsageError
from maskrcnn.report import ReportOptions, Scale, write_report
from maskrcnn.report.survey import spread
from maskrcnn.zones import Line, Zone
from tests.report.conftest import FRAMES, PERSON, STREET, data_of, decoded, found_in, picture

LINE = Line.of("door=80,120,80,0")
ZONE = Zone.of("square=0.5,0,1,0,1,1,0.5,1")


def test_it_holds_what_was_found(photos, told):
    data = told(photos)
    assert data["classes"] == ["person", "dog", "kite"]
    assert data["pictures"]["names"] == ["street.png", "beach.png", "sky.png"]
    assert data["pictures"]["counts"] == [3, 1, 0]
    objects = data["objects"]
    assert objects["class"] == [0, 1, 0, 2]
    assert objects["score"] == [0.95, 0.6, 0.3, 0.85]
    columns = zip(*(objects[name] for name in ("x", "y", "width", "height")), strict=True)
    assert list(columns) == [(10, 10, 40, 80), (60, 70, 40, 40), (120, 20, 20, 40), (20, 5, 40, 20)]
    assert objects["area"] == [one.area for found in photos for one in found]
    assert objects["track"] is None
    assert not data["video"]
    assert data["notes"] == []


def test_it_shows_each_photo_with_its_outlines(photos, told):
    data = told(photos)
    assert [view["picture"] for view in data["views"]] == [0, 1, 2]
    assert [[row for row, _ in view["outlines"]] for view in data["views"]] == [[0, 1, 2], [3], []]
    for number, view in enumerate(data["views"]):
        shown = decoded(view["src"]).astype(int)
        assert np.abs(shown - picture(number)).mean() < 8
    assert [cutout["row"] for cutout in data["cutouts"]] == [0, 1, 2, 3]


def test_its_head_says_where_it_is_from(photos, report):
    html = report(photos, scale=Scale.of("0.5mm")).read_text(encoding="utf-8")
    assert "<title>What was found in 3 photos</title>" in html
    for words in ("results.jsonl", "small-model", "CC0-1.0", "0.5 mm wide"):
        assert f"<bdi>{words}</bdi>" in html
    assert re.search(r"<bdi>\d{4}-\d\d-\d\d \d\d:\d\d UTC</bdi>", html)


def test_the_same_results_give_the_same_page(photos, report):
    assert report(photos).read_bytes() == report(photos).read_bytes()


def test_a_scale_is_told(photos, told):
    assert told(photos)["scale"] is None
    assert told(photos, scale=Scale.of("10px=4cm"))["scale"] == {"length": 0.4, "unit": "cm"}


def test_a_video_has_times_tracks_and_one_view_of_each(video, told):
    data = told(video, frames=5)
    assert (data["video"], data["tracked"]) == (True, True)
    assert data["pictures"]["seconds"] == [round(index / 10, 4) for index in range(FRAMES)]
    assert data["pictures"]["frames"] == list(range(FRAMES))
    assert sorted(set(data["objects"]["track"])) == [1, 2]
    assert [view["picture"] for view in data["views"]] == [0, 5, 11, 17, 23]
    assert all(view["src"] for view in data["views"])
    assert len(data["cutouts"]) == 2
    assert "24 frames; 5 of them, evenly spread, are shown" in data["notes"][0]


def test_of_many_tracks_some_are_shown_and_it_says_so(video, told):
    note = "1 of 2 tracks are shown by themselves: of each class the best."
    assert note in told(video, cutouts=1)["notes"]
    assert told(video, cutouts=2)["notes"] == []


def test_a_video_without_tracks_says_that_it_counts_anew(video, told):
    def records():
        return (replace(found, track_ids=None) for found in video)

    data = told(replace(video, records=records, is_tracked=False))
    assert data["notes"] == ["Nobody kept track of the objects: each counts anew in every frame."]
    assert data["objects"]["track"] is None
    assert len(data["cutouts"]) == FRAMES + 8


def test_lines_and_zones_count(video, told):
    counts = told(video, lines=(LINE,), zones=(ZONE,))["counts"]
    assert (counts["lines"][0]["in"], counts["lines"][0]["out"]) == (1, 0)
    assert counts["zones"][0]["entered"] == 2
    dwell = counts["zones"][0]["classes"]["dog"]["dwell"]
    assert dwell["longest"] == pytest.approx(0.7)


def test_lines_need_tracks(photos, tmp_path):
    path = tmp_path / "report.html"
    with pytest.raises(UsageError, match=r"lines and zones count tracks, .* --track"):
        write_report(photos, path, ReportOptions(lines=(LINE,)))
    assert not path.exists()


def test_photos_that_are_gone_leave_their_outlines(photos, told, tmp_path):
    heard = []
    (tmp_path / "in" / "beach.png").unlink()
    write_report(
        photos,
        tmp_path / "some.html",
        ReportOptions(),
        refuse=lambda name, error: heard.append((Path(name).name, str(error))),
    )
    assert [name for name, _ in heard] == ["beach.png"]
    data = told(photos)
    assert [view["src"] is None for view in data["views"]] == [False, True, False]
    assert "1 of the 3 photos shown could not be read" in data["notes"][0]
    for path in (tmp_path / "in").iterdir():
        path.unlink()
    data = told(photos)
    assert data["notes"] == ["The photos could not be read: only outlines and numbers are shown."]
    assert data["pictures"]["counts"] == [3, 1, 0]
    assert data["cutouts"] == []


def test_a_video_that_is_gone_leaves_its_numbers(video, told, tmp_path):
    (tmp_path / "clip.mp4").unlink()
    data = told(video)
    assert len(data["pictures"]["seconds"]) == FRAMES
    assert data["notes"] == ["The frames could not be read: only outlines and numbers are shown."]


def test_a_video_that_ends_early_leaves_its_numbers(video, told, tmp_path):
    whole = told(video)
    shorter = replace(video.originals.video, cut=replace(video.originals.video.cut, frames=9))
    data = told(replace(video, originals=replace(video.originals, video=shorter)))
    assert data["objects"] == whole["objects"]
    assert [view["src"] is None for view in data["views"]] == [False] * 9 + [True] * (FRAMES - 9)


def test_limits_are_kept_and_told(photos, told):
    data = told(photos, photos=2, cutouts=1)
    assert [view["picture"] for view in data["views"]] == [0, 2]
    assert len(data["cutouts"]) == 1
    assert data["notes"] == [
        "Numbers are of all 3 photos; 2 of them, evenly spread, are shown.",
        "1 of 4 objects are shown by themselves: of each class the best.",
    ]
    assert told(photos, photos=0, cutouts=0)["views"] == []


def crowd(photos, pictures: int, objects: int):
    """Many objects in many photos that are gone."""
    rng = np.random.default_rng(1)
    scores = rng.uniform(0.2, 1, (pictures, objects)).round(3)

    def records():
        for row in scores:
            yield found_in("gone.png", [(PERSON, float(score), (0, 0, 9, 9)) for score in row])

    return replace(photos, names=("gone.png",) * pictures, records=records), scores.ravel()


def test_a_page_of_very_much_stays_small_and_says_what_is_missing(photos, report):
    many, scores = crowd(photos, 300, 34)
    path = report(many, megabytes=1, cutouts=0)
    assert path.stat().st_size < 1.1e6
    data = data_of(path.read_text(encoding="utf-8"))
    kept = len(data["objects"]["score"])
    assert 5000 < kept < 10_000
    assert sorted(data["objects"]["score"]) == pytest.approx(sorted(scores)[-kept:])
    assert sum(data["pictures"]["counts"]) == kept
    assert f"Of 10,200 objects the page holds the {kept:,} of the best scores" in data["notes"][0]
    last = data["views"][-1]
    assert all(0 <= row < kept for row, _ in last["outlines"])


def test_large_pictures_are_fitted(photos, told, tmp_path, monkeypatch):
    noise = np.random.default_rng(0).integers(0, 255, (1200, 1600, 3), np.uint8)
    monkeypatch.setattr(type(photos.originals), "photo", lambda *_: noise)
    (first, *_) = told(photos, megabytes=1)["views"]
    assert len(first["src"]) <= 0.42e6 / 3
    (first, *_) = told(photos, side=100)["views"]
    assert max(decoded(first["src"]).shape) == 100
    assert (first["width"], first["height"]) == (100, 75)


HOSTILE = [
    '</script><script>alert("1")</script>.png',
    "\"quotes' & <b>tags</b>.png",
    "👩‍🔬🇺🇦 naïve.png",
    "\u202egpj.exe \u05e9\u05dc\u05d5\u05dd.png",
    "$title ${data} \\u003c \u2028\u2029\x00\x1b[31m.png",
    "=HYPERLINK(1),2\n3.png",
    "lone \udc80 surrogate.png",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_safe_and_stay_what_they_are(renamed, told, report, name):
    collection = renamed(name, "b.png", "c.png")
    assert told(collection)["pictures"]["names"][0] == name
    html = report(collection, title=name).read_text(encoding="utf-8")
    assert html.count("<script") == html.count("</script>") == 2
    assert "alert(" not in html.split('id="data">')[0].replace("alert(&quot;", "")


def test_it_asks_for_nothing(video, report):
    html = report(video, lines=(LINE,)).read_text(encoding="utf-8")
    addresses = re.findall(r"""(?:src|href|action|srcset)\s*=\s*["'](?!data:)([^"']*)""", html)
    assert addresses == []
    assert re.findall(r"url\(|@import|\sfetch\(|XMLHttpRequest|WebSocket|sendBeacon", html) == []
    assert re.findall(r"<[^>]+\son\w+\s*=", html) == []
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) <= {"http://www.w3.org/2000/svg"}


def test_its_policy_names_its_own_style_and_script(photos, report):
    html = report(photos).read_text(encoding="utf-8")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.S)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.S)
    for text in (style, script):
        total = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{total}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy


def test_a_title_of_ones_own(photos, report):
    html = report(photos, title="Spring & <summer>").read_text(encoding="utf-8")
    assert "<title>Spring &amp; &lt;summer&gt;</title>" in html


def test_nothing_found_and_boxes_only(photos, told):
    nothing = replace(photos, records=lambda: (each[[]] for each in photos))
    data = told(nothing)
    assert (data["classes"], data["objects"]["score"], len(data["views"])) == ([], [], 3)
    boxes = replace(photos, records=lambda: (replace(each, crops=None) for each in photos))
    data = told(boxes)
    assert data["notes"] == ["There are boxes only, no masks: areas are those of the boxes."]
    assert data["objects"]["area"][1] == 1600


def test_a_folder_that_cannot_be_written_is_named(photos, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_report(photos, tmp_path / "file" / "report.html", ReportOptions())


def test_progress_is_told(photos, tmp_path):
    told = []
    write_report(photos, tmp_path / "r.html", ReportOptions(), told=lambda: told.append(1))
    assert len(told) == len(STREET)


@pytest.mark.parametrize(
    "options", [{"photos": -1}, {"side": 10}, {"megabytes": 0.5}, {"megabytes": float("nan")}]
)
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(UsageError):
        ReportOptions(**options)


@pytest.mark.parametrize(("count", "most"), [(0, 5), (3, 5), (5, 5), (100, 7), (9, 1), (9, 0)])
def test_pictures_shown_are_evenly_spread(count, most):
    places = sorted(spread(count, most))
    assert len(places) == min(count, most)
    if min(count, most) > 1:
        assert (places[0], places[-1]) == (0, count - 1)
        gaps = np.diff(places)
        assert gaps.max() - gaps.min() <= 1
