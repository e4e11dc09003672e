"""Files with some bytes changed."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

BYTES = st.integers(0, 255)
TEXT = st.integers(32, 126)
"""Bytes that stay text."""


def damage(path: Path, data: st.DataObject, others: st.SearchStrategy[int] = BYTES) -> None:
    """Put other bytes in the place of one to four of a file's."""
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(others)
    path.write_bytes(content)
