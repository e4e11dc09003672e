"""Scenes that are drawn by rule: pictures whose every pixel is known, as many as somebody likes."""

from __future__ import annotations

from maskrcnn.datasets.scenes.lesions import LESIONS
from maskrcnn.datasets.scenes.pills import PILLS
from maskrcnn.datasets.scenes.scene import DrawnPictures, Scene
from maskrcnn.datasets.scenes.shapes import SHAPES
from maskrcnn.errors import UsageError, did_you_mean

__all__ = ["SCENES", "DrawnPictures", "Scene", "open_scene"]

SCENES: dict[str, Scene] = {scene.name: scene for scene in (SHAPES, PILLS, LESIONS)}
"""Scenes by what commands call them."""

SMALLEST, LARGEST = 128, 4096
"""How long the longer sides of pictures can be."""


def open_scene(name: str, count: int, seed: int, side: int | None = None) -> DrawnPictures:
    """Return pictures of a scene, none of which is drawn before it is asked for.

    Picture `i` of a seed is the same for ever, whatever else is drawn: its masks on every machine,
    its colours but for a level or two where libraries round otherwise. What is learned from and
    what is judged by are of different seeds: `shapes:2000:0` and `shapes:200:1`.

    Parameters
    ----------
    name : str
        In `SCENES`.
    count : int
        How many pictures.
    seed : int
        0 or more.
    side : int, optional
        How long their longer sides are, in pixels; things grow with them.

    Raises
    ------
    UsageError
        If there is no such scene, or no such pictures.
    """
    if name not in SCENES:
        raise UsageError(f"there is no scene {name!r}: {did_you_mean(name, SCENES)}")
    if count < 1 or seed < 0:
        raise UsageError(f"{count} pictures of seed {seed}: take 1 or more, and a seed from 0 on")
    if side is not None and not SMALLEST <= side <= LARGEST:
        raise UsageError(f"pictures {side} pixels long: choose from {SMALLEST} to {LARGEST}")
    return DrawnPictures(SCENES[name], count, seed, side)
