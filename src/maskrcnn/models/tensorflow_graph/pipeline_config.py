"""`pipeline.config`: how a detector was set up for the Object Detection API, as protobuf's text.

Read without the message definitions: a section is a mapping from names to what stood there, as
often as it stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from maskrcnn.errors import ModelError

_BYTE_LIMIT = 2**20
_DEPTH_LIMIT = 32

_TOKEN = re.compile(
    r"""(?: [\s,;] | \#[^\n]* )*
    ( "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | [\w.+-]+ | . | $ )""",
    re.VERBOSE,
)
_BRACES = {"{": "}", "<": ">"}


class Section(dict[str, "list[str | Section]"]):
    """What stands between two braces."""

    def section(self, path: str) -> Section | None:
        """Return the section that a dotted path leads to, None where there is none."""
        section = self
        for name in path.split("."):
            inner = section.get(name, ())
            if not inner or not isinstance(inner[0], Section):
                return None
            section = inner[0]
        return section

    def words(self, name: str) -> tuple[str, ...]:
        """Return all values of one name in this section."""
        return tuple(value for value in self.get(name, ()) if isinstance(value, str))

    def numbers(self, name: str) -> tuple[float, ...]:
        """Return all values of one name in this section as numbers.

        Raises
        ------
        ValueError
            If one is no number.
        """
        words = self.words(name)
        try:
            return tuple(float(word) for word in words)
        except ValueError:
            raise ValueError(f"{name} is {' '.join(words)!r}, not a number") from None

    def number(self, name: str, default: float) -> float:
        """Return the one value of a name in this section as a number."""
        return (*self.numbers(name), default)[0]


def read_pipeline_config(path: Path) -> Section:
    """Read a `pipeline.config`.

    Raises
    ------
    ModelError
        If it cannot be read, or is not in protobuf's text form.
    """
    try:
        if path.stat().st_size > _BYTE_LIMIT:
            raise ModelError(f"{path}: is too large for a pipeline.config: remove it")
        text = path.read_text("utf-8")
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ModelError(f"{path}: is not text: remove it or get it again") from None
    try:
        return _fields((match[1] for match in _TOKEN.finditer(text)), closing="", depth=0)
    except ValueError as error:
        raise ModelError(f"{path}: {error}: remove it, or get the one of this model") from None


def _fields(tokens: Iterator[str], closing: str, depth: int) -> Section:
    if depth > _DEPTH_LIMIT:
        raise ValueError("has too many braces in each other")
    section = Section()
    while (name := next(tokens, "")) != closing:
        if not name.isidentifier():
            raise ValueError(f"has {name!r} where a name should be" if name else "ends too early")
        values = section.setdefault(name, [])
        following = next(tokens, "")
        if following == ":":
            following = next(tokens, "")
        if following != "[":
            values.append(_value(following, tokens, depth))
            continue
        while (following := next(tokens, "")) != "]":
            values.append(_value(following, tokens, depth))
    return section


def _value(start: str, tokens: Iterator[str], depth: int) -> str | Section:
    if start in _BRACES:
        return _fields(tokens, _BRACES[start], depth + 1)
    if not start:
        raise ValueError("ends too early")
    if not re.match(r"""[\w.+"'-]""", start):
        raise ValueError(f"has {start!r} where a value should be")
    return start.strip("\"'")
