"""Choosing a look on the command line: alike in all commands that draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from maskrcnn.drawing.look import Look

LOOK = "What it looks like"


@dataclass(frozen=True)
class LookChoice:
    """The options of a look."""

    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            help="`tutorial`, `outline`, `halo`, `semantic`, `mask`, `box`, `label`, `heat`, … or "
            "several, as in `mask,ellipse,label`; `none`. `maskrcnn draw --list` lists them.  "
            "[default: tutorial, or none where there are effects]",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None
    effect: Annotated[
        list[str] | None,
        typer.Option(
            "--effect",
            help="`blur`, `pixelate`, `grey`, `colour=red`, `recolour=#2266ff`, `remove`, "
            "`replace=beach.jpg`, `spotlight`; and where: `@person,dog`, `@background`, "
            "`@background:person`. Repeatable.",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None
    colors: Annotated[
        Literal["class", "track", "instance"] | None,
        typer.Option(
            "--colors",
            help="What has a colour of its own.  "
            "[default: each object; in a video each track, or each class]",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None
    palette: Annotated[
        str | None,
        typer.Option(
            "--palette",
            help="Colours that colour-blind people can tell apart: `okabe-ito`, `bright`, "
            "`muted`, …  [default: the model's own]",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None
    labels: Annotated[
        Literal["full", "name", "none"],
        typer.Option("--labels", help="`name` leaves out scores.", rich_help_panel=LOOK),
    ] = "full"
    opacity: Annotated[
        float, typer.Option("--opacity", help="Of tints, 0 to 1.", rich_help_panel=LOOK)
    ] = 0.4
    thickness: Annotated[
        int | None,
        typer.Option(
            "--thickness",
            help="Of lines, in pixels.  [default: by the picture's size]",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None
    text_scale: Annotated[
        float | None,
        typer.Option(
            "--text-scale",
            help="Of letters.  [default: by the picture's size]",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None

    def look(self) -> Look:
        """Return what was asked for.

        Raises
        ------
        UsageError
            If it makes no sense.
        """
        from maskrcnn.drawing.look import Look

        return Look.of(
            self.style,
            self.effect or (),
            color_by=self.colors,
            palette=self.palette,
            labels=self.labels,
            opacity=self.opacity,
            thickness=self.thickness,
            text_scale=self.text_scale,
        )
