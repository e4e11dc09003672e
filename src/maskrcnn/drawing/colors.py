"""Colours: who has which, and palettes that people with any kind of sight can tell apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError, did_you_mean
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels

Color = NDArray[np.uint8]
ColorBy = Literal["instance", "class", "track"]
"""What has a colour of its own."""

BLACK, WHITE = (0, 0, 0), (255, 255, 255)

TRACK_COLORS = 144
"""Colours that tracks take in turn: a Fibonacci number, after which a wheel of hues that advances
by the golden angle is nearly where it began."""

OKABE_ITO = "Okabe and Ito 2008, Color Universal Design"
TOL = "Paul Tol 2021, Colour Schemes, SRON/EPS/TN/09-002 issue 3.2"


@dataclass(frozen=True)
class Palette:
    """Colours that objects, classes or tracks take in turn.

    Attributes
    ----------
    colors : tuple of (blue, green, red), 0 to 255
        Where there are more objects than colours, they begin again; none is a wheel of hues, as
        many as are needed.
    summary : str
        What it is good for.
    source : str
        Who made it.
    """

    colors: tuple[tuple[int, int, int], ...]
    summary: str
    source: str


def _palette(colors: str, summary: str, source: str) -> Palette:
    """Read colours as they are published, in hexadecimal red, green and blue."""
    parts = (bytes.fromhex(color) for color in colors.split())
    return Palette(tuple((blue, green, red) for red, green, blue in parts), summary, source)


PALETTES = {
    "okabe-ito": _palette(
        "E69F00 56B4E9 009E73 F0E442 0072B2 D55E00 CC79A7 000000",
        "8 colours that everybody can tell apart",
        OKABE_ITO,
    ),
    "bright": _palette(
        "4477AA EE6677 228833 CCBB44 66CCEE AA3377 BBBBBB",
        "7 clear colours that everybody can tell apart",
        TOL,
    ),
    "high-contrast": _palette(
        "004488 DDAA33 BB5566", "3 colours that stay apart in black and white too", TOL
    ),
    "vibrant": _palette(
        "EE7733 0077BB 33BBEE EE3377 CC3311 009988 BBBBBB",
        "7 strong colours that everybody can tell apart",
        TOL,
    ),
    "muted": _palette(
        "CC6677 332288 DDCC77 117733 88CCEE 882255 44AA99 999933 AA4499 DDDDDD",
        "10 quiet colours that everybody can tell apart",
        TOL,
    ),
    "light": _palette(
        "77AADD EE8866 EEDD88 FFAABB 99DDFF 44BB99 BBCC33 AAAA00 DDDDDD",
        "9 pale colours, on which black letters can be read",
        TOL,
    ),
    "wheel": _palette("", "vivid hues without end, neighbours far apart", "ours"),
}
"""Palettes by name."""


def instance_colors(
    instances: Instances, by: ColorBy = "instance", palette: str | None = None
) -> Color:
    """Return a colour for each instance, `uint8 (N, 3)` BGR.

    Parameters
    ----------
    instances : Instances
    by : "instance", "class" or "track"
        What has a colour of its own: each object of the picture, each class, as in the tutorial's
        video, or each track, from frame to frame. What nobody tracks has its class's. Where there
        are fewer colours than objects, classes or tracks, they repeat in turn.
    palette : str or None
        A name in `PALETTES`; None is the model's own colours, or the wheel where it brings none.

    Raises
    ------
    UsageError
        If there is no such palette.
    """
    labels = instances.labels if palette is None else _recolored(instances.labels, palette)
    if by == "instance":
        return labels.palette(len(instances))
    if by == "class" or instances.track_ids is None:
        return _in_turn(labels, max(1, len(labels)), instances.class_ids)
    return _in_turn(labels, TRACK_COLORS, instances.track_ids)


def ink_on(color: Color) -> tuple[int, int, int]:
    """Return black or white, whichever can be read on a colour (ITU-R BT.601 luma)."""
    blue, green, red = color.tolist()
    return BLACK if 0.114 * blue + 0.587 * green + 0.299 * red > 130 else WHITE


def _recolored(labels: Labels, palette: str) -> Labels:
    if palette not in PALETTES:
        raise UsageError(f"there is no palette {palette!r}: {did_you_mean(palette, PALETTES)}")
    return replace(labels, colors=PALETTES[palette].colors)


def _in_turn(labels: Labels, count: int, places: NDArray[np.int32]) -> Color:
    return _colors(labels, count)[places % count]


@lru_cache(maxsize=8)
def _colors(labels: Labels, count: int) -> Color:
    return labels.palette(count)
