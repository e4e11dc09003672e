"""Draws a scene of bodies on the ground."""

from __future__ import annotations

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.finish import finish
from maskrcnn.datasets.scenes.light import choose_light
from maskrcnn.datasets.scenes.scene import Drawing
from maskrcnn.datasets.scenes.shapes import placing
from maskrcnn.datasets.scenes.shapes.background import background
from maskrcnn.datasets.scenes.shapes.ground import choose_ground
from maskrcnn.datasets.scenes.shapes.painting import paint
from maskrcnn.datasets.scenes.shapes.visible import look
from maskrcnn.masks import Size


def draw(dice: Dice, size: Size) -> Drawing:
    """Draw a scene."""
    camera = placing.choose_camera(dice, size)
    placed = placing.choose_bodies(dice, camera)
    light, ground = choose_light(dice), choose_ground(dice)
    view = look(placed, camera)
    bodies = [sight.body for sight in view.sights]
    canvas = background(camera, ground, light, bodies)
    if bodies:
        paint(canvas, view, camera, light, ground.color)
    return Drawing(finish(canvas, dice), view.owners, tuple(body.class_id for body in bodies))
