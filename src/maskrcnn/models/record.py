"""Reading JSON that a stranger wrote: each value is there and in bounds, or an error names it.

How large the file may be is for the caller to bound.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn
from unicodedata import category

from maskrcnn.errors import ModelError

_BREAKS = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode's categories of what does not belong in a line: controls, surrogates, separators."""


def parse_json(data: bytes) -> Record:
    """Read a JSON object.

    Raises
    ------
    ModelError
        If it is none, or holds a number that is not finite.
    """
    try:
        values = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"is not JSON: {str(error) or type(error).__name__}") from error
    return Record(values)


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


class Record:
    """A JSON object and the way to it.

    Every method takes a key, and raises ModelError where the value is missing, of another kind,
    or out of bounds.
    """

    def __init__(self, values: Any, way: str = "") -> None:
        if not isinstance(values, dict):
            raise ModelError(f"{way or 'it'} should be an object in braces")
        self._values = values
        self._way = way

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def text(self, key: str, most: int = 200) -> str:
        """Return text of one line and of so many letters at most; it may be empty."""
        value = self._value(key)
        if not isinstance(value, str) or len(value) > most or _BREAKS & set(map(category, value)):
            self._fault(key, f"text of one line, {most} letters at most")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        return self._between(key, self._value(key), low, high)

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self._value(key)
        if type(value) is not int or not low <= value <= high:
            self._fault(key, f"a whole number from {low} to {high}")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            self._fault(key, "true or false")
        return value

    def numbers(self, key: str, most: int, low: float, high: float) -> tuple[float, ...]:
        """Return a list of one to so many numbers, each from `low` to `high`."""
        return tuple(self._between(key, value, low, high) for value in self._list(key, most))

    def part(self, key: str) -> Record:
        """Return an object inside this one."""
        return Record(self._value(key), self._name(key))

    def values(self, key: str) -> dict[str, Any] | None:
        """Return an object as it is, whatever is inside; None where there is null or nothing."""
        value = self._values.get(key)
        if value is not None and not isinstance(value, dict):
            self._fault(key, "an object in braces, or null")
        return value

    def parts(self, key: str, most: int) -> list[Record]:
        """Return a list of one to so many objects."""
        values = self._list(key, most)
        return [Record(value, f"{self._name(key)}[{i}]") for i, value in enumerate(values)]

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """Return a list of one to so many texts."""
        values = self._list(key, most)
        own = Record({f"{key}[{i}]": value for i, value in enumerate(values)}, self._way)
        return tuple(map(own.text, own))

    def _list(self, key: str, most: int) -> list[Any]:
        value = self._value(key)
        if not isinstance(value, list) or not 0 < len(value) <= most:
            self._fault(key, f"a list of 1 to {most} entries")
        return value

    def _between(self, key: str, value: Any, low: float, high: float) -> float:
        if type(value) not in (int, float) or not low <= value <= high:
            self._fault(key, f"a number from {low:g} to {high:g}")
        return float(value)

    def _value(self, key: str) -> Any:
        if key not in self._values:
            raise ModelError(f"{self._name(key)} is missing")
        return self._values[key]

    def _fault(self, key: str, wanted: str) -> NoReturn:
        shown = json.dumps(self._values[key])
        shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
        raise ModelError(f"{self._name(key)} is {shown} and should be {wanted}")

    def _name(self, key: str) -> str:
        return f"{self._way}.{key}" if self._way else key
