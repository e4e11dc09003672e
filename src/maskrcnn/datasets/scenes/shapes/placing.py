"""Which bodies there are, where they stand, and from where they are seen."""

from __future__ import annotations

from typing import NamedTuple

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.shapes.bodies import Body
from maskrcnn.datasets.scenes.shapes.camera import Camera
from maskrcnn.datasets.scenes.shapes.materials import choose_material
from maskrcnn.datasets.scenes.shapes.solids import BALL, CUBE, CYLINDER
from maskrcnn.datasets.scenes.vectors import Point
from maskrcnn.masks import Size

LABELS = ("cube", "cylinder", "ball")
SOLIDS = (CUBE, CYLINDER, BALL)
MOST = 8
TRIES = 12
SMALLEST, LARGEST = 26 / 320, 130 / 320
"""How large bodies are seen, of the picture's longer side."""
UP: Point = (0.0, 0.0, 1.0)
SLIM = 0.82
"""How much smaller than others of its size is what takes more of the ground at its corners."""
APART = 1.17
"""As much of their sizes bodies are apart at least: a cube's corner at `SLIM` is as far out."""

Axes = tuple[Point, Point, Point]


class Spot(NamedTuple):
    """A place on the ground for something of a size.

    Attributes
    ----------
    place : (float, float, float)
    half : float
        Of the size.
    """

    place: Point
    half: float

    def clear_of(self, other: Spot) -> bool:
        """Tell whether bodies at both places cannot run into each other."""
        x, y = self.place[0] - other.place[0], self.place[1] - other.place[1]
        room = APART * (self.half + other.half)
        return x * x + y * y > room * room


def choose_camera(dice: Dice, size: Size) -> Camera:
    """Return from where a scene is seen: rather from the side, or rather from above."""
    half = dice.between(0.17, 0.36)  # the tangent of half the angle
    cosine, sine = (1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)
    return Camera(size, max(size) * dice.between(1.1, 1.7), cosine, sine)


def choose_bodies(dice: Dice, camera: Camera) -> list[Body]:
    """Return bodies on the ground, more or less in a heap."""
    wanted = max(dice.whole(1, MOST), dice.whole(1, MOST - 2))
    across, down = dice.between(0.35, 0.65), dice.between(0.4, 0.75)
    spread = dice.between(0.12, 0.5)
    spots: list[Spot] = []
    for _ in range(wanted * TRIES):
        if len(spots) == wanted:
            break
        column, row = (middle + dice.between(-spread, spread) for middle in (across, down))
        spot = _spot(dice, camera, min(max(column, 0.03), 0.97), min(max(row, 0.1), 1.0))
        if spot is not None and all(map(spot.clear_of, spots)):
            spots.append(spot)
    return [_standing(dice, spot) for spot in spots]


def _spot(dice: Dice, camera: Camera, column: float, row: float) -> Spot | None:
    """Return a spot that is seen at a part of the picture's width and height."""
    height, width = camera.size
    shown = camera.ground(width * column, height * row)
    if shown is None:
        return None
    place, depth = shown
    half = 0.5 * max(camera.size) * dice.mostly_low(SMALLEST, LARGEST) * depth / camera.focal
    return Spot(place, half) if half < 0.45 * depth else None


def _standing(dice: Dice, spot: Spot) -> Body:
    """Return a body at a spot, turned anyhow."""
    class_id = dice.whole(0, len(LABELS) - 1)
    label, ((x, y, _), half) = LABELS[class_id], spot
    cosine, sine = dice.turn()
    axes: Axes = (cosine, sine, 0.0), (-sine, cosine, 0.0), UP
    halves, lift = (half, half, half), half
    if label == "cube":
        halves, lift = (SLIM * half, SLIM * half, SLIM * half), SLIM * half
    elif label == "cylinder":
        axes, halves, lift = _cylinder(dice, axes, half)
    elif dice.chance(0.7):
        axes = _tumbled(dice, axes)
    material = choose_material(dice, label)
    return Body(class_id, SOLIDS[class_id], (x, y, lift), axes, halves, material)


def _cylinder(dice: Dice, axes: Axes, half: float) -> tuple[Axes, Point, float]:
    """Return the axes of a cylinder, half its sizes, and how high its middle is."""
    ratio = dice.between(0.55, 1.0)
    if dice.chance(0.2):
        along, aside, up = axes
        long, thick = SLIM * half, SLIM * half * ratio
        return (aside, up, along), (thick, thick, long), thick
    long, thick = (half, half * ratio) if dice.chance(0.6) else (half * ratio, half)
    return axes, (thick, thick, long), long


def _tumbled(dice: Dice, axes: Axes) -> Axes:
    """Turn axes around the first of them."""
    cosine, sine = dice.turn()
    first, second, third = axes
    return first, _between(second, third, cosine, sine), _between(third, second, cosine, -sine)


def _between(first: Point, second: Point, one: float, other: float) -> Point:
    x, y, z = (one * a + other * b for a, b in zip(first, second, strict=True))
    return x, y, z
