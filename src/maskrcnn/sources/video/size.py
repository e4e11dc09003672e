"""The size that a user asks frames to be scaled to."""

from __future__ import annotations

import re

from maskrcnn.errors import UsageError
from maskrcnn.input_size import LARGEST
from maskrcnn.masks import Size

_FORM = re.compile(r"\s*(\d{1,6})?\s*([x×X])?\s*(\d{1,6})?\s*")


def scaled(size: Size, text: str) -> Size:
    """Return the height and width that frames of a size come to.

    Parameters
    ----------
    size : (int, int)
        Height and width, upright.
    text : str
        "640x480" is that size, whatever the frames' shape. Of "640x" and "x480" the other side
        follows, to an even number, and "640" alone is the longer side; these three never enlarge.

    Raises
    ------
    UsageError
        If it is none of these, or not from 4 to 16384 pixels.
    """
    match = _FORM.fullmatch(text)
    width, times, height = match.groups() if match else (None, None, None)
    sides = [int(side) for side in (width, height) if side is not None]
    if not sides or (len(sides) == 2 and not times) or not all(4 <= s <= LARGEST for s in sides):
        raise UsageError(
            f"size {text!r}: write WIDTHxHEIGHT as 640x480, one side as 640x or x480, or the"
            f" longer side as 640, from 4 to {LARGEST}"
        )
    if len(sides) == 2:
        return sides[1], sides[0]
    longer_is_height = size[0] > size[1]
    given = 0 if height or (not times and longer_is_height) else 1
    if sides[0] >= size[given]:
        return size
    other = max(4, 2 * round(size[1 - given] * sides[0] / size[given] / 2))
    return (sides[0], other) if given == 0 else (other, sides[0])
