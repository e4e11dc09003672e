"""The ground that bodies stand on."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.datasets.scenes import textures
from maskrcnn.datasets.scenes.colors import Color, varied
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.textures import PLAIN, WOODEN, Texture
from maskrcnn.masks import Float

GROUNDS: tuple[tuple[Texture, tuple[Color, ...]], ...] = (
    (textures.paper, PLAIN),
    (textures.paper, PLAIN),
    (textures.stone, PLAIN),
    (textures.planks, WOODEN),
    (textures.planks, WOODEN),
    (textures.tiles, PLAIN),
    (textures.chess, PLAIN),
    (textures.cloth, PLAIN),
)
"""Textures with the colours that they may have; what stands there twice comes twice as often."""


@dataclass(frozen=True)
class Ground:
    """What a scene stands on.

    Attributes
    ----------
    texture : Texture
    color : Color
    cosine, sine : float
        By which it is turned.
    odd : float
        Makes it another than others of the same texture, 0 to 1.
    """

    texture: Texture
    color: Color
    cosine: float
    sine: float
    odd: float

    def lightness(self, x: Float, y: Float, pixel: Float) -> Float:
        """Return how light it is, about 1.

        Parameters
        ----------
        x : float32 (H, W)
        y : float32 (H, 1)
            Places.
        pixel : float32 (H, 1)
            How wide a pixel is there: what is finer is not shown.
        """
        turned_x, turned_y = self.cosine * x + self.sine * y, self.cosine * y - self.sine * x
        return self.texture(turned_x, turned_y, pixel, self.odd)


def choose_ground(dice: Dice) -> Ground:
    """Return what a scene stands on."""
    texture, colors = dice.one_of(GROUNDS)
    color = varied(dice.one_of(colors), dice, 0.15)
    return Ground(texture, color, *dice.turn(), dice.between(0, 1))
