"""Maps of a picture in which each pixel has the number of its object, or of its class."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.formats.common.shapes import Found, Shape
from maskrcnn.formats.labelmap.png import decode_png
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Bool, Size, Uint8, Window
from maskrcnn.writers.picture import QUALITY

VOID = 255
"""The class, in other people's maps, of pixels that belong to none."""
MOST = 65_535

Numbers = NDArray[Any]


Decoder = Callable[[bytes, "Size | None"], Numbers]


class Maps:
    """Maps by their paths; keeps the last one, which many objects are drawn from.

    Parameters
    ----------
    decode : callable (bytes, size) -> (H, W)
        Reads a file, and raises ValueError if it is damaged or of another size.
    """

    def __init__(self, decode: Decoder = decode_png) -> None:
        self._decode = decode
        self._last: tuple[Path, Numbers] | None = None

    def read(self, path: Path, size: Size | None = None) -> Numbers:
        """Return the numbers of a map; raise ValueError if there is none."""
        if self._last is None or self._last[0] != path:
            try:
                self._last = path, self._decode(path.read_bytes(), size)
            except OSError as error:
                raise ValueError(f"{path.name}: {error.strerror}") from error
        return self._last[1]

    def shape(self, path: Path, size: Size, number: int, window: Window) -> Shape:
        """Return the pixels of a number within a window."""

        def draw() -> Bool:
            try:
                pixels: Bool = self.read(path, size)[window.slices] == number
            except ValueError as error:
                raise ResultsError(f"{path}: was there before: {error}") from error
            return pixels

        return Shape(window, draw)


def objects_of(
    classes: Numbers, numbers: Numbers | None, draw: Callable[[int, Window], Shape], called: str
) -> list[Found]:
    """Return the objects of a map, each of the class that has most of its pixels.

    Parameters
    ----------
    classes : (H, W)
        The class of each pixel: 0 is background, k the k-th class, 255 none.
    numbers : (H, W) or None
        The number of its object, 0 for none; without it each class is an object.
    draw : callable (number, window) -> Shape
        Returns the pixels of a number.
    called : str
        What messages call the map.

    Raises
    ------
    ValueError
        If there are numbers that are none.
    """
    from scipy.ndimage import find_objects

    if numbers is None:
        numbers = np.where(classes == VOID, 0, classes)
    if not all(each.min() >= 0 and each.max() <= MOST for each in (classes, numbers)):
        raise ValueError(f"has numbers beyond {MOST}")
    objects = []
    for number, slices in enumerate(find_objects(numbers.astype(np.int32)), start=1):
        if slices is None:
            continue
        rows, columns = slices
        own = classes[slices][numbers[slices] == number].astype(np.int64)
        class_id = int(np.bincount(own[own != VOID], minlength=1).argmax()) - 1
        if class_id >= 0:
            window = Window(columns.start, rows.start, columns.stop, rows.stop)
            box, where = np.array(window, np.float32), f"{called}, number {number}"
            objects.append(Found(class_id, box, (draw(number, window),), where=where))
    return objects


def maps_of(found: Instances) -> tuple[NDArray[np.uint16], Uint8]:
    """Return the numbers of the objects, from 1, and of the classes that pixels have, `(H, W)`.

    Where objects overlap the better score has the pixel.
    """
    instances, classes = np.zeros(found.size, np.uint16), np.zeros(found.size, np.uint8)
    for one in reversed(list(found)):
        window, pixels = one.pixels
        instances[window.slices][pixels] = one.index + 1
        classes[window.slices][pixels] = one.class_id + 1
    return instances, classes


def is_covered(one: Instance, instances: Numbers) -> bool:
    """Tell whether an object has lost pixels to another in a map of objects."""
    window, pixels = one.pixels
    return bool((instances[window.slices][pixels] != one.index + 1).any())


def covered_note(place: Path, count: int) -> tuple[str, ...]:
    """Return what to say of objects that have lost pixels to others, if there are any."""
    if not count:
        return ()
    return (
        f"{place}: {count} objects lie partly under others of better scores, which alone have "
        "those pixels there",
    )


def picture_of(stem: str, pictures: Path) -> str:
    """Return the name of the picture of a map, whatever its suffix."""
    return next(
        (stem + end for end in QUALITY if (pictures / (stem + end)).is_file()), f"{stem}.jpg"
    )
