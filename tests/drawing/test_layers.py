"""Drawings over pictures that are transparent somewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskrcnn.drawing.effects import Effect, Effects
from maskrcnn.drawing.look import Look
from maskrcnn.drawing.painter import paint
from maskrcnn.drawing.styles import STYLES
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels

SIZE = (160, 240)
BEHIND = 90.0
"""How light what lies behind the picture is."""


@pytest.fixture
def found() -> Instances:
    """A disc in a picture of noise; its label is written in black."""
    rows, columns = np.mgrid[-1:1:28j, -1:1:28j]
    disc = (np.clip(6 * (0.9 - np.hypot(rows, columns)), 0, 1) * 255).astype(np.uint8)
    return Instances(
        size=SIZE,
        boxes=np.array([[60, 50, 180, 140]], np.float32),
        scores=np.array([0.9], np.float32),
        class_ids=np.zeros(1, np.int32),
        crops=(disc,),
        labels=Labels(("dog",), ((40, 220, 240),)),
        image=np.random.default_rng(0).integers(0, 255, (*SIZE, 3), np.uint8),
    )


def cut_out(found: Instances) -> tuple[np.ndarray, np.ndarray]:
    """Return the colours and the opacity of a picture without its background."""
    with Effects((Effect.of("remove@background"),)) as removed:
        colors, opacity = removed.apply(np.asarray(found.image), found)
    assert opacity is not None
    return colors, opacity


def laid(colors: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    """Lay a picture over what is behind it."""
    part = opacity[..., None] / 255
    return np.asarray(colors * part + BEHIND * (1 - part))


@pytest.mark.parametrize("style", STYLES)
def test_it_looks_as_if_it_were_drawn_when_all_is_laid_over_something(found, style):
    look = Look.of(style, ["remove@background"])
    colors, opacity = cut_out(found)
    behind = laid(colors, opacity).round().astype(np.uint8)
    drawn = paint(found.image, found, look)
    wanted = paint(behind, replace(found, image=behind), Look.of(style))
    assert np.abs(laid(drawn[..., :3], drawn[..., 3]) - wanted).max() <= 4
    assert (drawn[..., 3] < 255).any()


def test_black_letters_over_nothing_are_no_holes(found):
    drawn = paint(found.image, found, Look.of("label", ["remove@background"]))
    plate = drawn[30:50, 60:120]
    assert plate[..., :3].sum(2).min() < 150, "there are letters"
    assert (plate[..., 3] == 255).all()


def test_what_nothing_is_drawn_on_stays_to_the_bit(found):
    colors, opacity = cut_out(found)
    drawn = paint(found.image, found, Look.of("none", ["remove@background"]))
    assert np.array_equal(drawn, np.dstack([colors, opacity]))
