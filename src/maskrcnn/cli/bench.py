"""`maskrcnn bench`: how fast, against the published loop, and how near to what can be had."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from maskrcnn.cli import console
from maskrcnn.cli.model_choice import MODEL, FolderOption, ModelOption, chosen_model
from maskrcnn.errors import UsageError
from maskrcnn.input_size import LARGEST
from maskrcnn.options import EngineOptions

if TYPE_CHECKING:
    from maskrcnn.bench.benchmark import Plan
    from maskrcnn.bench.report import BatchFigures, ProposalFigures, Report, SizeFigures
    from maskrcnn.masks import Size
    from maskrcnn.sources.frame import Frame

SMALLEST = 32
MOST = 10_000


def bench(  # noqa: PLR0913 (the parser reads options from the signature)
    pictures: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PHOTO]...",
            help="The first is timed, all are compared; without one an example is taken.",
        ),
    ] = None,
    model: ModelOption = None,
    mask_rcnn: FolderOption = None,
    engine: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME or NAME:PRECISION, several with commas.  "
            "[default: openvino:f32, and openvino:bf16 where the processor has it]",
            show_default=False,
            rich_help_panel=MODEL,
        ),
    ] = None,
    sizes: Annotated[
        str, typer.Option(help="Widths and heights that the picture is brought to.")
    ] = "768x576,1280x720",
    kept: Annotated[
        int, typer.Option(min=1, max=MOST, help="How many objects the confidence lets through.")
    ] = 5,
    rounds: Annotated[
        int, typer.Option(min=1, max=MOST, help="How often each is timed, after the warm-up.")
    ] = 9,
    proposals: Annotated[
        str | None,
        typer.Option(help="Numbers of proposals to try beside the model's own: `50,30`."),
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help="Numbers of pictures a call to try: `1,4`.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Time the published loop and ours, in turns: ratios, memory, and arithmetic achieved."""
    from maskrcnn.bench.benchmark import Benchmark, Plan

    plan = Plan(
        model=chosen_model(model, mask_rcnn),
        pictures=_frames(pictures or []),
        sizes=tuple(read_size(text) for text in sizes.split(",")),
        kept=kept,
        rounds=rounds,
        engines=_engines(engine or []),
        proposals=read_numbers(proposals, "--proposals"),
        batches=read_numbers(batch, "--batch"),
    )
    with console.waiting("opening the model; the first time takes a little longer"):
        benchmark = Benchmark(plan)
    with console.progress(benchmark.laps, "timing in turns") as advance:
        report = benchmark.measure(advance)
    if as_json:
        console.out.print(json.dumps(asdict(report)), markup=False)
    else:
        _tell(report, plan)


def read_size(text: str) -> Size:
    """Read `768x576`, width first, and return height and width.

    Raises
    ------
    UsageError
        If it is not of this form, or too small or too large.
    """
    match = re.fullmatch(r"\s*(\d{1,6})[x×](\d{1,6})\s*", text)
    width, height = (int(side) for side in match.groups()) if match else (0, 0)
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise UsageError(
            f"size {text!r}: write width and height as in 768x576, from {SMALLEST} to {LARGEST}"
        )
    return height, width


def read_numbers(text: str | None, option: str) -> tuple[int, ...]:
    """Read `100,50,30`; None is none.

    Raises
    ------
    UsageError
        If a part is not a number from 1 to 10,000.
    """
    parts = [] if text is None else [part.strip() for part in text.split(",")]
    numbers = [int(part) if part.isdecimal() and len(part) <= 5 else 0 for part in parts]
    if not all(1 <= number <= MOST for number in numbers):
        raise UsageError(f"{option} {text!r}: write numbers from 1 to {MOST}, as in 100,50")
    return tuple(numbers)


def _engines(texts: list[str]) -> tuple[EngineOptions, ...]:
    if texts:
        return tuple(EngineOptions.of(part) for text in texts for part in text.split(","))
    from maskrcnn.bench.peak import precisions

    return tuple(EngineOptions("openvino", precision=one) for one in precisions())


def _frames(names: list[str]) -> tuple[Frame, ...]:
    from maskrcnn.bench.pictures import default_picture
    from maskrcnn.sources.pictures import find_pictures

    return tuple(ref.read() for ref in find_pictures(names)) or (default_picture(),)


def _tell(report: Report, plan: Plan) -> None:
    machine = report.machine
    versions = ", ".join(
        f"{name} {machine[name]}"
        for name in machine
        if name not in ("processor", "cores", "system")
    )
    console.out.print(
        f"{report.model} on {report.pictures[0]}; {machine['processor']}, {machine['cores']} "
        f"cores, {machine['system']}; {versions}",
        style="dim",
        markup=False,
    )
    for size in report.sizes:
        _tell_size(size, report)
    if report.proposals:
        _tell_proposals(report.proposals, plan)
    if report.batches:
        _tell_batches(report.batches)


def _tell_size(size: SizeFigures, report: Report) -> None:
    kept = size.contenders[0].kept
    fewer = f" (fewer than {report.wanted}: there are no more)" if kept < report.wanted else ""
    _heading(
        f"{size.width}×{size.height}",
        f"confidence {size.confidence:.4f} keeps {_count(kept, 'object')}{fewer}; "
        f"{_count(report.rounds, 'round')} in turns, milliseconds from picture to picture drawn",
    )
    table = _table("contender", "median", "min", "× median", "× min", "× undrawn", "kept", "MB")
    for one in size.contenders:
        table.add_row(
            one.name,
            _milliseconds(one.median),
            _milliseconds(one.minimum),
            f"{one.times_median:.2f}",
            f"{one.times_minimum:.2f}",
            f"{one.times_answer:.2f}",
            str(one.kept),
            "" if one.memory is None else f"{one.memory / 1e6:.0f}",
        )
    console.out.print(table)
    _tell_parts(size)


def _tell_parts(size: SizeFigures) -> None:
    peaks = ", ".join(f"{name} {gflops:.0f}" for name, gflops in size.peaks.items())
    _heading("  of the fastest lap", f"measured peak in GFLOP/s: {peaks}")
    table = _table("contender", "part", "ms", "GMAC", "GFLOP/s", "of peak", "floor", "× floor")
    for one in size.contenders:
        for place, network in enumerate(one.networks):
            table.add_row(
                "" if place else one.name,
                network.name,
                _milliseconds(network.seconds),
                _number(network.gmac, ".3f"),
                _number(network.gflops, ".0f"),
                _number(network.of_peak, ".0%"),
                "" if place or one.floor is None else _milliseconds(one.floor),
                "" if place else _number(one.over_floor, ".2f"),
            )
        outside = f"outside, {one.outside:.1%}"
        table.add_row("", outside, _milliseconds(one.between), "", "", "", "", "")
        table.add_row("", "drawing", _milliseconds(one.drawing), "", "", "", "", "")
    console.out.print(table)


def _tell_proposals(figures: tuple[ProposalFigures, ...], plan: Plan) -> None:
    from maskrcnn.bench.benchmark import TUTORIALS_CONFIDENCE

    pictures = _count(len(plan.pictures), "picture")
    _heading(
        "proposals",
        f"{pictures}, confidence {TUTORIALS_CONFIDENCE}, against the model's own number",
    )
    table = _table("proposals", "median", "min", "× median", "× min", "found again", "masks differ")
    for one in figures:
        table.add_row(
            "own" if one.proposals is None else str(one.proposals),
            _milliseconds(one.median),
            _milliseconds(one.minimum),
            f"{one.times_median:.2f}",
            f"{one.times_minimum:.2f}",
            f"{one.found} of {one.wanted}",
            _number(one.mask_difference, ".2%"),
        )
    console.out.print(table)


def _tell_batches(figures: tuple[BatchFigures, ...]) -> None:
    _heading("batches", "pictures a second")
    table = _table("contender", "pictures a call", "median", "best", "× median", "× best")
    for one in figures:
        table.add_row(
            one.name,
            str(one.pictures),
            f"{one.median:.2f}",
            f"{one.best:.2f}",
            f"{one.times_median:.2f}",
            f"{one.times_best:.2f}",
        )
    console.out.print(table)


def _heading(title: str, text: str) -> None:
    console.out.print()
    console.out.print(f"[bold]{title}[/bold]  {text}")


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="left" if heading == "part" else "right")
    return table


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
