"""`maskrcnn draw`: what was found, drawn anew."""

from __future__ import annotations

from collections import defaultdict, deque
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from maskrcnn.cli import console
from maskrcnn.cli.earlier_runs import DRAWN, drew
from maskrcnn.cli.groups import grouped, refuse
from maskrcnn.cli.look_choice import LOOK, LookChoice
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.refusals import Refusals
from maskrcnn.cli.results_choice import JsonOption, ResultsChoice
from maskrcnn.cli.scene_choice import SceneChoice, StartChoice
from maskrcnn.cli.video_output import Encoding, default_video

if TYPE_CHECKING:
    from maskrcnn.drawing.effects.kinds import Kind
    from maskrcnn.drawing.look import Look
    from maskrcnn.formats import Collection
    from maskrcnn.journal import Start
    from maskrcnn.pipeline.request import Request

DEFAULT_FOLDER = Path(DRAWN)


def _list(wanted: bool) -> None:
    if not wanted:
        return
    from maskrcnn.drawing.colors import PALETTES
    from maskrcnn.drawing.effects import EFFECTS
    from maskrcnn.drawing.styles import STYLES

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("option", "name", "what it does"):
        table.add_column(heading)
    for name, style in STYLES.items():
        table.add_row("--style", name, style.summary)
    for name, effect in EFFECTS.items():
        table.add_row("--effect", name, _told(effect))
    for name, palette in PALETTES.items():
        table.add_row("--palette", name, palette.summary)
    console.out.print(table)
    raise typer.Exit


def _told(effect: Kind) -> str:
    """Return what an effect does, and what its value means."""
    return effect.summary if effect.value is None else f"{effect.summary}; {effect.value.meaning}"


@grouped
def draw(
    chosen: ResultsChoice,
    looks: LookChoice,
    scenes: SceneChoice,
    encoding: Encoding,
    starts: StartChoice,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Folder, or file for a single picture; of a video the video, as for `maskrcnn "
            "video`.  [default: maskrcnn-drawn]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    as_json: JsonOption = False,
    _listed: Annotated[
        bool,
        typer.Option(
            "--list",
            callback=_list,
            is_eager=True,
            help="List styles, effects and palettes.",
            rich_help_panel=LOOK,
        ),
    ] = False,
) -> None:
    """Draw what was found anew, in another look, without running a network."""
    from maskrcnn.pipeline.request import Request

    look = looks.look(scenes)
    scene = scenes.scene(look)
    collection = chosen.open(track=scene.tracks)
    original = collection.originals.video
    if original is None:
        for options in (encoding, starts, scenes):
            refuse(options, f"is for videos, and {collection.name} names none")
        _draw_photos(collection, look, output, console.Teller(as_json))
        return
    video = output or default_video(DEFAULT_FOLDER, original.name, look)
    request = Request.to(video, None, codec=encoding.codec, quality=encoding.quality, scene=scene)
    _draw_video(collection, request, starts.start, as_json=as_json)


def _draw_photos(
    collection: Collection, look: Look, output: Path | None, teller: console.Teller
) -> None:
    from maskrcnn.drawing.painter import Painter
    from maskrcnn.writers.folder import Destination
    from maskrcnn.writers.names import FileNames, shortened
    from maskrcnn.writers.picture import Picture

    destination = Destination.of(
        output or DEFAULT_FOLDER, len(collection), transparent=look.has_alpha
    )
    names, refusals = FileNames(), Refusals(teller)
    short = shortened(collection.names)
    places: dict[str, deque[Path]] = defaultdict(deque)  # a picture may be told of twice
    originals: dict[Path, Path | None] = {}
    for name, each in zip(collection.names, short, strict=True):
        place, original = Path(names.named(each)), collection.originals.find(name)
        places[name].append(place)
        originals[place] = original if isinstance(original, Path) else None
    destination.guard(originals, look.files, replaces=drew(destination))
    with (
        Painter(look, collection.labels) as painter,
        closing(collection.with_pictures(refusals)) as pictures,
        console.progress(len(collection), "drawing") as advance,
    ):
        for found in pictures:
            if found.image is not None:
                drawn = Picture(painter.paint_photo(found.image, found))
                written = drawn.save(destination.overlay(places[found.name].popleft()))
                words = f"{found.name}  → {written}"
                teller.say(words, name=found.name, written=str(written))
            advance()
    refusals.settle()


def _draw_video(collection: Collection, request: Request, start: Start, *, as_json: bool) -> None:
    from maskrcnn.cli.video_report import Narrator
    from maskrcnn.pipeline.redraw import RedrawJob, redraw_video

    with Narrator(collection.name, request, quiet=as_json, doing="drawing") as narrator:
        try:
            outcome = redraw_video(RedrawJob(collection, request), narrator, start)
        except KeyboardInterrupt:
            raise narrator.interrupted() from None
    narrator.close(outcome)
    if as_json:
        facts = {"written": str(request.video), "frames": outcome.frames, "counts": outcome.counts}
        console.Teller(as_json).say("", name=collection.name, **facts)
