"""Bodies as they look: each pixel by the ray through its centre, edges by four rays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.scenes.colors import Color
from maskrcnn.datasets.scenes.light import Light
from maskrcnn.datasets.scenes.scene import Owners
from maskrcnn.datasets.scenes.shapes.camera import Camera
from maskrcnn.datasets.scenes.shapes.shading import shaded
from maskrcnn.datasets.scenes.shapes.surfaces import surface
from maskrcnn.datasets.scenes.shapes.visible import View
from maskrcnn.masks import Bool, Float

Places = NDArray[np.intp]

SAMPLES = np.array([[-3, -1], [1, -3], [3, 1], [-1, 3]], np.float32) / 8
"""Where in a pixel at an edge rays go through, from its centre: no two in a row or column."""


@dataclass(frozen=True)
class Rays:
    """N rays through the picture; each array is `(N,)`.

    Attributes
    ----------
    columns, rows : float32
        Where they go through, in pixels.
    depths : float32
        How far they go.
    owners : int8
        Which body they come to, from 1, or 0.
    """

    columns: Float
    rows: Float
    depths: Float
    owners: Owners

    def __getitem__(self, places: Places) -> Rays:
        return Rays(
            self.columns[places], self.rows[places], self.depths[places], self.owners[places]
        )

    def __add__(self, other: Rays) -> Rays:
        return Rays(
            np.concatenate([self.columns, other.columns]),
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.depths, other.depths]),
            np.concatenate([self.owners, other.owners]),
        )


def paint(canvas: Float, view: View, camera: Camera, light: Light, ground: Color) -> None:
    """Paint bodies over what is behind them, in place.

    Parameters
    ----------
    canvas : float32 (3, H, W)
        Light, BGR.
    view : View
        Who is seen where.
    camera : Camera
    light : Light
    ground : Color
        Of what lies below.
    """
    at_edge = _edges(view.owners)
    inside, edges = np.flatnonzero((view.owners > 0) & ~at_edge), np.flatnonzero(at_edge)
    through_edges = _through_edges(view, camera, edges)
    on_bodies = np.flatnonzero(through_edges.owners)
    rays = _through_centres(view, inside) + through_edges[on_bodies]
    order = np.argsort(rays.owners, kind="stable")
    lit = _lit(rays[order], view, camera, light, ground)
    found = np.empty(len(order), np.float32)
    for plane, ordered in zip(canvas.reshape(3, -1), lit, strict=True):
        found[order] = ordered
        samples = np.tile(plane[edges], len(SAMPLES))
        samples[on_bodies] = found[len(inside) :]
        plane[inside] = found[: len(inside)]
        plane[edges] = samples.reshape(len(SAMPLES), -1).mean(0)


def _edges(owners: Owners) -> Bool:
    """Return which pixels touch one of another owner, `bool (H, W)`."""
    edges = np.zeros(owners.shape, np.bool_)
    across, down = owners[:, 1:] != owners[:, :-1], owners[1:] != owners[:-1]
    edges[:, 1:] |= across
    edges[:, :-1] |= across
    edges[1:] |= down
    edges[:-1] |= down
    return edges


def _through_centres(view: View, places: Places) -> Rays:
    columns, rows = _centres(places, view.owners.shape[1])
    return Rays(columns, rows, view.depths.ravel()[places], view.owners.ravel()[places])


def _through_edges(view: View, camera: Camera, places: Places) -> Rays:
    """Return the rays of pixels at edges: first one through each of them, then a second one."""
    columns, rows = _centres(places, view.owners.shape[1])
    columns = np.ravel(columns + SAMPLES[:, :1]).astype(np.float32)
    rows = np.ravel(rows + SAMPLES[:, 1:]).astype(np.float32)
    depths = np.full(len(columns), np.inf, np.float32)
    owners = np.zeros(len(columns), np.int8)
    for number, sight in enumerate(view.sights, 1):
        x0, y0, x1, y1 = sight.window
        near = np.flatnonzero((columns > x0) & (columns < x1) & (rows > y0) & (rows < y1))
        entry = sight.body.depths(camera.through(columns[near], rows[near]))
        nearer = np.flatnonzero(entry < depths[near])
        depths[near[nearer]], owners[near[nearer]] = entry[nearer], number
    return Rays(columns, rows, depths, owners)


def _centres(places: Places, width: int) -> tuple[Float, Float]:
    """Return the columns and rows of the centres of pixels, by their places in the picture."""
    rows = places // width
    half = np.float32(0.5)
    return (places - rows * width).astype(np.float32) + half, rows.astype(np.float32) + half


def _lit(rays: Rays, view: View, camera: Camera, light: Light, ground: Color) -> Float:
    """Return the light that rays, body by body, find: `float32 (3, N)`."""
    counts = np.bincount(rays.owners, minlength=len(view.sights) + 1)[1:].tolist()
    bodies = [sight.body for sight in view.sights]
    directions = camera.through(rays.columns, rays.rows)
    seen = surface(bodies, counts, directions, rays.depths, camera.focal, light.towards)
    return shaded(seen, light, ground)
