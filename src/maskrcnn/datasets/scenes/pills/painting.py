"""Pills as they look from above, with the shadows that they throw."""

from __future__ import annotations

import numpy as np

from maskrcnn.datasets.scenes.light import Light
from maskrcnn.datasets.scenes.noise import SIDE, field
from maskrcnn.datasets.scenes.pills import forms
from maskrcnn.datasets.scenes.pills.placing import Pill
from maskrcnn.datasets.scenes.vectors import unit
from maskrcnn.masks import Float, Window

HEIGHT = 0.75
"""How high pills are, of their widths."""
LAYERS = (0.25, 0.6)
"""At which parts of a pill's height it throws its shadow."""
DIM = np.float32(0.3)
"""A cosine whose powers are nearly 0, but not so near that processors are slow with them."""


def paint(canvas: Float, pill: Pill, light: Light) -> None:
    """Paint a pill and its shadow over what is there, in place: light `float32 (3, H, W)`."""
    _darken(canvas, pill, light)
    kind, window = pill.kind, pill.window((canvas.shape[1], canvas.shape[2]), 2)
    u, v = pill.places(window)
    edge = pill.outline(u, v)
    groove = forms.groove(kind, u, v, pill.scale)
    second, seam = forms.second_part(kind, u, pill.scale)
    x, y, z = _facing(pill, edge, groove)

    towards = light.on_table
    half_x, half_y, half_z = unit((towards[0], towards[1], towards[2] + 1))
    direct = np.maximum(towards[0] * x + towards[1] * y + towards[2] * z, 0)
    direct = direct * (1 - 0.3 * groove.depth) * (1 - 0.4 * seam)
    above = (0.55 + 0.45 * z) * (1 - 0.55 * groove.depth) * (1 - 0.5 * seam)
    shine = _highlight(half_x * x + half_y * y + half_z * z) * (1.2 * kind.gloss)
    rough = 1 + kind.roughness * _grain(window)
    cover = np.clip(0.5 - edge.distance, 0, 1)
    for plane, lamp, sky, first, other in zip(
        canvas, light.lamp, light.sky, kind.first, kind.second, strict=True
    ):
        albedo = (first + (other - first) * second) * rough
        lit = albedo * (lamp * direct + sky * above) + lamp * shine
        below = plane[window.slices]
        below += cover * (lit - below)


def _facing(pill: Pill, edge: forms.Outline, groove: forms.Groove) -> tuple[Float, Float, Float]:
    """Return where the surface faces: to the right, down and up, of length 1."""
    steep = forms.steepness(pill.kind, edge)
    u, v = edge.out_u * steep + groove.along, edge.out_v * steep + groove.across
    length = np.sqrt(u * u + v * v + np.maximum(1 - steep * steep, 0.05))
    x = (pill.cosine * u - pill.sine * v) / length
    y = (pill.sine * u + pill.cosine * v) / length
    return x, y, np.sqrt(np.maximum(1 - x * x - y * y, 0))


def _darken(canvas: Float, pill: Pill, light: Light) -> None:
    """Take away the light of the lamp where a pill's shadow falls, and of the sky beside it."""
    height = HEIGHT * pill.kind.wide * pill.scale
    x, y, z = light.on_table
    margin = height * (abs(x) + abs(y)) / z + 8
    window = pill.window((canvas.shape[1], canvas.shape[2]), margin)
    u, v = pill.places(window)
    dark = np.zeros(window.shape, np.float32)
    for part in LAYERS:
        right, down = x / z * height * part, y / z * height * part
        along = pill.cosine * right + pill.sine * down
        across = pill.cosine * down - pill.sine * right
        away = pill.outline(u + along, v + across).distance / (1 + 0.3 * height * part)
        dark = np.maximum(dark, np.clip(0.5 - away, 0, 1))
    near = np.clip(1 - pill.outline(u, v).distance / (0.5 * height), 0, 1) ** 2
    for plane, lamp, whole in zip(canvas, light.lamp, light.on_flat, strict=True):
        share = lamp * z / whole
        plane[window.slices] *= 1 - share * dark - 0.6 * (1 - share) * near


def _highlight(cosine: Float) -> Float:
    """Return the highlight: the 32nd power."""
    power = np.maximum(cosine, DIM)
    for _ in range(5):
        power *= power
    return power


def _grain(window: Window) -> Float:
    """Return noise for the pixels of a window."""
    columns, rows = np.arange(window.x0, window.x1), np.arange(window.y0, window.y1)
    grain: Float = field(0.6, 4)[(rows % SIDE)[:, None], columns % SIDE]
    return grain
