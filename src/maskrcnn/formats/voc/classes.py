"""Pascal VOC's classes, by their numbers and their colours in maps.

Source: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/, and for `labelmap.txt`, which tools such as
CVAT write beside, https://docs.cvat.ai/docs/dataset_management/formats/format-smask/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.formats.labelmap.maps import VOID
from maskrcnn.formats.labelmap.png import decode_png
from maskrcnn.labels import Labels
from maskrcnn.masks import Size, Uint8

FILE = "labelmap.txt"
NAMES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
)  # fmt: skip
BACKGROUND, NO_CLASS = "background", ("ignore", "ignored", "void", "boundary")
MOST = 254

Numbers = NDArray[Any]


def palette() -> Uint8:
    """Return the colours of all numbers, `uint8 (256, 3)` RGB: their bits, spread over a colour."""
    numbers = np.arange(256)
    colors = np.zeros((256, 3), np.uint8)
    for bit in range(8):
        for channel in range(3):
            colors[:, channel] |= ((numbers >> channel & 1) << (7 - bit)).astype(np.uint8)
        numbers >>= 3
    return colors


def codes_of(colors: Uint8) -> NDArray[np.int32]:
    """Return a number for each colour `(..., 3)` RGB."""
    red, green, blue = np.moveaxis(colors.astype(np.int32), -1, 0)
    return np.asarray(red << 16 | green << 8 | blue, np.int32)


@dataclass(frozen=True)
class Classes:
    """What the numbers and colours of class maps mean.

    Attributes
    ----------
    names : tuple of str or None
        Of the classes; None where nobody tells.
    numbers : int32 (256,)
        For each number in a map 0 for background, k for the k-th class, 255 for none.
    colors : int32 (N,)
        Codes of colours, rising.
    meanings : int32 (N,)
        The same for each of these colours.
    """

    names: tuple[str, ...] | None
    numbers: NDArray[np.int32]
    colors: NDArray[np.int32]
    meanings: NDArray[np.int32]

    @classmethod
    def of(cls, root: Path) -> Classes:
        """Read `labelmap.txt`; VOC's own classes where there is none.

        Raises
        ------
        ResultsError
            If it is damaged.
        """
        file = root / FILE
        if not file.is_file():
            return cls._in_order(None, np.arange(256), palette())
        try:
            lines = [line for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
            listed = [_line(line) for line in lines if not line.startswith("#")]
        except (OSError, ValueError) as error:
            raise ResultsError(f"{file}: is no list of classes and colours: {error}") from error
        names = [name for name, _ in listed if not _is_special(name)]
        places = {name: place for place, name in enumerate(names, start=1)}
        meanings = [places.get(name, 0 if _is_background(name) else VOID) for name, _ in listed]
        if len(listed) > MOST or len(places) < len(names):
            raise ResultsError(f"{file}: lists a class twice, or more than {MOST}")
        colors = np.array([color for _, color in listed], np.uint8).reshape(-1, 3)
        return cls._in_order(tuple(names), meanings, colors)

    @classmethod
    def _in_order(
        cls, names: tuple[str, ...] | None, meanings: Sequence[int] | Numbers, colors: Uint8
    ) -> Classes:
        numbers = np.full(256, VOID, np.int32)
        numbers[: len(meanings)] = meanings
        codes = np.append(codes_of(colors), codes_of(palette()[[0, VOID]]))
        codes, first = np.unique(codes, return_index=True)
        return cls(names, numbers, codes, np.append(meanings, (0, VOID))[first].astype(np.int32))

    def decode(self, data: bytes, size: Size | None = None) -> Numbers:
        """Return the classes of a map's pixels, `int32 (H, W)`, as `numbers` has them.

        Raises
        ------
        ValueError
            If it is damaged, of another size, or has a colour that is no class's.
        """
        pixels = decode_png(data, size, colors=True)
        if pixels.ndim == 2:
            if pixels.min(initial=0) < 0 or pixels.max(initial=0) > VOID:
                raise ValueError(f"has numbers beyond {VOID}")
            return self.numbers[pixels.astype(np.uint8)]
        codes = codes_of(pixels)
        places = np.minimum(np.searchsorted(self.colors, codes), len(self.colors) - 1)
        unknown = self.colors[places] != codes
        if unknown.any():
            raise ValueError(f"has a colour that is no class's: #{codes[unknown][0]:06x}")
        return self.meanings[places]

    def labels(self, largest: int) -> Labels:
        """Return the classes, if the largest number of one in a map is known."""
        if self.names is not None:
            return Labels(self.names)
        if largest <= len(NAMES):
            return Labels(NAMES)
        return Labels(tuple(f"class {number}" for number in range(1, largest + 1)))


def decode_objects(data: bytes, size: Size | None = None) -> Numbers:
    """Return the numbers of the objects in a map, from 1, and 0 where it is black.

    Raises
    ------
    ValueError
        If it is damaged, or of another size.
    """
    pixels = decode_png(data, size, colors=True)
    if pixels.ndim == 2:
        return pixels
    codes, numbers = np.unique(codes_of(pixels), return_inverse=True)
    return numbers.reshape(pixels.shape[:2]) + int(codes[0] != 0)


def _line(line: str) -> tuple[str, list[int]]:
    """Read `name:red,green,blue:parts:actions`."""
    name, color, *_ = line.rsplit(":", 3)
    rgb = [int(part) for part in color.split(",")]
    if len(rgb) != 3 or not all(0 <= part <= 255 for part in rgb):
        raise ValueError(f"{line.strip()!r}")
    return name.strip(), rgb


def _is_background(name: str) -> bool:
    return name.casefold().strip("_") == BACKGROUND


def _is_special(name: str) -> bool:
    return _is_background(name) or name.casefold() in NO_CLASS
