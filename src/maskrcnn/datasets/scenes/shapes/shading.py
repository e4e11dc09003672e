"""How surfaces look in the light of a scene."""

from __future__ import annotations

import numpy as np

from maskrcnn.datasets.scenes.colors import Color
from maskrcnn.datasets.scenes.light import Light
from maskrcnn.datasets.scenes.shapes.surfaces import Surface
from maskrcnn.datasets.scenes.vectors import along, dot
from maskrcnn.masks import Float

DIM = np.float32(0.55)
"""A cosine whose powers are nearly 0, but not so near that processors are slow with them."""


def shaded(surface: Surface, light: Light, ground: Color) -> Float:
    """Return the light that comes from a surface to the eye, `float32 (3, N)` BGR.

    Parameters
    ----------
    surface : Surface
    light : Light
    ground : Color
        Of what lies below, which throws some light back.

    Notes
    -----
    What is matt throws the lamp's light back by Lambert's cosine, what shines by Phong's, a
    power of the cosine to its mirror image; and more of the sky at its rim.
    """
    seen = dot(surface.normal, surface.rays) * surface.nearness
    facing = along(light.towards, surface.normal)
    mirrored = along(light.towards, surface.rays) * surface.nearness - 2 * seen * facing
    direct = np.maximum(facing, 0) * surface.lit
    shine = _highlight(mirrored, surface.hardness)
    shine *= surface.gloss * surface.lit
    rim = (1 + seen) ** 2
    rim *= rim
    rim *= 0.6 * surface.gloss
    up = surface.normal[2]
    sky = (0.6 + 0.4 * up) * (0.45 + 0.55 * surface.open)
    below = (0.5 - 0.5 * up) * (0.35 + 0.65 * surface.open)
    comes = np.empty((3, len(up)), np.float32)
    for channel in range(3):
        thrown = 0.5 * ground[channel] * light.lamp[channel]
        incoming = np.multiply(direct, light.lamp[channel], out=comes[channel])
        incoming += light.sky[channel] * sky
        incoming += thrown * below
        incoming *= surface.albedo[channel]
        incoming += light.lamp[channel] * shine
        incoming += light.sky[channel] * rim
    return comes


def _highlight(cosine: Float, hardness: Float) -> Float:
    """Return the highlight: the 16th power for what is soft, the 128th for what is hard."""
    power = np.maximum(cosine, DIM)
    for _ in range(4):
        power *= power
    soft = power.copy()
    for _ in range(3):
        power *= power
    return np.asarray(0.35 * soft + hardness * (2.6 * power - 0.1 * soft), np.float32)
