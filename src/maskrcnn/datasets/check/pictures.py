"""What is wrong with the pictures themselves, which are read once each, in threads."""

from __future__ import annotations

from typing import NamedTuple

from maskrcnn.datasets.check.finding import Finding
from maskrcnn.datasets.likeness import fingerprint
from maskrcnn.errors import PictureError
from maskrcnn.formats.originals import Originals
from maskrcnn.masks import Bool, Size


class Seen(NamedTuple):
    """What became of a picture.

    Attributes
    ----------
    finding : Finding or None
        What is wrong with it.
    fingerprint : bool (64,) or None
        See `maskrcnn.datasets.likeness`; None where it cannot be read.
    """

    finding: Finding | None
    fingerprint: Bool | None


def look_at(originals: Originals, name: str, size: Size) -> Seen:
    """Read a picture, and compare it with what a file tells of it."""
    if originals.find(name) is None:
        return Seen(Finding("missing-picture", "is nowhere", name), None)
    try:
        image = originals.photo(name)
    except PictureError as error:
        return Seen(Finding("unreadable-picture", str(error), name), None)
    return Seen(_size_finding(originals, name, size, image.shape[:2]), fingerprint(image))


def _size_finding(originals: Originals, name: str, size: Size, shown: Size) -> Finding | None:
    if shown == size:
        return None
    told = f"is {shown[1]}×{shown[0]}, and the file says {size[1]}×{size[0]}"
    try:
        originals.photo(name, size)
    except PictureError:
        return Finding("wrong-size", told, name)
    return Finding("lying-picture", f"{told}: that is before it is turned upright", name)
