"""What stands behind the `=` of an effect: a number, a colour or a file, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.errors import UsageError, did_you_mean

Color = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""

COMMON_COLORS = (
    "black", "white", "grey", "red", "orange", "yellow", "green", "cyan", "blue", "purple",
    "magenta", "pink", "brown",
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number in a range, which may be left out.

    Attributes
    ----------
    meaning : str
        What it says, its unit, and what it is where nobody gives one.
    least, most : float
        Its range.
    whole : bool
        Whether it must be a whole number.
    """

    meaning: str
    least: float
    most: float
    whole: bool = False

    def read(self, text: str | None) -> float | None:
        """Return the number written, None for none.

        Raises
        ------
        UsageError
            If it is not a number in the range.
        """
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not self.least <= number <= self.most or (self.whole and number != int(number)):
            kind = "a whole number" if self.whole else "a number"
            raise UsageError(f"give {kind} from {self.least:g} to {self.most:g}")
        return number


@dataclass(frozen=True)
class ColorValue:
    """A colour by its CSS name or in CSS's notation, which must be given."""

    meaning: str

    def read(self, text: str | None) -> Color:
        """Return blue, green and red.

        Raises
        ------
        UsageError
            If it is not a colour, or one that is partly transparent.
        """
        from PIL import ImageColor

        written = (text or "").strip().lower()
        if not written:
            raise UsageError("name a colour")
        try:
            red, green, blue = bytes(ImageColor.getrgb(written))  # each 0 to 255, and no opacity
        except ValueError:
            near = did_you_mean(written, COMMON_COLORS)
            raise UsageError(f"write #2266ff, or the CSS name of a colour: {near}") from None
        return blue, green, red


@dataclass(frozen=True)
class FileValue:
    """A picture or a video, which must be given; whether it can be read shows when it is opened."""

    meaning: str

    def read(self, text: str | None) -> str:
        """Return the path or address as it was written.

        Raises
        ------
        UsageError
            If there is none.
        """
        if not (text or "").strip():
            raise UsageError("name a picture or a video")
        return str(text)


Value = Number | ColorValue | FileValue
