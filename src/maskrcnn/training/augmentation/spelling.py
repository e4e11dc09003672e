"""How changes of pictures are written on a command line: `flip=0.5,scale=0.5-2,mosaic=0.3`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from maskrcnn.errors import UsageError, did_you_mean
from maskrcnn.training.augmentation.options import AS_THEY_ARE, AugmentOptions, Range

NONE = "none"


def read_augment(text: str | None) -> AugmentOptions:
    """Read which changes differ from the usual ones.

    Parameters
    ----------
    text : str or None
        Names of `AugmentOptions`, each with a number or, as in `scale=0.5-2`, two; `none` first
        begins with no change at all. None is the usual ones.

    Raises
    ------
    UsageError
        If there is no such change, or its number makes no sense.
    """
    parts = [part.strip() for part in (text or "").split(",") if part.strip()]
    start = AS_THEY_ARE if parts[:1] == [NONE] else AugmentOptions()
    return replace(start, **dict(_pairs(parts[parts[:1] == [NONE] :])))


def _pairs(parts: list[str]) -> Iterator[tuple[str, Any]]:
    known = [each.name for each in fields(AugmentOptions)]
    for part in parts:
        name, _, value = (piece.strip() for piece in part.partition("="))
        key = name.replace("-", "_")
        if key not in known:
            raise UsageError(f"--augment {part}: {did_you_mean(key, known)}")
        yield key, _read(part, key, value)


def _read(part: str, key: str, value: str) -> float | Range:
    pair = key == "scale"
    try:
        numbers = [float(each) for each in value.split("-")] if pair else [float(value)]
        if len(numbers) == (2 if pair else 1):
            return (numbers[0], numbers[1]) if pair else numbers[0]
    except ValueError:
        pass
    wanted = "two numbers as in scale=0.5-2" if pair else f"a number as in {key}=0.5"
    raise UsageError(f"--augment {part}: give {wanted}")
