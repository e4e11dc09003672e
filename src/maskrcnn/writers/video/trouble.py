"""What FFmpeg raises, in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from maskrcnn.errors import OutputError, VideoError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn FFmpeg's errors in the block into one about the file being written.

    Raises
    ------
    OutputError
        If FFmpeg raises.
    """
    try:
        yield
    except av.FFmpegError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


@contextmanager
def reading(path: Path | str) -> Iterator[None]:
    """Turn FFmpeg's errors in the block into one about the video being read.

    Raises
    ------
    VideoError
        If FFmpeg raises.
    """
    try:
        yield
    except av.FFmpegError as error:
        raise VideoError(f"{path}: cannot be read: {error.strerror}") from error
