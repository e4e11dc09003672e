"""What a style is, and what it draws with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from maskrcnn.drawing.colors import Color
from maskrcnn.drawing.pen import Pen
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8

LabelText = Literal["full", "name", "none"]
"""What is written: `dog #7: 0.9876`, `dog #7`, or nothing."""

OPACITY = 0.4


@dataclass(frozen=True)
class Brush:
    """What a style draws with.

    Attributes
    ----------
    colors : uint8 (N, 3)
        BGR, one an instance.
    pen : Pen
        Line width and text scale.
    opacity : float
        Of tints, 0 to 1.
    labels : "full", "name" or "none"
        What is written.
    palette : str or None
        Where a style gives colours itself, see `maskrcnn.drawing.colors.instance_colors`.
    """

    colors: Color
    pen: Pen
    opacity: float = OPACITY
    labels: LabelText = "full"
    palette: str | None = None


class Style(Protocol):
    """A way to show instances."""

    def see(self, found: Instances) -> None:
        """Look at what was found in the next frame, whether it will be drawn or not."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Draw instances, in place, from last to first: the best score lies on top.

        Parameters
        ----------
        canvas : uint8 (H, W, 3)
            BGR, of the size the instances were found in.
        found : Instances
        brush : Brush
        """


class Stateless:
    """A style that looks at each picture alone."""

    def see(self, found: Instances) -> None:
        """Take no notice."""
