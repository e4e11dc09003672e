"""Who is seen where."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np

from maskrcnn.datasets.scenes.scene import Owners
from maskrcnn.datasets.scenes.shapes.bodies import Body
from maskrcnn.datasets.scenes.shapes.camera import Camera
from maskrcnn.masks import Float, Size, Window

LEAST_PIXELS = 80
LEAST_PART = 0.25


class Sight(NamedTuple):
    """A body as the camera sees it, were it alone.

    Attributes
    ----------
    body : Body
    window : Window
        It may reach beyond the picture.
    depths : float32 (h, w)
        How far it is at the centre of each pixel of the window; infinite where it is not.
    pixels : int
        In how many it is.
    """

    body: Body
    window: Window
    depths: Float
    pixels: int


@dataclass(frozen=True)
class View:
    """Bodies as the camera sees them.

    Attributes
    ----------
    sights : list of Sight
    owners : int8 (H, W)
    depths : float32 (H, W)
        How far they are; infinite where there is none.
    """

    sights: list[Sight]
    owners: Owners
    depths: Float


def look(bodies: list[Body], camera: Camera) -> View:
    """Return what is seen of bodies; those of which too little is to be seen are taken away."""
    sights = [_sight(body, camera) for body in bodies]
    while True:
        view = _view(sights, camera.size)
        shown = [_shown(view.owners, number, sight) for number, sight in enumerate(sights, 1)]
        enough = [
            pixels >= max(LEAST_PIXELS, LEAST_PART * sight.pixels)
            for pixels, sight in zip(shown, sights, strict=True)
        ]
        if all(enough):
            return view
        sights = list(compress(sights, enough))


def _shown(owners: Owners, number: int, sight: Sight) -> int:
    """Return how many pixels of a body are to be seen."""
    inside, _ = _inside(sight.window, (owners.shape[0], owners.shape[1]))
    return int(np.count_nonzero(owners[inside] == number))


def _sight(body: Body, camera: Camera) -> Sight:
    window = body.window(camera)
    depths = body.depths(camera.rays(window))
    return Sight(body, window, depths, int(np.count_nonzero(depths < np.inf)))


def _view(sights: list[Sight], size: Size) -> View:
    nearest = np.full(size, np.inf, np.float32)
    owners = np.zeros(size, np.int8)
    for number, sight in enumerate(sights, 1):
        inside, part = _inside(sight.window, size)
        depths = sight.depths[part]
        is_nearer = depths < nearest[inside]
        np.copyto(nearest[inside], depths, where=is_nearer)
        np.copyto(owners[inside], np.int8(number), where=is_nearer)
    return View(sights, owners, nearest)


def _inside(window: Window, size: Size) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Return where a window lies in the picture, and which part of it that is."""
    x0, y0 = max(window.x0, 0), max(window.y0, 0)
    x1, y1 = max(min(window.x1, size[1]), x0), max(min(window.y1, size[0]), y0)
    part = slice(y0 - window.y0, y1 - window.y0), slice(x0 - window.x0, x1 - window.x0)
    return (slice(y0, y1), slice(x0, x1)), part
