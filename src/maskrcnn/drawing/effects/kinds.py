"""Which effects there are: what each does, and what its value means."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.drawing.effects.values import ColorValue, FileValue, Number, Value
from maskrcnn.errors import UsageError

STRENGTH = Number(
    "strength in percent of the size of what is blurred; by default 10 of objects, 2 of the rest",
    0.1,
    100,
)
CELL = Number(
    "side of a cell in pixels; by default a power of two, at least a tenth of an object's size "
    "and a fiftieth of the background's",
    2,
    1000,
    whole=True,
)
BRIGHTNESS = Number("how bright the rest stays, 0 to 1; by default 0.25", 0, 1)
COLOR = ColorValue("the colour, #2266ff or a CSS name")
HUE = ColorValue("the colour to take, #2266ff or a CSS name")
FILE = FileValue("a picture or a video, which runs in time with the frames and repeats")


@dataclass(frozen=True)
class Kind:
    """A kind of effect.

    Attributes
    ----------
    summary : str
        What it does, in a line.
    example : str
        How it is written.
    value : Value or None
        What may or must stand behind `=`: its `meaning` says the default too. None where nothing
        may.
    """

    summary: str
    example: str
    value: Value | None = None

    def check(self, text: str | None) -> None:
        """Read what stands behind `=`, None for nothing.

        Raises
        ------
        UsageError
            If it is not such a value.
        """
        if self.value is None:
            if text is not None:
                raise UsageError(f"it takes no value: write {self.example}")
            return
        try:
            self.value.read(text)
        except UsageError as error:
            raise UsageError(f"{error} (as in {self.example})") from None


EFFECTS: dict[str, Kind] = {
    "blur": Kind("make unrecognisable, softly", "blur=10@person", STRENGTH),
    "pixelate": Kind("make unrecognisable, in large cells", "pixelate=32@person", CELL),
    "grey": Kind("take the colour away", "grey@background"),
    "colour": Kind("cover with one colour", "colour=#2266ff@person", COLOR),
    "recolour": Kind("give another colour, keep light and shade", "recolour=#ff8800@car", HUE),
    "remove": Kind("make transparent", "remove@background"),
    "replace": Kind("show a picture or video instead", "replace=beach.jpg@background", FILE),
    "spotlight": Kind("darken all but these", "spotlight=0.25@person", BRIGHTNESS),
}
"""Effects by the name that `Effect` has."""

SPELLINGS = {"gray": "grey", "color": "colour", "recolor": "recolour"}
"""Other spellings of their names."""
