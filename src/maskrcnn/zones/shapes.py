"""Lines and zones as a user gives them: in pixels, or in fractions of the picture.

Numbers are fractions where all of them lie in 0 to 1, and pixels otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.masks import Size

Point = tuple[float, float]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A line from `start` to `end` that objects cross.

    Stand at its start and look towards its end: who passes from your left hand to your right
    goes in, who passes from right to left goes out. Of a line drawn up the picture, going right
    is going in; of one drawn from left to right, going down is.

    Attributes
    ----------
    name : str
    start, end : (x, y)
        In pixels, or in fractions of the picture.

    Raises
    ------
    UsageError
        If the points are the same, negative, not finite, or fractions mixed with pixels.
    """

    name: str
    start: Point
    end: Point

    def __post_init__(self) -> None:
        _check(f"line {self.name!r}", (self.start, self.end))
        if self.start == self.end:
            raise UsageError(f"line {self.name!r} has no length: give it two different points")

    @classmethod
    def of(cls, text: str, number: int = 1) -> Line:
        """Read `0.5,1,0.5,0` or `door=100,200,300,200`: x and y of the start, then of the end.

        Parameters
        ----------
        text : str
        number : int
            Its place among the lines, from 1; one without a name is called `line 1`.
        """
        name, points = _read(text)
        if len(points) != 2:
            raise UsageError(f"{text!r} is not a line: write x,y,x,y, such as door=0.5,1,0.5,0")
        return cls(name or f"line {number}", *points)

    def pixels(self, size: Size) -> Points:
        """Return start and end in pixels of a picture of `size` `(H, W)`, `float64 (2, 2)` xy.

        Raises
        ------
        UsageError
            If it leaves the picture.
        """
        return _pixels(f"line {self.name!r}", (self.start, self.end), size)


@dataclass(frozen=True)
class Zone:
    """A part of the picture that objects enter and leave: a polygon, its boundary included.

    Attributes
    ----------
    name : str
    corners : tuple of (x, y)
        At least three, either way round, in pixels or in fractions of the picture.

    Raises
    ------
    UsageError
        If there are fewer, its boundary crosses or touches itself, or a number is negative, not
        finite, or a fraction among pixels.
    """

    name: str
    corners: tuple[Point, ...]

    def __post_init__(self) -> None:
        _check(f"zone {self.name!r}", self.corners)
        if len(self.corners) < 3:
            raise UsageError(f"zone {self.name!r} has {len(self.corners)} corners: give at least 3")
        if _meets_itself(self.corners):
            raise UsageError(
                f"zone {self.name!r} crosses or touches itself: give its corners once, in order"
            )

    @classmethod
    def of(cls, text: str, number: int = 1) -> Zone:
        """Read `0.1,0.1,0.9,0.1,0.9,0.9` or `shop=…`: x and y of each corner in turn.

        Parameters
        ----------
        text : str
        number : int
            Its place among the zones, from 1; one without a name is called `zone 1`.
        """
        name, points = _read(text)
        return cls(name or f"zone {number}", points)

    def pixels(self, size: Size) -> Points:
        """Return its corners in pixels of a picture of `size` `(H, W)`, `float64 (K, 2)` xy.

        Raises
        ------
        UsageError
            If it leaves the picture.
        """
        return _pixels(f"zone {self.name!r}", self.corners, size)


def _read(text: str) -> tuple[str, tuple[Point, ...]]:
    name, _, written = text.rpartition("=")
    try:
        numbers = [float(part) for part in written.split(",")]
    except ValueError:
        numbers = []
    if not numbers or len(numbers) % 2:
        raise UsageError(
            f"{text!r} is neither line nor zone: write x,y,x,y,…, with a name if you like: "
            "door=0.5,1,0.5,0"
        )
    return name.strip(), tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _check(what: str, points: Sequence[Point]) -> None:
    for number in (number for point in points for number in point):
        if not (math.isfinite(number) and number >= 0):
            raise UsageError(f"{what} has {number:g} in it: give numbers from 0")
        if 0 < number < 1 and not _fractional(points):
            raise UsageError(
                f"{what} mixes fractions and pixels: {number:g} is below 1, others are above"
            )


def _fractional(points: Sequence[Point]) -> bool:
    return all(number <= 1 for point in points for number in point)


def _pixels(what: str, points: Sequence[Point], size: Size) -> Points:
    height, width = size
    scale = (width, height) if _fractional(points) else (1, 1)
    pixels: Points = np.array(points, np.float64) * scale
    for x, y in pixels.tolist():
        if x > width or y > height:
            raise UsageError(f"{what} leaves the picture of {width}×{height}: ({x:g}, {y:g})")
    return pixels


def _meets_itself(corners: Sequence[Point]) -> bool:
    """Tell whether two edges of a polygon share more than the corner between neighbours."""
    edges = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    for (i, first), (j, second) in combinations(enumerate(edges), 2):
        if j == i + 1:
            meet = _folds_back(*first, second[1])
        elif (i, j) == (0, len(edges) - 1):
            meet = _folds_back(*second, first[1])
        else:
            meet = _meet(*first, *second)
        if meet:
            return True
    return False


def _folds_back(before: Point, corner: Point, after: Point) -> bool:
    arriving, leaving = np.subtract(corner, before), np.subtract(after, corner)
    return bool(_turn(before, corner, after) == 0 and arriving @ leaving <= 0)


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Tell whether the segments from `a` to `b` and from `c` to `d` have a point in common."""
    beside = all(
        max(a[axis], b[axis]) >= min(c[axis], d[axis])
        and max(c[axis], d[axis]) >= min(a[axis], b[axis])
        for axis in (0, 1)
    )
    return beside and _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: Point, b: Point, c: Point) -> int:
    """Return 1 where the way from `a` over `b` to `c` turns right in a picture, -1 left, or 0."""
    cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    return (cross > 0) - (cross < 0)
