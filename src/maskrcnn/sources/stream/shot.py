"""A picture as it arrives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Size

USUAL_RATE = Fraction(25)


@dataclass(frozen=True, eq=False)
class Shot:
    """A decoded picture whose pixels are turned to BGR when somebody takes it, not before.

    Attributes
    ----------
    size : (int, int)
        Height and width in pixels, upright.
    pixels : callable
        Takes the size wanted; returns ndarray of uint8, shape (*size, 3), BGR and C-contiguous.
    rate : Fraction
        Pictures a second that the source means to send.
    time : float or None
        Seconds on the source's own clock, where pictures come in bursts and are due one by one;
        None where each is due when it comes.
    is_live : bool
        Whether the source has no end, so that it is lost, not over, when nothing more comes.
    """

    size: Size
    pixels: Callable[[Size], NDArray[np.uint8]]
    rate: Fraction = USUAL_RATE
    time: float | None = None
    is_live: bool = True


def sensible_rate(rate: Fraction | float | None) -> Fraction:
    """Return a rate, or the usual one where a source has none or says nonsense."""
    exact = Fraction(rate or 0).limit_denominator(1001)
    return exact if 1 <= exact <= 1000 else USUAL_RATE
