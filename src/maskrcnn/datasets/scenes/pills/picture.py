"""Draws pills on a table or a tray."""

from __future__ import annotations

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.finish import finish
from maskrcnn.datasets.scenes.light import choose_light
from maskrcnn.datasets.scenes.pills.painting import paint
from maskrcnn.datasets.scenes.pills.placing import choose_pills, seen
from maskrcnn.datasets.scenes.pills.table import table
from maskrcnn.datasets.scenes.pills.tray import choose_tray
from maskrcnn.datasets.scenes.scene import Drawing
from maskrcnn.masks import Size


def draw(dice: Dice, size: Size) -> Drawing:
    """Draw pills."""
    light = choose_light(dice).exposed(dice.between(0.8, 1.15))
    tray = choose_tray(dice, size) if dice.chance(0.45) else None
    pills, owners = seen(choose_pills(dice, size, tray), size)
    canvas = table(dice, size, light, tray)
    for pill in pills:
        paint(canvas, pill, light)
    return Drawing(finish(canvas, dice), owners, tuple(pill.kind.class_id for pill in pills))
