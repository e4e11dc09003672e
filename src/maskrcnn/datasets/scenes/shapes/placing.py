"""Where bodies stand, lie and how large they are."""

from __future__ import annotations

from dataclasses import replace

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.shapes.bodies import Body
from maskrcnn.datasets.scenes.shapes.camera import Camera
from maskrcnn.datasets.scenes.shapes.materials import material
from maskrcnn.datasets.scenes.shapes.solids import BALL, CUBE, CYLINDER
from maskrcnn.datasets.scenes.shapes.vectors import Point

LABELS = ("cube", "cylinder", "ball")
SOLIDS = (CUBE, CYLINDER, BALL)
MOST = 8
TRIES = 12
SMALLEST, LARGEST = 26 / 320, 130 / 320
"""Of the picture's longer side."""
UP: Point = (0.0, 0.0, 1.0)


def camera(dice: Dice, size: tuple[int, int]) -> Camera:
    """Return from where a scene is seen: rather from the side, or rather from above."""
    half = dice.between(0.17, 0.36)  # the tangent of half the angle
    cosine, sine = (1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)
    return Camera(size, max(size) * dice.between(1.1, 1.7), cosine, sine)


def bodies(dice: Dice, seen_from: Camera) -> list[Body]:
    """Return bodies that do not run into each other, most of them where others are."""
    placed: list[Body] = []
    wanted = dice.whole(1, MOST)
    heap = dice.between(0.3, 0.7), dice.between(0.35, 0.75)
    for _ in range(wanted * TRIES):
        if len(placed) == wanted:
            break
        body = _body(dice, seen_from, heap)
        if body is not None and all(_apart(body, other) for other in placed):
            placed.append(body)
    return placed


def _body(dice: Dice, seen_from: Camera, heap: tuple[float, float]) -> Body | None:
    """Return a body on the ground, None if that is not to be seen where it was to be."""
    height, width = seen_from.size
    near = dice.between(0.1, 0.45)
    across = heap[0] + dice.between(-near, near) * 1.2
    down = heap[1] + dice.between(-near, near)
    spot = seen_from.ground(width * min(max(across, 0.03), 0.97), height * min(max(down, 0.1), 1))
    if spot is None:
        return None
    place, depth = spot
    pixels = max(seen_from.size) * dice.mostly_low(SMALLEST, LARGEST)
    half = 0.5 * pixels * depth / seen_from.focal
    return _standing(dice, place, half) if half < 0.45 * depth else None


def _standing(dice: Dice, place: Point, half: float) -> Body:
    class_id = dice.whole(0, 2)
    label = LABELS[class_id]
    cosine, sine = dice.turn()
    along, aside = (cosine, sine, 0.0), (-sine, cosine, 0.0)
    halves, axes = (half, half, half), (along, aside, UP)
    if label == "cube":
        halves = (half * 0.82,) * 3
    elif label == "cylinder":
        ratio = dice.between(0.55, 1.0)
        long, thick = (half, half * ratio) if dice.chance(0.6) else (half * ratio, half)
        halves = thick, thick, long
        if dice.chance(0.2):
            axes = aside, UP, along
    elif dice.chance(0.7):
        axes = _tumbled(dice, axes)
    lift = max(abs(axis[2]) * size for axis, size in zip(axes, halves, strict=True))
    if label == "ball":
        lift = half
    centre = place[0], place[1], lift
    return Body(class_id, SOLIDS[class_id], centre, axes, halves, material(dice, label))


def _tumbled(dice: Dice, axes: tuple[Point, Point, Point]) -> tuple[Point, Point, Point]:
    """Turn axes around the first of them."""
    cosine, sine = dice.turn()
    first, second, third = axes
    second, third = (
        tuple(cosine * a + sine * b for a, b in zip(second, third, strict=True)),
        tuple(cosine * b - sine * a for a, b in zip(second, third, strict=True)),
    )
    return first, second, third


def _apart(first: Body, second: Body) -> bool:
    """Tell whether bodies stand clear of each other."""
    x, y = first.centre[0] - second.centre[0], first.centre[1] - second.centre[1]
    room = _reach(first) + _reach(second)
    return x * x + y * y > room * room


def _reach(body: Body) -> float:
    """Return how far from its centre the ground is taken."""
    if body.solid is BALL:
        return body.halves[0]
    flat = [size for axis, size in zip(body.axes, body.halves, strict=True) if axis[2] < 0.5]
    if body.solid is CYLINDER and len(set(flat)) == 1:
        return flat[0]
    return (flat[0] ** 2 + flat[1] ** 2) ** 0.5
