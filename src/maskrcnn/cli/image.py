"""`maskrcnn image`: find the objects in photos."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.earlier_runs import OVERLAY, drew, without_outputs
from maskrcnn.cli.export_choice import ExportChoice
from maskrcnn.cli.groups import grouped, refuse
from maskrcnn.cli.look_choice import UNSEEN, LookChoice
from maskrcnn.cli.model_choice import MODEL, ModelChoice
from maskrcnn.cli.object_choice import OUTPUT, ObjectChoice
from maskrcnn.cli.picture_report import close, report
from maskrcnn.cli.refusals import SOME_PICTURES_FAILED, Refusals
from maskrcnn.errors import InterruptedRunError, PictureError, UsageError

if TYPE_CHECKING:
    from maskrcnn.display import Display
    from maskrcnn.drawing.look import Look
    from maskrcnn.drawing.painter import Painter
    from maskrcnn.instances import Instances
    from maskrcnn.predictor import Predictor
    from maskrcnn.results import ResultsWriter
    from maskrcnn.sources.frame import Frame
    from maskrcnn.sources.pictures import PictureRef
    from maskrcnn.writers.folder import Destination


@grouped
def image(
    pictures: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, globs, URLs, or - for standard input."),
    ] = None,
    more: Annotated[
        list[str] | None, typer.Option("-i", "--image", help="The same, as the tutorial has it.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Folder, or file for a single picture.  [default: maskrcnn-results]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    visualize: Annotated[
        bool,
        typer.Option(
            "-v",
            "--visualize",
            help="Also region, mask and cut-out of every object.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    show: Annotated[
        bool,
        typer.Option(
            "--show", help="Show the pictures, in windows or the browser.", rich_help_panel=OUTPUT
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="A line of JSON a picture; no files unless -o is given.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    throughput: Annotated[
        bool,
        typer.Option(
            "--throughput",
            help="Several pictures at a time, as many as the engine profits from.",
            rich_help_panel=MODEL,
        ),
    ] = False,
    batch: Annotated[
        int,
        typer.Option(help="Pictures that go through the network together.", rich_help_panel=MODEL),
    ] = 1,
    *,
    models: ModelChoice,
    objects: ObjectChoice,
    looks: LookChoice,
    exports: ExportChoice,
) -> None:
    """Find the objects in photos; write each with its objects outlined, and a results file."""
    from maskrcnn.display import open_display
    from maskrcnn.drawing.painter import Painter
    from maskrcnn.sources.pictures import STDIN
    from maskrcnn.writers.folder import Destination

    models.check()
    look = looks.look()
    sources = [*(more or []), *(pictures or [])]
    refs = _found(sources)
    destination = None
    if not as_json or output is not None:
        destination = Destination.of(output, len(refs), transparent=look.has_alpha)
    refs = without_outputs(refs, sources, destination)
    if destination is not None:
        _guard(destination, refs, look)
    elif not show:
        refuse(looks, UNSEEN)
        if visualize:
            raise UsageError(f"--visualize {UNSEEN}")
    if look.color_by == "track":
        raise UsageError("--colors track is for videos: nobody keeps track of objects in photos")
    exports.check(
        None if destination is None else destination.results,
        fleeting="standard input" if STDIN in [ref.source for ref in refs] else None,
    )
    predictor = models.load(objects, throughput=throughput, batch=batch)
    refusals = Refusals(console.Teller(as_json))
    with ExitStack() as stack:
        job = _Job(
            predictor,
            stack.enter_context(Painter(look, predictor.spec.labels)),
            destination,
            None if destination is None else stack.enter_context(_results(destination, predictor)),
            stack.enter_context(open_display("maskrcnn")) if show else None,
            visualize,
            as_json,
        )
        job.run(refs, refusals)
        if job.display is not None:
            job.display.wait()
    refusals.close()
    gone = 0
    if destination is not None:
        if not as_json:
            close(predictor.spec, destination.results)
        gone = exports.write(destination.results, quiet=as_json)
    if gone or len(refusals):
        raise typer.Exit(SOME_PICTURES_FAILED)


def _found(sources: list[str]) -> list[PictureRef]:
    from maskrcnn.sources.pictures import find_pictures

    if refs := find_pictures(sources):
        return refs
    raise UsageError("no picture named: maskrcnn photo.jpg, or --help for more")


def _guard(destination: Destination, refs: list[PictureRef], look: Look) -> None:
    """Refuse to write over what is read, before anything is done."""
    sources = ((ref.relative, ref.source) for ref in refs)
    photos = {place: each if isinstance(each, Path) else None for place, each in sources}
    destination.guard(photos, look.files, replaces=drew(destination))


def _results(destination: Destination, predictor: Predictor) -> ResultsWriter:
    from maskrcnn.formats.originals import base_fact
    from maskrcnn.results import ResultsWriter

    spec = predictor.spec
    base = base_fact(destination.results)
    facts = {"model": spec.name, "licence": spec.licence.name, **base}
    if destination.single is not None:
        facts[OVERLAY] = destination.single.name
    return ResultsWriter(destination.results, spec.labels, **facts)


@dataclass(frozen=True)
class _Job:
    """What is to be done with each picture."""

    predictor: Predictor
    painter: Painter
    destination: Destination | None
    results: ResultsWriter | None
    display: Display | None
    visualize: bool
    as_json: bool

    def run(self, refs: list[PictureRef], refusals: Refusals) -> None:
        """Segment every picture that can be read.

        Raises
        ------
        InterruptedRunError
            At Ctrl-C; it says what is kept.
        """
        try:
            self._run(refs, refusals)
        except KeyboardInterrupt:
            kept = self.results and f": what was found until now is kept in {self.results.path}"
            raise InterruptedRunError(f"interrupted{kept or ''}") from None

    def _run(self, refs: list[PictureRef], refusals: Refusals) -> None:
        with console.progress(len(refs), "segmenting") as advance:
            waiting: deque[tuple[PictureRef, Frame]] = deque()

            def readable() -> Iterator[Frame]:
                for ref in refs:
                    try:
                        frame = ref.read()
                    except PictureError as error:
                        refusals(ref.name, error)
                        advance()
                    else:
                        waiting.append((ref, frame))
                        yield frame

            for found in self.predictor(readable()):
                self._finish(*waiting.popleft(), found)
                advance()

    def _finish(self, ref: PictureRef, frame: Frame, found: Instances) -> None:
        for note in frame.notes:
            console.remark(f"{frame.name}: {note}")
        if self.results is not None:
            self.results.write(found)
        if self.visualize:
            self._take_apart(ref, found)
        written = self._outline(ref, found)
        if self.as_json:
            console.out.print(json.dumps(found.to_json()), markup=False)
        else:
            report(found, written)

    def _take_apart(self, ref: PictureRef, found: Instances) -> None:
        from maskrcnn.writers.parts import Parts
        from maskrcnn.writers.picture import Picture

        if found.image is None:
            return
        for number, one in enumerate(found, start=1):
            for kind, part in Parts.of(found.image, one).items():
                if self.destination is not None:
                    path = self.destination.part(ref.relative, number, one.label, kind)
                    Picture(part).save(path)
                if self.display is not None:
                    self.display.show(part, f"{number} {one.label}: {kind}")

    def _outline(self, ref: PictureRef, found: Instances) -> Path | None:
        """Draw the objects once, for all who want to see them; return where they were written."""
        from maskrcnn.drawing.checkers import opaque
        from maskrcnn.writers.picture import Picture

        if found.image is None or (self.destination is None and self.display is None):
            return None
        drawn = self.painter.paint_photo(found.image, found)
        written = None
        if self.destination is not None:
            written = Picture(drawn).save(self.destination.overlay(ref.relative))
        if self.display is not None:
            self.display.show(opaque(drawn), found.name)
        return written
