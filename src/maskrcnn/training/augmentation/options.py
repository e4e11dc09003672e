"""How pictures are changed."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.errors import UsageError

Range = tuple[float, float]
PARTS = ("flip", "upside_down", "hue", "noise", "blur", "mosaic", "copy_paste", "least_left")


@dataclass(frozen=True, kw_only=True)
class AugmentOptions:
    """How pictures are changed before a network learns from them.

    Attributes
    ----------
    flip, upside_down : float
        How often a picture is mirrored left to right, and top to bottom.
    scale : (float, float)
        How much larger than at prediction a picture may be; (0.1, 2) is large-scale jitter.
    stretch : float
        How much wider than high, or higher than wide, it may get: 1.1 is a tenth.
    brightness, contrast, saturation : float
        By what part of it each may change.
    hue : float
        By what part of the circle of colours hues may turn.
    noise, blur : float
        How often there is a little of it.
    mosaic : float
        How often four pictures make one.
    copy_paste : float
        How often objects of another picture are pasted in.
    smallest : float
        Objects whose box has fewer pixels than a square of this side teach nothing.
    least_left : float
        Nor do those of which less than this part is left in the picture.
    """

    flip: float = 0.5
    upside_down: float = 0.0
    scale: Range = (0.8, 1.6)
    stretch: float = 1.1
    brightness: float = 0.2
    contrast: float = 0.2
    saturation: float = 0.3
    hue: float = 0.02
    noise: float = 0.1
    blur: float = 0.1
    mosaic: float = 0.0
    copy_paste: float = 0.25
    smallest: float = 4.0
    least_left: float = 0.1

    def __post_init__(self) -> None:
        for name in PARTS:
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise UsageError(f"{name} {value}: give a number from 0 to 1")
        for name in ("brightness", "contrast", "saturation"):
            value = getattr(self, name)
            if not 0 <= value < 1:
                raise UsageError(f"{name} {value}: give a number from 0, and below 1")
        if not 0.01 <= self.scale[0] <= self.scale[1] <= 10:
            raise UsageError(f"scale {self.scale}: give the least and the most, from 0.01 to 10")
        if not 1 <= self.stretch <= 4:
            raise UsageError(f"stretch {self.stretch}: give a number from 1 to 4")
        if not 0 <= self.smallest <= 1000:
            raise UsageError(f"smallest {self.smallest}: give pixels, from 0 to 1000")


AS_THEY_ARE = AugmentOptions(
    flip=0,
    scale=(1, 1),
    stretch=1,
    brightness=0,
    contrast=0,
    saturation=0,
    hue=0,
    noise=0,
    blur=0,
    copy_paste=0,
)
"""Pictures are scaled to the input, and cut to the size of their batch, and no more."""
