"""`maskrcnn bench`: how fast, against the published loop, and how near to what can be had."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.model_choice import MODEL, FolderOption, ModelOption, chosen_model, read_engines
from maskrcnn.errors import UsageError
from maskrcnn.input_size import LARGEST
from maskrcnn.options import EngineOptions

if TYPE_CHECKING:
    from maskrcnn.bench.benchmark import Plan
    from maskrcnn.bench.drawing_turns import DrawingPlan
    from maskrcnn.masks import Size
    from maskrcnn.sources.frame import Frame

SMALLEST = 32
MOST = 10_000
SIZES = "768x576,1280x720"
KEPT = 5
OPENING = "opening the model; the first time takes a little longer"


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
            "[default: openvino:f32, and openvino:bf16 where the processor has it; with "
            "--drawing the fastest]",
            show_default=False,
            rich_help_panel=MODEL,
        ),
    ] = None,
    sizes: Annotated[
        str | None,
        typer.Option(
            help=f"Widths and heights that the picture is brought to.  [default: {SIZES}]",
            show_default=False,
        ),
    ] = None,
    kept: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST,
            help=f"How many objects the confidence lets through.  [default: {KEPT}]",
            show_default=False,
        ),
    ] = None,
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
    drawing: Annotated[
        bool,
        typer.Option(
            "--drawing",
            help="Time every style, effect and format against the network instead.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Time the published loop and ours, in turns: ratios, memory, and arithmetic achieved."""
    from maskrcnn.bench.benchmark import Plan
    from maskrcnn.bench.drawing_turns import DrawingPlan

    chosen, engines = chosen_model(model, mask_rcnn), read_engines(engine or [])
    if drawing:
        others = {"--sizes": sizes, "--kept": kept, "--proposals": proposals, "--batch": batch}
        frames = _frames(pictures or [])
        _check_drawing(others, len(frames), len(engines))
        engine_taken = engines[0] if engines else EngineOptions()
        _time_drawing(DrawingPlan(chosen, frames[0], rounds, engine_taken), as_json)
        return
    plan = Plan(
        model=chosen,
        pictures=_frames(pictures or []),
        sizes=tuple(read_size(text) for text in (sizes or SIZES).split(",")),
        kept=kept or KEPT,
        rounds=rounds,
        engines=engines or _usual_engines(),
        proposals=read_numbers(proposals, "--proposals"),
        batches=read_numbers(batch, "--batch"),
    )
    _time_loops(plan, as_json)


def _check_drawing(others: Mapping[str, object], frames: int, engines: int) -> None:
    """Refuse with `--drawing` what has no meaning there."""
    if given := [name for name, value in others.items() if value is not None]:
        raise UsageError(f"{given[0]} is not for --drawing, whose pictures are always the same")
    if frames > 1:
        raise UsageError(f"--drawing is timed on one photo, not {frames}")
    if engines > 1:
        raise UsageError(f"--drawing is timed against one engine, not {engines}")


def _time_loops(plan: Plan, as_json: bool) -> None:
    from maskrcnn.bench.benchmark import Benchmark
    from maskrcnn.cli.bench_report import tell

    with console.waiting(OPENING):
        benchmark = Benchmark(plan)
    with console.progress(benchmark.laps, "timing in turns") as advance:
        report = benchmark.measure(advance)
    if as_json:
        console.out.print(json.dumps(asdict(report)), markup=False)
    else:
        tell(report, plan)


def _time_drawing(plan: DrawingPlan, as_json: bool) -> None:
    from maskrcnn.bench.drawing_turns import DrawingBenchmark
    from maskrcnn.cli.bench_report import tell_drawing

    with console.waiting(OPENING):
        benchmark = DrawingBenchmark(plan)
    with console.progress(benchmark.turns, "timing in turns") as advance:
        report = benchmark.measure(advance)
    if as_json:
        console.out.print(json.dumps(asdict(report)), markup=False)
    else:
        tell_drawing(report)


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


def _usual_engines() -> tuple[EngineOptions, ...]:
    from maskrcnn.bench.peak import precisions

    return tuple(EngineOptions("openvino", precision=one) for one in precisions())


def _frames(names: list[str]) -> tuple[Frame, ...]:
    from maskrcnn.bench.pictures import default_picture
    from maskrcnn.sources.pictures import find_pictures

    return tuple(ref.read() for ref in find_pictures(names)) or (default_picture(),)
