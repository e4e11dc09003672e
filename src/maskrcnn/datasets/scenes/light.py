"""The light of a scene."""

from __future__ import annotations

from dataclasses import dataclass, replace

from maskrcnn.datasets.scenes.colors import Color, palette, scaled
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.vectors import Point, unit

LAMPS = palette("FFF4E5 FFE8CC FFFFFF F2F6FF FFEFD9")
SKIES = palette("C9DCF2 DDE6F0 E8E4DA F0E6DD D5E3E0")


@dataclass(frozen=True)
class Light:
    """A lamp far away, and what comes from all around.

    Attributes
    ----------
    towards : (float, float, float)
        Where the lamp is; of length 1.
    lamp : Color
        What it throws on a surface that faces it.
    sky : Color
        What comes from above.
    width : float
        How large the lamp looks: how soft shadows are.
    """

    towards: Point
    lamp: Color
    sky: Color
    width: float

    @property
    def on_table(self) -> Point:
        """Where the lamp is in a picture of a table from above: to the right, down, and up."""
        x, y, z = self.towards
        return x, -y, z

    @property
    def on_flat(self) -> Color:
        """What comes to what faces upwards."""
        blue, green, red = (
            bulb * self.towards[2] + above for bulb, above in zip(self.lamp, self.sky, strict=True)
        )
        return blue, green, red

    def exposed(self, brightness: float) -> Light:
        """Return the same light, so strong that what faces upwards is of some brightness."""
        by = brightness * 3 / sum(self.on_flat)
        return replace(self, lamp=scaled(self.lamp, by), sky=scaled(self.sky, by))


def choose_light(dice: Dice) -> Light:
    """Return the light of a scene: a lamp at one side, rather before things than behind them."""
    x = dice.between(0.35, 1.0) * (1 if dice.chance(0.5) else -1)
    towards = unit((x, dice.between(-0.9, 0.5), dice.between(0.8, 1.7)))
    strength = dice.between(0.9, 1.3)
    return Light(
        towards,
        scaled(dice.one_of(LAMPS), strength),
        scaled(dice.one_of(SKIES), dice.between(0.16, 0.36)),
        dice.between(0.03, 0.2),
    )
