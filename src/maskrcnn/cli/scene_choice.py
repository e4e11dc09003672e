"""What videos and streams are asked for alike on the command line: tracks, counts, resuming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.errors import UsageError

if TYPE_CHECKING:
    from maskrcnn.drawing.look import Look
    from maskrcnn.journal import Start
    from maskrcnn.pipeline.scene import SceneOptions
    from maskrcnn.zones import Line, Zone

FRAMES = "Which frames the network sees"
TRACKS = "Who is who, and where they go"

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


@dataclass(frozen=True)
class SceneChoice:
    """Who is followed, and what is counted."""

    track: TrackOption = False
    line: LineOption = None
    zone: ZoneOption = None
    trails: TrailsOption = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that were drawn."""
        from maskrcnn.zones import Line

        return tuple(Line.of(text, number) for number, text in enumerate(self.line or (), start=1))

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones that were drawn."""
        from maskrcnn.zones import Zone

        return tuple(Zone.of(text, number) for number, text in enumerate(self.zone or (), start=1))

    @property
    def heeds(self) -> frozenset[str]:
        """Which options of a look are of what is drawn beyond objects."""
        trails = {"colors", "palette", "thickness"} if self.trails else set()
        places = {"thickness", "text_scale"} if self.line or self.zone else set()
        return frozenset(trails | places)

    def scene(self, look: Look) -> SceneOptions:
        """Return what was asked for.

        Raises
        ------
        UsageError
            If a line or zone makes no sense.
        """
        from maskrcnn.pipeline.scene import SceneOptions

        return SceneOptions(self.track, self.lines, self.zones, self.trails, look)


@dataclass(frozen=True)
class StartChoice:
    """How a run begins whose output an earlier one may have begun."""

    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with a run that was cut short.", rich_help_panel=OUTPUT
        ),
    ] = False
    restart: Annotated[
        bool,
        typer.Option(
            "--restart",
            help="Throw away what a run that was cut short did.",
            rich_help_panel=OUTPUT,
        ),
    ] = False

    def __post_init__(self) -> None:
        if self.resume and self.restart:
            raise UsageError("--resume and --restart exclude each other: give one of them")

    @property
    def start(self) -> Start:
        """What was asked for."""
        return "resume" if self.resume else "restart" if self.restart else "new"
