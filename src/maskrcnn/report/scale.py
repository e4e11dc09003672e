"""How large a pixel is in the world."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from maskrcnn.errors import UsageError

UNITS = ("nm", "µm", "mm", "cm", "dm", "m", "km", "in", "ft", "yd", "mi")
SPELLINGS = {"um": "µm", "\N{GREEK SMALL LETTER MU}m": "µm"}

_NUMBER = r"(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)"
_WRITTEN = re.compile(
    rf"(?:{_NUMBER}\s*px\s*=\s*)?{_NUMBER}\s*([a-zµ\u03bc]+)(?:\s*/\s*px)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Scale:
    """The side of a pixel in the world, the same in all pictures and everywhere in them.

    Attributes
    ----------
    length : float
        Over 0.
    unit : str
        One of `UNITS`.

    Raises
    ------
    UsageError
        If it is no length, or of another unit.
    """

    length: float
    unit: str

    def __post_init__(self) -> None:
        if not (math.isfinite(self.length) and self.length > 0):
            raise UsageError(f"a pixel cannot be {self.length:g} {self.unit} wide")
        if self.unit not in UNITS:
            raise UsageError(f"{self.unit!r} is no unit of length: choose from {', '.join(UNITS)}")

    @classmethod
    def of(cls, text: str) -> Scale:
        """Read `0.5mm`, the side of a pixel, or `100px=25mm`, a distance in a picture.

        Raises
        ------
        UsageError
            If it is neither.
        """
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            raise UsageError(
                f"{text!r} is no scale: write how wide a pixel is, 0.5mm, or a distance that you "
                "know, 100px=25mm"
            )
        pixels, length, unit = written.groups()
        if pixels is not None and not 0 < float(pixels) < math.inf:
            raise UsageError(f"{text!r} is no scale: nothing is {pixels} pixels long")
        plain = unit.lower()
        return cls(float(length) / float(pixels or 1), SPELLINGS.get(plain, plain))
