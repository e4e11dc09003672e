"""What `maskrcnn bench` prints for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from maskrcnn.cli import console
from maskrcnn.cli.tables import count, heading, table_of, tell_machine

if TYPE_CHECKING:
    from maskrcnn.bench.benchmark import Plan
    from maskrcnn.bench.drawing_turns import DrawingReport, SceneFigures
    from maskrcnn.bench.report import BatchFigures, ProposalFigures, Report, SizeFigures


SLOW = "slower"
"""Marks what takes longer than the network."""


def tell(report: Report, plan: Plan) -> None:
    """Print a benchmark."""
    tell_machine(f"{report.model} on {report.pictures[0]}", report.machine)
    for size in report.sizes:
        _tell_size(size, report)
    if report.proposals:
        _tell_proposals(report.proposals, plan)
    if report.batches:
        _tell_batches(report.batches)


def _tell_size(size: SizeFigures, report: Report) -> None:
    kept = size.contenders[0].kept
    fewer = f" (fewer than {report.wanted}: there are no more)" if kept < report.wanted else ""
    heading(
        f"{size.width}×{size.height}",
        f"confidence {size.confidence:.4f} keeps {count(kept, 'object')}{fewer}; "
        f"{count(report.rounds, 'round')} in turns, milliseconds from picture to picture drawn",
    )
    table = table_of("contender", "median", "min", "× median", "× min", "× undrawn", "kept", "MB")
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
    heading("  of the fastest lap", f"measured peak in GFLOP/s: {peaks}")
    table = table_of("contender", "part", "ms", "GMAC", "GFLOP/s", "of peak", "floor", "× floor")
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

    pictures = count(len(plan.pictures), "picture")
    heading(
        "proposals",
        f"{pictures}, confidence {TUTORIALS_CONFIDENCE}, against the model's own number",
    )
    table = table_of(
        "proposals", "median", "min", "× median", "× min", "found again", "masks differ"
    )
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
    heading("batches", "pictures a second")
    table = table_of("contender", "pictures a call", "median", "best", "× median", "× best")
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


def tell_drawing(report: DrawingReport) -> None:
    """Print how long drawing and writing take."""
    tell_machine(f"{report.model} on {report.picture}", report.machine)
    objects = ", ".join(
        f"{count(scene.objects, 'object')} in {_size(scene)}" for scene in report.scenes
    )
    heading(
        "drawing and writing",
        f"{objects}; {count(report.rounds, 'round')} in turns with the network in "
        f"{report.engine}; median milliseconds a picture, and as a share of the network's",
    )
    columns = [heading for scene in report.scenes for heading in (_size(scene), "share")]
    table = table_of("", "what", *columns, "")
    table.add_row("network", "", *_cells((each.network, 1) for each in report.scenes))
    works = zip(*(scene.works for scene in report.scenes), strict=True)
    for kind, same_kind in groupby(works, lambda own: own[0].kind):
        for place, own in enumerate(same_kind):
            table.add_row(
                "" if place else kind,
                own[0].name,
                *_cells((each.median, each.share) for each in own),
                SLOW if any(each.share > 1 for each in own) else "",
            )
    console.out.print(table)


def _size(scene: SceneFigures) -> str:
    return f"{scene.width}×{scene.height}"


def _cells(figures: Iterable[tuple[float, float]]) -> Iterator[str]:
    for seconds, share in figures:
        yield _milliseconds(seconds)
        yield f"{share:.2f}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
