"""How large a picture is when a network sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from maskrcnn.errors import UsageError
from maskrcnn.masks import Size

LARGEST = 16384


@dataclass(frozen=True)
class KeepAspectRatio:
    """A picture is scaled until its shorter side is `shorter`, or its longer side `longer`.

    Both are then rounded to a multiple of `multiple`, where a network's maps have to fit.
    """

    shorter: int
    longer: int
    multiple: int = 1

    def __str__(self) -> str:
        return f"shorter side {self.shorter}, longer side at most {self.longer}"

    def of(self, picture: Size) -> Size:
        """Return the height and width in which a picture `(H, W)` goes in."""
        scale = min(self.shorter / min(picture), self.longer / max(picture))
        return _rounded(picture, scale, self.multiple)


@dataclass(frozen=True)
class FixedSize:
    """A picture is squeezed or stretched to one size."""

    height: int
    width: int

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"

    def of(self, picture: Size) -> Size:  # noqa: ARG002 (every input size is asked for a picture)
        """Return that height and width, whatever the picture's."""
        return self.height, self.width


@dataclass(frozen=True)
class NativeSize:
    """A picture stays as large as it is, its sides rounded to a multiple of `multiple`."""

    multiple: int = 1

    def __str__(self) -> str:
        return "the picture's own"

    def of(self, picture: Size) -> Size:
        """Return the height and width of the picture itself, or nearly so."""
        return _rounded(picture, 1, self.multiple)


def _rounded(picture: Size, scale: float, multiple: int) -> Size:
    height, width = (max(1, round(side * scale / multiple)) * multiple for side in picture)
    return height, width


InputSize: TypeAlias = KeepAspectRatio | FixedSize | NativeSize


def read_input_size(text: str) -> KeepAspectRatio | NativeSize:
    """Read `native`, `800,1365` (the shorter side, and the most for the longer) or `800`.

    One number alone bounds the longer side at 1365 / 800 of it, as the zoo's networks do.

    Raises
    ------
    UsageError
        If it is none of these.
    """
    if text.strip().lower() == "native":
        return NativeSize()
    sides = text.split(",")
    if len(sides) <= 2 and all(re.fullmatch(r"\s*\d{1,6}\s*", side) for side in sides):
        shorter = int(sides[0])
        longer = int(sides[1]) if len(sides) == 2 else round(shorter * 1365 / 800)
        if 32 <= shorter <= longer <= LARGEST:
            return KeepAspectRatio(shorter, longer)
    raise UsageError(
        f"input size {text!r}: write native, one side as in 800, or SHORT,LONG as in 800,1365, "
        f"from 32 to {LARGEST}"
    )
