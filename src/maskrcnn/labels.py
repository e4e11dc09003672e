"""Class names, the other words people use for them, and colours."""

from __future__ import annotations

import colorsys
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError, UsageError

Color = tuple[int, int, int]

ALIASES = {
    "aeroplane": "airplane",
    "plane": "airplane",
    "bike": "bicycle",
    "motorbike": "motorcycle",
    "sofa": "couch",
    "television": "tv",
    "tvmonitor": "tv",
    "mobile phone": "cell phone",
    "phone": "cell phone",
    "doughnut": "donut",
    "table": "dining table",
    "plant": "potted plant",
    "human": "person",
    "people": "person",
    "ball": "sports ball",
    "rucksack": "backpack",
    "glass": "wine glass",
    "hydrant": "fire hydrant",
    "hairdryer": "hair drier",
    "teddy": "teddy bear",
    "racket": "tennis racket",
}


@dataclass(frozen=True)
class Labels:
    """The class names of a model and, where it brings them, colours.

    Attributes
    ----------
    names : tuple of str
        `names[class_id]` is the name of a class; there is no entry for the background.
    colors : tuple of (blue, green, red), 0 to 255
        Any number of colours; object or class `i` takes `colors[i % len(colors)]`.
    """

    names: tuple[str, ...]
    colors: tuple[Color, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    def name(self, class_id: int) -> str:
        """Return the name of a class, `"class 7"` where the list is too short."""
        return self.names[class_id] if 0 <= class_id < len(self.names) else f"class {class_id}"

    def find(self, name: str) -> int:
        """Return the class id of a name or of a word people use for it.

        Raises
        ------
        UsageError
            If there is no such class; the message suggests the nearest names.
        """
        known = {_plain(known): class_id for class_id, known in enumerate(self.names)}
        wanted = _plain(name)
        for candidate in (wanted, ALIASES.get(wanted), wanted.removesuffix("s")):
            if candidate is not None and candidate in known:
                return known[candidate]
        near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
        hint = f"did you mean {_either(near)}?" if near else f"it knows {self._sample()}"
        raise UsageError(f"the model has no class {name!r}: {hint}")

    def place(self, name: str) -> int:
        """Return the class id of exactly this name, or else as `find`; -1 if there is none."""
        if name in self.names:
            return self.names.index(name)
        try:
            return self.find(name)
        except UsageError:
            return -1

    def _sample(self) -> str:
        shown = ", ".join(self.names[:8])
        return shown + (f" and {len(self) - 8} more" if len(self) > 8 else "")

    def palette(self, count: int) -> NDArray[np.uint8]:
        """Return `count` colours `(count, 3)` BGR: the model's own in turn, or a wheel of ours."""
        if not self.colors:
            return color_wheel(count)
        return np.array(
            [self.colors[i % len(self.colors)] for i in range(count)], np.uint8
        ).reshape(-1, 3)


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def _either(names: Iterable[str]) -> str:
    return " or ".join(repr(name) for name in names)


def color_wheel(count: int) -> NDArray[np.uint8]:
    """Return `count` vivid colours `(count, 3)` BGR in which neighbours differ most.

    Hues advance by the golden angle; lightness alternates so that long lists stay apart.
    """
    golden = (5**0.5 - 1) / 2
    colors = [
        colorsys.hls_to_rgb((0.02 + i * golden) % 1, (0.52, 0.62, 0.44)[i % 3], 0.92)[::-1]
        for i in range(count)
    ]
    return (np.array(colors).reshape(-1, 3) * 255).round().astype(np.uint8)


def read_labels(names: Path, colors: Path | None = None) -> Labels:
    """Read a list of class names and a list of colours as the tutorial keeps them.

    Parameters
    ----------
    names : Path
        A class name a line.
    colors : Path or None
        A colour a line, three numbers from 0 to 255 in OpenCV's order: `blue,green,red`.

    Raises
    ------
    ModelError
        If a file is missing, empty or not of this form.
    """
    listed = tuple(_lines(names))
    return Labels(listed, _read_colors(colors) if colors is not None else ())


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ModelError(f"{path}: no such file: the model needs it for its class names") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read as text: {error}") from error
    lines = [line.strip() for line in text.strip().splitlines()]
    if not lines:
        raise ModelError(f"{path}: is empty: it should have one entry a line")
    return lines


def _read_colors(path: Path) -> tuple[Color, ...]:
    return tuple(_parse_color(line, path) for line in _lines(path))


def _parse_color(line: str, path: Path) -> Color:
    try:
        blue, green, red = (int(float(part)) for part in line.split(","))
    except ValueError:
        raise ModelError(
            f"{path}: {line!r} is not a colour: write three numbers, 0,128,255"
        ) from None
    if not all(0 <= part <= 255 for part in (blue, green, red)):
        raise ModelError(f"{path}: {line!r} is not a colour: each number must be 0 to 255")
    return blue, green, red
