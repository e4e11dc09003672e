"""Draws the scene of bodies on the ground."""

from __future__ import annotations

import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.finish import finish
from maskrcnn.datasets.scenes.shapes import placing
from maskrcnn.datasets.scenes.shapes.background import background
from maskrcnn.datasets.scenes.shapes.ground import ground
from maskrcnn.datasets.scenes.shapes.light import light
from maskrcnn.datasets.scenes.shapes.painting import paint
from maskrcnn.datasets.scenes.shapes.visible import LEAST_PIXELS, look
from maskrcnn.masks import Size


def draw(dice: Dice, size: Size):
    camera = placing.camera(dice, size)
    bodies = placing.bodies(dice, camera)
    lit, floor = light(dice), ground(dice)
    view = look(bodies, camera, LEAST_PIXELS)
    present = [sight.body for sight in view.sights]
    canvas = background(camera, floor, lit, present)
    if present:
        paint(canvas, view, camera, lit, floor.color)
    return finish(canvas, dice), view.owners, [body.class_id for body in present]
