"""Grey, flat colours, and other colours of the same shading."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
import pytest

from maskrcnn.drawing.effects import Effect, Effects
from maskrcnn.drawing.effects.canvas import coverage

COLORS = ["red", "#ff8800", "yellow", "#22aa66", "blue", "#8040c0", "white", "black", "#777"]


@pytest.fixture
def shaded(scene):
    """A blue thing from dark to light, on noise."""
    image = scene.image.copy()
    light = np.interp(np.arange(320), (30, 130), (0.3, 1))[None, :, None]
    inside = coverage(scene.found) > 0
    image[inside] = (light * (230, 130, 70) * np.ones((240, 1, 1))).astype(np.uint8)[inside]
    return image


def recolored(image, scene, color):
    with Effects((Effect.of(f"recolour={color}@person"),)) as ready:
        return ready.apply(image, scene.found)[0]


def luma(image):
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(int)


def test_grey_is_grey_and_as_light_as_before(scene):
    grey = scene.after("grey@person")[scene.inside("person")].astype(int)
    assert np.ptp(grey, axis=1).max() == 0
    assert np.abs(grey[:, 0] - luma(scene.image)[scene.inside("person")]).max() <= 1


def test_a_colour_covers_what_was_there(scene):
    assert (scene.after("colour=#2266ff")[scene.on_objects] == (0xFF, 0x66, 0x22)).all()
    assert (scene.after("color=orange")[scene.on_objects] == (0, 165, 255)).all()


@pytest.mark.parametrize("color", COLORS)
def test_what_was_lighter_stays_lighter(shaded, scene, color):
    inside = scene.inside("person")
    before, after = (luma(each)[inside] for each in (shaded, recolored(shaded, scene, color)))
    means = [after[before == value].mean() for value in np.unique(before)]
    assert (np.diff(means) >= -0.51).all()
    assert means[-1] - means[0] > 15, "shading is left"


@pytest.mark.parametrize("color", ["red", "#ff8800", "yellow", "#22aa66", "blue", "#8040c0"])
def test_the_new_hue_is_the_one_asked_for(shaded, scene, color):
    from PIL import ImageColor

    wanted = np.array(ImageColor.getrgb(color)[:3])
    inside = scene.inside("person")
    mean = recolored(shaded, scene, color)[inside].mean(0)[::-1]
    hues = [colorsys.rgb_to_hsv(*(each / 255))[0] for each in (mean, wanted)]
    assert abs((hues[0] - hues[1] + 0.5) % 1 - 0.5) < 0.03
    assert np.abs(mean - wanted).max() < 60, "on the whole it is that colour"


def test_white_is_lighter_and_black_is_darker_and_both_without_colour(shaded, scene):
    inside = scene.inside("person")
    before = luma(shaded)[inside].mean()
    white, black = (
        recolored(shaded, scene, color)[inside].astype(int) for color in ("white", "black")
    )
    assert np.ptp(white, axis=1).max() == np.ptp(black, axis=1).max() == 0
    assert white.mean() > before + 50
    assert black.mean() < before - 30


@pytest.mark.parametrize("color", COLORS)
def test_black_stays_black_and_white_stays_white(scene, color):
    """Tyres and lamps of a car."""
    image = np.full_like(scene.image, 128)
    image[:100], image[150:] = 0, 255
    after = recolored(image, scene, color)[scene.inside("person") & (image != 128).all(2)]
    assert set(after.ravel().tolist()) == {0, 255}
