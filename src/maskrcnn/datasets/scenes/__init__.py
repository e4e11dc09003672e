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


def open_scene(name: str, count: int, seed: int) -> DrawnPictures:
    """Return pictures of a scene, none of which is drawn before it is asked for.

    Picture `i` of a seed is the same for ever, whatever else is drawn. What is learned from and
    what is judged by are of different seeds.

    Raises
    ------
    UsageError
        If there is no such scene.
    """
    if name not in SCENES:
        raise UsageError(f"there is no scene {name!r}: {did_you_mean(name, SCENES)}")
    return DrawnPictures(SCENES[name], count, seed)
