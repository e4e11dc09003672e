"""A look, put on one picture after the other: effects first, then what is drawn over them."""

from __future__ import annotations

from collections.abc import Callable

from maskrcnn.drawing.colors import ColorBy, instance_colors
from maskrcnn.drawing.effects import Effects
from maskrcnn.drawing.layers import drawn_over
from maskrcnn.drawing.look import Look
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.styles import make_style
from maskrcnn.drawing.styles.style import Brush
from maskrcnn.errors import UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8

Drawing = Callable[[Uint8, Pen], None]
"""Draws something into a picture `uint8 (H, W, 3)`, in place."""


def _nothing(_canvas: Uint8, _pen: Pen) -> None:
    pass


class Painter:
    """Gives pictures a look; used as a context manager, for what replacing videos hold.

    Parameters
    ----------
    look : Look
    labels : Labels
        Of the instances to come.
    color_by : "instance", "class" or "track"
        What has a colour of its own where the look leaves that open.
    start : Moment, optional
        Of a video, when one that replaces something begins; by default with the first frame.

    Raises
    ------
    UsageError
        If an effect is for a class that there is not.
    PictureError, VideoError
        If what an effect puts in place of something cannot be read.
    """

    def __init__(
        self,
        look: Look,
        labels: Labels,
        color_by: ColorBy = "instance",
        start: Moment | None = None,
    ) -> None:
        for effect in look.effects:
            effect.check(labels)
        self._look = look
        self.color_by: ColorBy = look.color_by or color_by
        self._styles = [make_style(name) for name in look.styles]
        self._effects = Effects(look.effects, start)

    def __enter__(self) -> Painter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what effects hold."""
        self._effects.close()

    def see(self, found: Instances) -> None:
        """Look at the next frame of a video, whether or not it is drawn: some styles remember."""
        for style in self._styles:
            style.see(found)

    def paint(
        self,
        image: Uint8,
        found: Instances,
        below: Drawing = _nothing,
        above: Drawing = _nothing,
    ) -> Uint8:
        """Return a new picture with the look.

        Parameters
        ----------
        image : uint8 (H, W, 3)
            BGR; stays as it is.
        found : Instances
        below, above : callable
            Draw what lies under and over the objects, such as zones and their counts.

        Returns
        -------
        uint8 (H, W, 3) or (H, W, 4)
            BGR; BGRA if the look makes something transparent.

        Raises
        ------
        UsageError
            If the picture is not of the size that the instances were found in.
        """
        if image.shape != (*found.size, 3):
            height, width = found.size
            raise UsageError(f"draw on a BGR picture ({height}, {width}, 3), not {image.shape}")

        look = self._look
        pen = Pen.of(image, look.thickness, look.text_scale)
        colors = instance_colors(found, self.color_by, look.palette)
        brush = Brush(colors, pen, look.opacity, look.labels, look.palette)

        def draw(canvas: Uint8) -> None:
            below(canvas, pen)
            for style in self._styles:
                style.draw(canvas, found, brush)
            above(canvas, pen)

        ground, opacity = self._effects.apply(image, found)
        if opacity is not None:
            return drawn_over(ground, opacity, draw)
        draw(ground)
        return ground

    def paint_photo(self, image: Uint8, found: Instances) -> Uint8:
        """Return a new picture with the look, whatever was seen before; else as `paint`."""
        self._styles = [make_style(name) for name in self._look.styles]
        self.see(found)
        return self.paint(image, found)


def paint(
    image: Uint8, found: Instances, look: Look = Look(), color_by: ColorBy = "instance"
) -> Uint8:
    """Return a picture with a look, by default the tutorial's; see `Painter.paint`."""
    with Painter(look, found.labels, color_by) as painter:
        return painter.paint_photo(image, found)
