"""What a video or stream is made into, as the command line says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maskrcnn.errors import UsageError

if TYPE_CHECKING:
    from maskrcnn.pipeline.request import Request
    from maskrcnn.pipeline.scene import SceneOptions


@dataclass(frozen=True)
class Results:
    """Where results are to go: `--results` and `--no-results`."""

    path: Path | None
    none: bool = False

    def __post_init__(self) -> None:
        if self.none and self.path is not None:
            raise UsageError("--results and --no-results exclude each other: give one of them")


@dataclass(frozen=True)
class Encoding:
    """How the video is encoded: `--codec` and `--quality`."""

    codec: str | None = None
    quality: int | None = None


def wanted(
    output: Path | None, results: Results, encoding: Encoding, every: int, scene: SceneOptions
) -> Request:
    """Read what the options say together.

    Raises
    ------
    UsageError
        If they make no sense.
    """
    from maskrcnn.pipeline.request import BESIDE, Request

    if output is None:
        return Request(results=results.path, every=every, scene=scene)
    return Request.to(
        output,
        None if results.none else results.path or BESIDE,
        codec=encoding.codec,
        quality=encoding.quality,
        every=every,
        scene=scene,
    )
