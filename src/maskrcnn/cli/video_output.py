"""What a video or stream is made into, as the command line says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from maskrcnn.cli.groups import refuse
from maskrcnn.cli.look_choice import UNSEEN, LookChoice
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.scene_choice import SceneChoice, StartChoice
from maskrcnn.errors import UsageError

if TYPE_CHECKING:
    from maskrcnn.drawing.look import Look
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
    """How a video is encoded."""

    codec: Annotated[
        str | None,
        typer.Option(
            "--codec",
            help="Of a video: h264, h265, vp9, av1, mjpeg, ffv1 or prores.  "
            "[default: the container's]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None
    quality: Annotated[
        int | None,
        typer.Option(
            "--quality",
            help="Of a video, 1 to 100.  [default: good to the eye]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None


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
        refuse(encoding, "is for a video: name one with -o")
        return Request(results=results.path, every=every, scene=scene)
    return Request.to(
        output,
        None if results.none else results.path or BESIDE,
        codec=encoding.codec,
        quality=encoding.quality,
        every=every,
        scene=scene,
    )


def check_used(
    request: Request,
    looks: LookChoice,
    scenes: SceneChoice,
    starts: StartChoice,
    *,
    shown: bool = False,
) -> None:
    """Refuse options that do nothing, since no picture is drawn or nothing is written.

    Raises
    ------
    UsageError
        If there are any.
    """
    if request.video is None and not shown:
        refuse(looks, UNSEEN)
        if scenes.trails:
            raise UsageError(f"--trails {UNSEEN}")
    if request.output is None:
        refuse(starts, "is for what is written, and nothing is: name a place with -o")


def default_video(folder: Path, name: str, look: Look) -> Path:
    """Name a video where the user does not: of a kind that can be transparent if it must."""
    return folder / f"{PurePath(name).stem or 'video'}{'.webm' if look.has_alpha else '.mp4'}"
