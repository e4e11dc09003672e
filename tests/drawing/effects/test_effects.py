"""What all effects promise, and effects together."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.drawing.effects import EFFECTS, Effect, Effects
from maskrcnn.drawing.effects.canvas import coverage
from maskrcnn.errors import UsageError
from tests.support.strategies import instances

ANYWHERE = [
    "blur", "blur=0.1", "blur=100", "pixelate", "pixelate=2", "pixelate=1000", "grey",
    "colour=teal", "recolour=#ff8800", "recolour=black", "recolour=white", "remove", "spotlight",
    "spotlight=0", "spotlight=1",
]  # fmt: skip
CHANGING = ["blur", "pixelate", "grey", "colour=teal", "recolour=teal"]


@pytest.mark.parametrize("effect", CHANGING)
def test_objects_change_and_nothing_else(scene, effect):
    changed = scene.after(effect)
    np.testing.assert_array_equal(changed[scene.outside], scene.image[scene.outside])
    assert (changed != scene.image).any(2)[scene.on_objects].mean() > 0.95


@pytest.mark.parametrize("effect", CHANGING)
def test_the_background_changes_and_objects_stay_exactly_as_they_are(scene, effect):
    changed = scene.after(f"{effect}@background")
    np.testing.assert_array_equal(changed[scene.on_objects], scene.image[scene.on_objects])
    assert (changed != scene.image).any(2)[scene.outside].mean() > 0.95


@pytest.mark.parametrize("effect", CHANGING)
def test_classes_are_chosen_by_name_whatever_their_score(scene, effect):
    changed = scene.after(f"{effect}@dogs")
    dog, person = scene.inside("dog"), scene.inside("person")
    np.testing.assert_array_equal(changed[person], scene.image[person])
    assert (changed != scene.image).any(2)[dog].mean() > 0.95


def test_a_background_may_hold_objects_of_other_classes(scene):
    changed = scene.after("colour=red@background:person")
    person = scene.inside("person")
    np.testing.assert_array_equal(changed[person], scene.image[person])
    assert (changed[scene.inside("dog")] == (0, 0, 255)).all()


@pytest.mark.parametrize("effect", CHANGING)
def test_edges_are_soft_and_leave_no_seam(scene, effect):
    """On a flat picture, each pixel of an edge lies between both sides."""
    flat = np.full_like(scene.image, (40, 80, 120))
    with Effects((Effect.of(effect),)) as ready:
        changed = ready.apply(flat, scene.found)[0].astype(int)
    inside = changed[scene.inside("person")][0]
    low, high = np.minimum(inside, (40, 80, 120)), np.maximum(inside, (40, 80, 120))
    assert ((changed >= low - 1) & (changed <= high + 1)).all()


def test_little_is_left_of_the_old_background_around_objects(scene, tmp_path):
    """A red thing before a white wall, of which the edges of its mask have some."""
    cv2.imwrite(str(tmp_path / "black.png"), np.zeros((30, 40, 3), np.uint8))
    image = np.full_like(scene.image, 255)
    image[scene.on_objects] = (0, 0, 200)
    edge = coverage(scene.found)
    rim = (edge > 0) & (edge < 255)
    mixed = edge[rim].mean()
    walled = replace(scene, image=image)
    cut_out, opacity = walled.both_after("remove@background")
    for behind in (
        cut_out * (opacity[..., None] / 255),
        walled.after(f"replace={tmp_path}/black.png@background"),
        walled.after("colour=black@background"),
    ):
        fringe = behind[rim]
        assert fringe[:, 0].mean() < 0.7 * mixed
        assert fringe[:, 2].mean() > 0.7 * mixed, "the red thing stays as wide as it was"


def test_effects_are_done_in_order(scene):
    person = scene.inside("person")
    grey_last = scene.after("colour=red@person", "grey")[person]
    red_last = scene.after("grey", "colour=red@person")[person]
    assert (grey_last == grey_last[:1, :1]).all()
    assert (red_last == (0, 0, 255)).all()


def test_both_an_object_and_its_background_can_have_effects(scene):
    both = scene.after("grey@background", "blur@person")
    assert np.ptp(both[scene.outside].astype(int), axis=1).max() == 0
    np.testing.assert_array_equal(
        both[scene.inside("person")], scene.after("blur@person")[scene.inside("person")]
    )


def test_what_is_removed_is_transparent_and_cannot_be_restored(scene):
    image, opacity = scene.both_after("remove@person")
    person = scene.inside("person")
    assert opacity.dtype == np.uint8
    assert not opacity[person].any()
    assert not image[person].any(), "nothing of it is in the file"
    assert (opacity[~person & (scene.outside | scene.inside("dog"))] == 255).all()
    assert ((opacity > 0) & (opacity < 255)).any(), "its edge is soft"


def test_a_cut_out_keeps_objects_whole(scene):
    image, opacity = scene.both_after("remove@background")
    np.testing.assert_array_equal(image[scene.on_objects], scene.image[scene.on_objects])
    assert (opacity[scene.on_objects] == 255).all()
    assert not opacity[scene.outside].any()


def test_what_is_removed_stays_removed(scene):
    """Also where another object's box lies over it, and whatever is done afterwards."""
    boxes = np.array([[30, 40, 130, 200], [100, 60, 220, 180]], np.float32)
    near = replace(scene, found=replace(scene.found, boxes=boxes))
    for effects in (("remove",), ("remove@dog", "remove@person", "colour=red")):
        _, opacity = near.both_after(*effects)
        assert not opacity[near.on_objects].any()


def test_nothing_is_transparent_without_removing(scene):
    assert scene.both_after("blur")[1] is None
    assert scene.both_after()[1] is None


def test_a_spotlight_darkens_the_rest_softly(scene):
    bright = np.full_like(scene.image, 200)
    with Effects((Effect.of("spotlight=0.2@person"),)) as ready:
        lit = ready.apply(bright, scene.found)[0][..., 0].astype(int)
    assert (lit[scene.inside("person")] == 200).all()
    assert (lit[scene.inside("dog")] == 40).all()
    assert lit.min() == 40
    row = lit[120, 80:180]
    assert (np.diff(row) <= 0).all(), "light falls off"
    assert np.diff(row).min() > -30, "softly"


def test_the_picture_given_stays_as_it_was(scene):
    before = scene.image.copy()
    for effect in ANYWHERE:
        for where in ("", "@background"):
            scene.after(effect + where)
    np.testing.assert_array_equal(scene.image, before)


def test_without_effects_the_picture_is_a_new_one(scene):
    image = scene.after()
    np.testing.assert_array_equal(image, scene.image)
    assert not np.shares_memory(image, scene.image)


def test_a_picture_of_another_size_is_refused(scene):
    with (
        Effects((Effect.of("blur"),)) as ready,
        pytest.raises(UsageError, match=r"\(240, 320, 3\), not \(10, 10, 3\)"),
    ):
        ready.apply(np.zeros((10, 10, 3), np.uint8), scene.found)


def test_a_class_that_the_model_lacks_is_refused(scene):
    with pytest.raises(UsageError, match="no class 'unicorn'"):
        scene.after("blur@unicorn")


def test_what_a_class_lacks_in_a_picture_is_no_error(scene):
    np.testing.assert_array_equal(scene.after("blur@kite"), scene.image)
    assert (scene.after("colour=red@background:kite") == (0, 0, 255)).all()


@given(
    st.booleans().flatmap(instances),
    st.lists(st.sampled_from(ANYWHERE), min_size=1, max_size=3),
    st.sampled_from(["", "@background", "@dog", "@background:person,kite"]),
    st.integers(0, 9),
)
@settings(max_examples=150, deadline=None)
def test_whatever_was_found_can_have_effects(found, names, where, seed):
    image = np.random.default_rng(seed).integers(0, 256, (*found.size, 3), np.uint8)
    with Effects(tuple(Effect.of(name + where) for name in names)) as ready:
        changed, opacity = ready.apply(image, found)
    assert changed.shape == image.shape
    assert changed.dtype == np.uint8
    assert (opacity is not None) == ("remove" in names)
    if opacity is not None:
        assert opacity.shape == found.size
        assert opacity.dtype == np.uint8


def test_every_effect_is_here():
    tried = {Effect.of(text).name for text in ANYWHERE}
    assert tried == set(EFFECTS) - {"replace"}
