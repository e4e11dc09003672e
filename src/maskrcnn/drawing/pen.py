"""How thick lines and how large letters are."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.masks import Uint8


@dataclass(frozen=True)
class Pen:
    """Line width in pixels and text scale, 1 of which is letters about 22 pixels high."""

    thickness: int
    text_scale: float

    @classmethod
    def of(cls, image: Uint8, thickness: int | None = None, text_scale: float | None = None) -> Pen:
        """Return the tutorial's pen up to about 800 pixels, and a thicker one beyond.

        Parameters
        ----------
        image : uint8 (H, W, ...)
        thickness : int or None
            Of lines in pixels; None goes by the size of the picture.
        text_scale : float or None
            Of letters; None goes by the size of the picture.
        """
        factor = max(1.0, max(image.shape[:2]) / 800)
        return cls(
            round(2 * factor) if thickness is None else thickness,
            0.5 * factor if text_scale is None else text_scale,
        )
