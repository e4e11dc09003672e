"""What else is made of results, on the command line: other formats, and a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from maskrcnn.cli import console
from maskrcnn.cli.console import Teller
from maskrcnn.cli.groups import given, written
from maskrcnn.cli.refusals import Refusals
from maskrcnn.errors import UsageError

if TYPE_CHECKING:
    from maskrcnn.formats import Collection, Export, ExportOptions
    from maskrcnn.report import ReportOptions
    from maskrcnn.zones import Line, Zone

EXPORT = "What else to make of it"


@dataclass(frozen=True)
class ExportDetails:
    """How formats are written where they leave a choice."""

    outlines: Annotated[
        Literal["rle", "polygons"] | None,
        typer.Option(
            "--outlines",
            help="Masks as run lengths or polygons, in formats that know both.  "
            "[default: the usual one]",
            show_default=False,
            rich_help_panel=EXPORT,
        ),
    ] = None
    with_pictures: Annotated[
        bool,
        typer.Option(
            "--with-pictures",
            help="Write the pictures beside, as training tools want them.",
            rich_help_panel=EXPORT,
        ),
    ] = False
    full_size: Annotated[
        bool,
        typer.Option(
            "--full-size",
            help="Cut-outs as large as the picture, each object at its place.",
            rich_help_panel=EXPORT,
        ),
    ] = False
    cutouts: Annotated[
        Literal["png", "webp"] | None,
        typer.Option(
            "--cutouts",
            help="What cut-outs are written as.  [default: png]",
            show_default=False,
            rich_help_panel=EXPORT,
        ),
    ] = None
    mattes: Annotated[
        Literal["webm", "mov", "png"] | None,
        typer.Option(
            "--mattes",
            help="What mattes are written as: VP9, ProRes 4444 or numbered pictures.  "
            "[default: webm]",
            show_default=False,
            rich_help_panel=EXPORT,
        ),
    ] = None

    @property
    def options(self) -> ExportOptions:
        """What was asked for."""
        from maskrcnn.formats import ExportOptions

        return ExportOptions(
            self.outlines,
            self.with_pictures,
            self.full_size,
            ".webp" if self.cutouts == "webp" else ".png",
            self.mattes or "webm",
        )

    def check_heeded(self, exports: Iterable[Export]) -> None:
        """Refuse an option that does nothing to any of the formats.

        Raises
        ------
        UsageError
            If there is one.
        """
        from maskrcnn.formats import FORMATS

        heeded = {option for each in exports for option in each.format.heeds}
        for option in given(self):
            able = [each.name for each in FORMATS.values() if option in each.heeds]
            if able and option not in heeded:
                raise UsageError(f"{written(option)} is for --to {', '.join(able)}")


@dataclass(frozen=True)
class ExportChoice(ExportDetails):
    """What else is made of the results of a run, when it is done."""

    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            help="Also in another format: `coco`, `yolo`, `labelme`, `cutouts`, …, or "
            "`coco=PLACE`; repeatable. `maskrcnn export --list` lists them.",
            show_default=False,
            rich_help_panel=EXPORT,
        ),
    ] = None
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="Also a page that shows what was found, such as report.html.",
            show_default=False,
            rich_help_panel=EXPORT,
        ),
    ] = None
    scale: Annotated[
        str | None,
        typer.Option(
            "--scale",
            help="Sizes in the report in real units: how wide a pixel is, `0.5mm`, or "
            "`100px=25mm`.",
            show_default=False,
            rich_help_panel=EXPORT,
        ),
    ] = None

    def check(
        self, results: Path | None, *, tracked: bool = False, fleeting: str | None = None
    ) -> None:
        """Find out before the long part whether it can be done.

        Parameters
        ----------
        results : Path or None
            Where the results will be.
        tracked : bool
            Whether objects will be followed.
        fleeting : str or None
            What of the input cannot be read again afterwards, if anything: "standard input".

        Raises
        ------
        UsageError
            If something makes no sense, or there will be no results to make it from.
        """
        if self.scale is not None and self.report is None:
            raise UsageError("--scale is for the sizes in a report: give --report report.html too")
        if results is None and (self.to or self.report is not None):
            raise UsageError("--to and --report are made from a results file: let one be written")
        exports = [] if results is None else self._exports(results)
        self.check_heeded(exports)
        for each in exports:
            each.format.check(each.place, tracked)
            needed = each.format.needs_pictures or self.with_pictures
            if fleeting is not None and needed:
                raise UsageError(
                    f"--to {each.format.name} reads the pictures again, and {fleeting} is gone "
                    "by then: save it as a file first"
                )
        if self.report is not None:
            from maskrcnn.webpage import check_page

            check_page(self.report)
            self._report_options()

    def write(
        self,
        results: Path,
        *,
        lines: tuple[Line, ...] = (),
        zones: tuple[Zone, ...] = (),
        quiet: bool = False,
    ) -> int:
        """Make it all from a results file; return how many pictures could not be read again."""
        if not self.to and self.report is None:
            return 0
        from maskrcnn.formats import open_collection

        teller = Teller(quiet=quiet)
        collection, refusals = open_collection(results), Refusals(teller)
        if self.to:
            write_exports(collection, self._exports(results), self.options, refusals, teller)
        if self.report is not None:
            options = self._report_options(lines, zones)
            make_report(collection, self.report, options, refusals, teller)
        refusals.close()
        return len(refusals)

    def _exports(self, results: Path) -> list[Export]:
        from maskrcnn.formats import Export

        return [Export.of(text, results) for text in self.to or ()]

    def _report_options(
        self, lines: tuple[Line, ...] = (), zones: tuple[Zone, ...] = ()
    ) -> ReportOptions:
        from maskrcnn.report import ReportOptions, Scale

        scale = None if self.scale is None else Scale.of(self.scale)
        return ReportOptions(scale=scale, lines=lines, zones=zones)


def write_exports(
    collection: Collection,
    exports: list[Export],
    options: ExportOptions,
    refusals: Refusals,
    teller: Teller,
) -> None:
    """Write a collection in some formats, and say where."""
    from maskrcnn.formats import export

    with console.progress(len(collection), "writing") as advance:
        notes = export(collection, exports, options, refusals, advance)
    for note in notes:
        console.remark(note)
    for each in exports:
        name, place = each.format.name, str(each.place)
        if any(path.exists() for path in each.format.written(each.place)):
            teller.say(f"{name}  → {place}", format=name, written=place)
        else:
            console.remark(f"{name}: there was nothing to write")


def make_report(
    collection: Collection,
    path: Path,
    options: ReportOptions,
    refusals: Refusals,
    teller: Teller,
) -> None:
    """Write the report on a collection, and say where."""
    from maskrcnn.report import write_report

    with console.progress(len(collection), "making the report") as advance:
        write_report(collection, path, options, refusals, advance)
    size = path.stat().st_size
    teller.say(f"report  → {path}, {size / 1e6:.1f} MB", written=str(path), bytes=size)
