"""Effects one after the other, on pictures or on the frames of a video."""

from __future__ import annotations

import numpy as np

from maskrcnn.drawing.effects.effect import Effect
from maskrcnn.errors import UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


class Effects:
    """Some effects, ready for pictures, or for the frames of one video in order.

    A context manager: at its end a video that replaces others is closed.

    Parameters
    ----------
    effects : tuple of Effect
        Done in this order.
    start : Moment, optional
        When the first frame of the video is shown, from which a video that replaces others runs;
        by default that of the first frame given. A run that is resumed must say it.

    Raises
    ------
    PictureError, VideoError
        If a picture or video that is to replace others cannot be read.
    """

    def __init__(self, effects: tuple[Effect, ...], start: Moment | None = None) -> None:
        from maskrcnn.drawing.effects.brushes import brush_of

        self._transparent = any(effect.makes_transparent for effect in effects)
        self._brushes = [(brush_of(effect, start), effect.where) for effect in effects]

    def apply(self, image: Uint8, found: Instances) -> tuple[Uint8, Uint8 | None]:
        """Do all effects on a copy of a picture.

        Parameters
        ----------
        image : uint8 (H, W, 3)
            BGR, of the size the instances were found in.
        found : Instances

        Returns
        -------
        image : uint8 (H, W, 3)
            A new picture; black where it is wholly transparent, so that nothing can be restored.
        opacity : uint8 (H, W) or None
            255 where it is opaque, 0 where it is transparent; None where no effect makes it so.

        Raises
        ------
        UsageError
            If the picture is of another size, or the model has no such class.
        VideoError
            If a video that replaces others breaks off.
        """
        from maskrcnn.drawing.effects.canvas import Canvas

        if image.shape != (*found.size, 3):
            height, width = found.size
            raise UsageError(
                f"effects need a BGR picture ({height}, {width}, 3), not {image.shape}"
            )
        opacity = np.full(found.size, 255, np.uint8) if self._transparent else None
        canvas = Canvas(image.copy(), opacity)
        for brush, where in self._brushes:
            brush(canvas, found, where)
        return canvas.visible(), opacity

    def close(self) -> None:
        """Close a video that replaces others."""
        from maskrcnn.drawing.effects.replace import Replace

        for brush, _ in self._brushes:
            if isinstance(brush, Replace):
                brush.close()

    def __enter__(self) -> Effects:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
