"""Ways to show what was found."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings

from maskrcnn.drawing.colors import instance_colors
from maskrcnn.drawing.look import Look
from maskrcnn.drawing.painter import paint
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.styles import STYLES, make_style
from maskrcnn.drawing.styles.style import Brush
from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances, concatenate
from maskrcnn.labels import Labels
from tests.support.strategies import instances

SIZE = (200, 300)
RED, GREEN = (20, 30, 230), (40, 200, 60)
MARKS = ["box", "box-corner", "circle", "dot", "ellipse", "percentage-bar", "round-box", "triangle"]


def ring() -> Instances:
    """One object with a hole, and a part that lies apart."""
    rows, columns = np.mgrid[:60, :80]
    far = (rows - 30) ** 2 + (columns - 30) ** 2
    crop = ((far < 28**2) & (far > 12**2)) | (columns > 70)
    return Instances(
        size=SIZE,
        boxes=np.array([[100, 60, 180, 120]], np.float32),
        scores=np.array([0.75], np.float32),
        class_ids=np.zeros(1, np.int32),
        crops=(crop.astype(np.uint8) * 255,),
        labels=Labels(("person", "dog"), (RED, GREEN)),
    )


def moved(found: Instances, right: float, class_id: int = 0) -> Instances:
    shift = np.array([right, 0, right, 0], np.float32)
    return replace(found, boxes=found.boxes + shift, class_ids=np.array([class_id], np.int32))


def drawn(name: str, found: Instances, light: int = 100, **options) -> np.ndarray:
    canvas = np.full((*found.size, 3), light, np.uint8)
    style = make_style(name)
    style.see(found)
    style.draw(canvas, found, Brush(instance_colors(found), Pen.of(canvas), **options))
    return canvas


def changed(name: str, found: Instances, **options) -> np.ndarray:
    canvas = drawn(name, found, **options)
    return np.asarray((canvas != 100).any(2))


def inner(mask: np.ndarray) -> np.ndarray:
    """Return the pixels that are at least two from a mask's edge."""
    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)


@pytest.mark.parametrize("name", STYLES)
@given(found=instances())
@settings(max_examples=15)
def test_whatever_was_found_can_be_drawn(name, found):
    picture = drawn(name, found)
    assert picture.shape == (*found.size, 3)
    assert len(found) or (picture == 100).all()


@pytest.mark.parametrize("name", STYLES)
def test_every_style_shows_an_object_and_says_how(name):
    assert changed(name, ring()).any()
    assert len(STYLES[name].summary) > 10


@pytest.mark.parametrize("name", [name for name in STYLES if name not in ("mask", "heat")])
def test_what_has_no_mask_is_shown_too(name):
    assert changed(name, replace(ring(), crops=None)).any()


@pytest.mark.parametrize("name", [name for name in STYLES if name != "heat"])
def test_an_object_has_its_own_colour(name):
    picture = drawn(name, ring(), opacity=1)
    assert (picture == RED).all(2).any() or name == "halo"
    blue, _, red = picture[changed(name, ring(), opacity=1)].mean(0)
    assert red > blue


@pytest.mark.parametrize("name", MARKS)
def test_marks_are_thicker_in_larger_pictures(name):
    found = ring()
    large = replace(found, size=(2000, 3000), boxes=found.boxes * 10)
    small = changed(name, found).sum()
    assert changed(name, large).sum() > 12 * small


@pytest.mark.parametrize("name", MARKS)
def test_the_best_score_lies_on_top(name):
    picture = drawn(name, concatenate([ring(), moved(ring(), 0, 1)]))
    assert (picture == RED).all(2).any()
    assert not (picture == GREEN).all(2).any()


def test_the_overlay_is_the_tutorials_style():
    image = np.full((*SIZE, 3), 100, np.uint8)
    assert np.array_equal(drawn("tutorial", ring()), paint(image, ring()))


def test_a_mask_is_tinted_and_nothing_else():
    found = ring()
    picture = drawn("mask", found, opacity=0.5)
    assert np.array_equal((picture != 100).any(2), found.masks[0])
    assert np.abs(picture[found.masks[0]] - (50 + np.array(RED) / 2)).max() <= 1


def test_an_outline_follows_all_parts_and_holes_and_nothing_else():
    found = ring()
    line = changed("outline", found)
    mask = found.masks[0].astype(np.uint8)
    edges = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3))) > 0
    near = cv2.dilate(edges.astype(np.uint8), np.ones((5, 5))) > 0
    assert line[edges].mean() > 0.9
    assert not line[~near].any()


def test_a_halo_glows_around_an_object_and_fades():
    found = ring()
    picture = drawn("halo", found, light=0).astype(int).sum(2)
    inside = inner(found.masks[0])
    assert not picture[inside].any(), "the object stays as it is"
    leftwards = picture[90, 101:80:-1]
    assert leftwards.max() > sum(RED) / 2
    assert (np.diff(leftwards[4:]) <= 0).all()
    assert leftwards[-1] < sum(RED) / 20
    assert picture[90, 130] > 0, "it shines into the hole"
    assert not picture[:40].any()


def test_halos_shine_behind_other_objects():
    found = ring()
    both = concatenate([found, moved(found, 75, 1)])
    covered = inner(np.asarray(both.masks.any(0)))
    assert not changed("halo", both)[covered].any()


def test_a_class_has_one_colour_wherever_its_objects_overlap():
    two = concatenate([ring(), moved(ring(), 10)])
    picture = drawn("semantic", two, opacity=0.5)
    assert len(np.unique(picture[two.masks.any(0)], axis=0)) == 1
    assert np.array_equal((picture != 100).any(2), two.masks.any(0))


def test_classes_differ_and_the_best_score_takes_a_pixel():
    one, other = ring(), moved(ring(), 10, 1)
    picture = drawn("semantic", concatenate([one, other]), opacity=1)
    assert (picture[one.masks[0]] == RED).all()
    assert (picture[other.masks[0] & ~one.masks[0]] == GREEN).all()


def test_classes_can_have_the_colours_of_a_palette():
    picture = drawn("semantic", ring(), opacity=1, palette="bright")
    assert (picture[ring().masks[0]] == [0xAA, 0x77, 0x44]).all()


def test_heat_grows_where_objects_stay():
    style, found = make_style("heat"), replace(ring(), crops=None)
    for right in (0, 0, 0, -90):
        style.see(moved(found, right))
    canvas = np.full((*SIZE, 3), 100, np.uint8)
    style.draw(canvas, found, Brush(instance_colors(found), Pen.of(canvas), opacity=1))
    (_, _, often), (_, _, once) = canvas[90, 140].tolist(), canvas[90, 50].tolist()
    blue_often, blue_once = canvas[90, 140, 0], canvas[90, 50, 0]
    assert often > blue_often, "red where it was often"
    assert blue_once > once, "blue where it was once"
    assert (canvas[:40] == 100).all()
    assert (canvas[:, 200:] == 100).all()


def test_heat_begins_anew_in_frames_of_another_size():
    style = make_style("heat")
    style.see(ring())
    style.see(Instances.empty((50, 60), ring().labels))
    canvas = np.full((50, 60, 3), 100, np.uint8)
    empty = Instances.empty((50, 60), ring().labels)
    style.draw(canvas, empty, Brush(instance_colors(empty), Pen.of(canvas)))
    assert (canvas == 100).all()


@pytest.mark.parametrize("name", ["label", "tutorial"])
def test_labels_say_as_much_as_was_asked_for(name):
    found = replace(ring(), track_ids=np.array([7], np.int32))
    above = [
        changed(name, found, labels=labels)[:58].any(0).sum() for labels in ("full", "name", "none")
    ]
    assert above[0] > above[1] + 20
    assert above[1] > 50
    assert above[2] == 0


def test_labels_of_tracks_stay_when_scores_change():
    both = concatenate([ring(), moved(ring(), 5, 1)])
    first = replace(both, track_ids=np.array([4, 9], np.int32))
    swapped = replace(first[[1, 0]], labels=Labels(first.labels.names, (GREEN, RED)))
    before, after = (drawn("label", each, labels="name") for each in (first, swapped))
    assert np.array_equal(before, after)


def test_a_bar_is_as_long_as_the_score():
    scores = np.array([[0.25], [0.5], [1.0]], np.float32)
    bars = [drawn("percentage-bar", replace(ring(), scores=score)) for score in scores]
    quarter, half, whole = ((bar == RED).all(2).any(0).sum() for bar in bars)
    assert quarter * 2 == pytest.approx(half, abs=4)
    assert half * 2 == pytest.approx(whole, abs=4)


def test_a_pen_can_be_told():
    found = ring()
    canvases = np.full((2, *SIZE, 3), 100, np.uint8)
    for canvas, thickness in zip(canvases, (1, 7), strict=True):
        pen = Pen.of(canvas, thickness=thickness)
        make_style("box").draw(canvas, found, Brush(instance_colors(found), pen))
    thin, thick = (canvases != 100).any(3).sum((1, 2))
    assert thick > 6 * thin


DETAILS: dict[str, dict[str, Any]] = {
    "colors": {"color_by": "class"},
    "palette": {"palette": "okabe-ito"},
    "labels": {"labels": "none"},
    "opacity": {"opacity": 0.9},
    "thickness": {"thickness": 9},
    "text_scale": {"text_scale": 1.5},
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_heeds_the_options_that_it_says(name):
    found = concatenate([ring(), moved(ring(), -90)])
    image = np.full((*SIZE, 3), 100, np.uint8)
    usual = paint(image, found, Look((name,)))
    heeded = {
        option
        for option, detail in DETAILS.items()
        if (paint(image, found, Look((name,), **detail)) != usual).any()
    }
    assert set(STYLES[name].heeds) == heeded


def test_a_style_that_nobody_knows_is_refused():
    with pytest.raises(UsageError, match="did you mean 'halo'"):
        make_style("hallo")


def test_the_list_of_styles_is_light():
    script = (
        "import sys, maskrcnn.drawing.styles as styles;"
        "styles.STYLES;"
        "print(*{'cv2', 'supervision', 'PIL'} & set(sys.modules));"
        "styles.make_style('halo');"
        "print(*{'supervision', 'PIL'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.split() == []


def test_the_names_that_supervision_has_are_understood():
    from maskrcnn.drawing.look import Look

    assert Look.of("polygon,heat-map, bounding-box").styles == ("outline", "heat", "box")
