"""The durations in an animated WebP file, which is a RIFF file with an ANMF chunk a frame.

See Google's "WebP Container Specification".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

DURATION = slice(12, 15)
"""Where an ANMF chunk has its frame's milliseconds, little-endian."""

LONGEST = 2**24 - 1


def frame_durations(path: Path) -> list[int]:
    """Return the milliseconds of each frame of an animation; empty for a still picture."""
    with path.open("rb") as file:
        return [duration for _, duration in _frames(file)]


def lengthen_last(path: Path, total: int) -> None:
    """Give the last frame what is missing of `total` milliseconds.

    libwebp is never told by FFmpeg when the last frame ends, and makes up a duration.
    """
    with path.open("r+b") as file:
        frames = list(_frames(file))
        if frames:
            place, last = frames[-1]
            missing = total - sum(duration for _, duration in frames)
            file.seek(place)
            file.write(min(LONGEST, max(0, last + missing)).to_bytes(3, "little"))


def _frames(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield where each frame's duration is in the file, and what it is."""
    place = 12
    while len(header := file.read(8) if file.seek(place) == place else b"") == 8:
        size = int.from_bytes(header[4:], "little")
        if header[:4] == b"ANMF":
            duration = file.read(16)[DURATION]
            yield place + 8 + DURATION.start, int.from_bytes(duration, "little")
        place += 8 + size + size % 2
