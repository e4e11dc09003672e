"""Blur and pixelate hide what is there, and show nothing of what is beside it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from maskrcnn.drawing.effects import Effect, Effects
from maskrcnn.drawing.effects.canvas import coverage
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.sources.image import read_picture
from tests.support.shared import ROOT

HIDING = ["blur", "pixelate"]


def apply(effect: str, image: np.ndarray, found: Instances) -> np.ndarray:
    with Effects((Effect.of(effect),)) as ready:
        return ready.apply(image, found)[0]


def enlarged(scene, factor: float) -> tuple[np.ndarray, Instances]:
    """The same scene with more or fewer pixels."""
    image = cv2.resize(scene.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    found = replace(scene.found, size=image.shape[:2], boxes=scene.found.boxes * factor)
    return np.asarray(image), found


def detail(image: np.ndarray, sigma: float) -> np.ndarray:
    """What is finer than a size."""
    luma = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return luma - cv2.GaussianBlur(luma, (0, 0), sigma)


@pytest.mark.parametrize("effect", [*HIDING, "colour=#2266ff"])
@pytest.mark.parametrize("factor", [0.5, 1, 4])
def test_nothing_is_recognised_at_any_size(scene, effect, factor):
    image, found = enlarged(scene, factor)
    hidden = apply(effect, image, found)
    inside = coverage(found) == 255
    assert hidden[inside].std(0).mean() < 0.2 * image[inside].std(0).mean()
    kept, shown = (detail(each, 8 * factor)[inside] for each in (image, hidden))
    assert abs(np.dot(kept, shown)) < 0.1 * np.dot(kept, kept)


@pytest.mark.parametrize("effect", HIDING)
def test_a_face_is_hidden(effect):
    """Where a portrait has eyes and mouth, what is left has nothing to do with them."""
    image = read_picture(ROOT / "examples" / "photos" / "astronaut.jpg").image
    head = np.array([[150, 15, 305, 190]], np.float32)
    found = Instances(
        size=image.shape[:2],
        boxes=head,
        scores=np.ones(1, np.float32),
        class_ids=np.zeros(1, np.int32),
        crops=None,
        labels=Labels(("person",)),
    )
    hidden = apply(effect, image, found)
    features = [detail(each, 6)[60:150, 185:270].ravel() for each in (image, hidden)]
    assert abs(np.corrcoef(np.stack(features))[0, 1]) < 0.15


@pytest.mark.parametrize("effect", [*HIDING, "colour=#2266ff"])
def test_no_rim_of_the_original_is_left(scene, effect):
    """Where a quarter of a pixel or more may be the object's, a fine pattern is gone."""
    image = np.zeros_like(scene.image)
    image[::2, ::2] = image[1::2, 1::2] = 255
    edge = coverage(scene.found)
    rim = (edge >= 64) & (edge < 255)
    hidden = apply(effect, image, scene.found)[rim].astype(int)
    bright = image[rim][:, 0] > 0
    assert np.abs(hidden[bright].mean(0) - hidden[~bright].mean(0)).max() < 4


@pytest.mark.parametrize("effect", HIDING)
def test_the_surroundings_leave_no_ghost_in_an_object(scene, effect):
    image = np.full_like(scene.image, 255)
    hard = coverage(scene.found) > 0
    image[hard] = (200, 40, 10)
    hidden = apply(effect, image, scene.found)
    assert np.abs(hidden[hard].astype(int) - (200, 40, 10)).max() <= 1
    assert (hidden[~hard] == 255).all()


@pytest.mark.parametrize("effect", HIDING)
def test_objects_leave_no_halo_in_the_background(scene, effect):
    image = np.full_like(scene.image, (10, 40, 200))
    image[coverage(scene.found) > 0] = 255
    away = coverage(scene.found) == 0
    hidden = apply(f"{effect}@background", image, scene.found)
    assert np.abs(hidden[away].astype(int) - (10, 40, 200)).max() <= 2


def test_a_stronger_blur_leaves_less(scene):
    inside = scene.inside("person")
    left = [scene.after(f"blur={percent}")[inside].std() for percent in (1, 3, 10, 100)]
    assert left == sorted(left, reverse=True)


def test_a_blur_is_that_of_a_gaussian(scene):
    """Of the whole picture, against OpenCV's own at full size."""
    found = scene.found[:0]
    image = cv2.GaussianBlur(scene.image, (0, 0), 5)
    sigma = (240 * 320) ** 0.5 * 0.05
    peer = cv2.GaussianBlur(image.astype(np.float32), (0, 0), sigma)
    inner = np.s_[60:-60, 60:-60]
    blurred = apply("blur=5@background", image, found)
    assert np.abs(blurred[inner] - peer[inner]).max() < 2


def test_cells_are_squares_of_the_pictures_grid(scene):
    hidden = scene.after("pixelate=20@background:kite")
    cells = hidden.reshape(12, 20, 16, 20, 3)
    assert (cells == cells[:, :1, :, :1]).all()
    means = scene.image.reshape(12, 20, 16, 20, 3).mean((1, 3))
    assert np.abs(cells[:, 0, :, 0] - means).max() <= 0.51


def test_cells_stay_in_place_when_an_object_moves(scene):
    """So that a video does not shimmer."""
    moved = replace(scene.found, boxes=scene.found.boxes + np.array([3, 2, 3, 2], np.float32))
    before, after = (apply("pixelate", scene.image, found) for found in (scene.found, moved))
    for hidden, found in ((before, scene.found), (after, moved)):
        inside = coverage(found["person"]) == 255
        for shown, within in ((hidden, inside), (hidden.transpose(1, 0, 2), inside.T)):
            steps = np.abs(np.diff(shown.astype(int), axis=1)).sum(2) > 0
            seams = np.flatnonzero((steps & within[:, 1:] & within[:, :-1]).any(0)) + 1
            assert (seams % 16 == 0).all()
            assert len(seams)
