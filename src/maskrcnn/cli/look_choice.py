"""Choosing a look on the command line: alike in all commands that draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from maskrcnn.cli.groups import given, written
from maskrcnn.errors import UsageError

if TYPE_CHECKING:
    from maskrcnn.cli.scene_choice import SceneChoice
    from maskrcnn.drawing.look import Look

LOOK = "What it looks like"
UNSEEN = "changes pictures, and none is drawn: name a place for them with -o"
DETAILS = ("colors", "palette", "labels", "opacity", "thickness", "text_scale")
"""Options of which styles heed some."""


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
        Literal["full", "name", "none"] | None,
        typer.Option(
            "--labels",
            help="`name` leaves out scores.  [default: full]",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None
    opacity: Annotated[
        float | None,
        typer.Option(
            "--opacity",
            help="Of tints, 0 to 1.  [default: 0.4]",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None
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

    def look(self, scenes: SceneChoice | None = None) -> Look:
        """Return what was asked for.

        Parameters
        ----------
        scenes : SceneChoice, optional
            What else is drawn, which the look is of too.

        Raises
        ------
        UsageError
            If it makes no sense, or an option does nothing to what is drawn.
        """
        from maskrcnn.drawing.look import Look

        chosen = {name: getattr(self, name) for name in given(self) if name in DETAILS}
        fields = {"color_by" if name == "colors" else name: chosen[name] for name in chosen}
        look = Look.of(self.style, self.effect or (), **fields)
        heeded = frozenset() if scenes is None else scenes.heeds
        for name in chosen:
            _check_heeded(name, look.styles, heeded)
        return look


def _check_heeded(option: str, styles: tuple[str, ...], heeded: frozenset[str]) -> None:
    from maskrcnn.drawing.styles import STYLES

    able = [name for name, kind in STYLES.items() if option in kind.heeds]
    if option not in heeded and not set(able) & set(styles):
        drawn = f"--style {','.join(styles)}" if styles else "effects alone"
        raise UsageError(
            f"{written(option)} does nothing to {drawn}: it is for --style {', '.join(able)}"
        )
