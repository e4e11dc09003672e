"""What videos and streams are asked for alike on the command line: tracks, counts, resuming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from maskrcnn.errors import UsageError

if TYPE_CHECKING:
    from maskrcnn.journal import Start
    from maskrcnn.pipeline.scene import SceneOptions

FRAMES = "Which frames the network sees"
TRACKS = "Who is who, and where they go"
Colors: TypeAlias = Literal["class", "track", "instance"]

SizeOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--size",
        help="Scale frames: `640x480`, `640x`, `x480`, or `640` for the longer side.",
        rich_help_panel=FRAMES,
    ),
]
EveryOption: TypeAlias = Annotated[
    int,
    typer.Option(
        "--every",
        help="Run the network on each Nth frame, and carry masks by optical flow between.",
        rich_help_panel=FRAMES,
    ),
]
TrackOption: TypeAlias = Annotated[
    bool,
    typer.Option("--track", help="Tell who is who from frame to frame.", rich_help_panel=TRACKS),
]
LineOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--line",
        help="Count who crosses: `X0,Y0,X1,Y1` or `NAME=…`, in pixels or fractions; repeatable.",
        rich_help_panel=TRACKS,
    ),
]
ZoneOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--zone",
        help="Count who is inside, and how long: `X0,Y0,X1,Y1,X2,Y2,…` or `NAME=…`; repeatable.",
        rich_help_panel=TRACKS,
    ),
]
TrailsOption: TypeAlias = Annotated[
    bool,
    typer.Option("--trails", help="Draw where they came from.", rich_help_panel=TRACKS),
]
ColorsOption: TypeAlias = Annotated[
    Colors | None,
    typer.Option(
        "--colors",
        help="What has a colour of its own.  [default: each track, or each class]",
        show_default=False,
        rich_help_panel=TRACKS,
    ),
]


def chosen_scene(
    track: bool, lines: list[str], zones: list[str], trails: bool, colors: Colors | None
) -> SceneOptions:
    """Read the options of this module.

    Raises
    ------
    UsageError
        If a line or zone makes no sense.
    """
    from maskrcnn.pipeline.scene import SceneOptions
    from maskrcnn.zones import Line, Zone

    return SceneOptions(
        track,
        tuple(Line.of(text, number) for number, text in enumerate(lines, start=1)),
        tuple(Zone.of(text, number) for number, text in enumerate(zones, start=1)),
        trails,
        colors,
    )


def chosen_start(resume: bool, restart: bool) -> Start:
    """Return how a run begins whose output an earlier one may have begun.

    Raises
    ------
    UsageError
        If both are asked for.
    """
    if resume and restart:
        raise UsageError("--resume and --restart exclude each other: give one of them")
    return "resume" if resume else "restart" if restart else "new"
