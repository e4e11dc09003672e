"""`maskrcnn video`: find the objects in every frame of a video."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.model_choice import (
    MODEL,
    DeviceOption,
    EngineOption,
    FolderOption,
    InputSizeOption,
    ModelOption,
    PrecisionOption,
    ProposalsOption,
    chosen_model,
)
from maskrcnn.cli.object_choice import (
    OUTPUT,
    ClassesOption,
    ConfidenceOption,
    InterpolationOption,
    ThresholdOption,
)
from maskrcnn.cli.scene_choice import (
    ColorsOption,
    EveryOption,
    LineOption,
    SizeOption,
    TrackOption,
    TrailsOption,
    ZoneOption,
    chosen_scene,
    chosen_start,
)
from maskrcnn.cli.video_output import Encoding, Results, wanted
from maskrcnn.errors import UsageError
from maskrcnn.options import EngineOptions, NetworkOptions

DEFAULT_FOLDER = Path("maskrcnn-results")
PART = "Which part, and how much of it"


def video(
    source: Annotated[
        list[str] | None, typer.Argument(help="A video file, or its address.")
    ] = None,
    more: Annotated[
        list[str] | None, typer.Option("-i", "--input", help="The same, as the tutorial has it.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Video: .mp4, .mov, .mkv, .webm, .avi, .gif, .webp, or a pattern like "
            "frames/%06d.png; or .jsonl for results alone.  [default: maskrcnn-results/NAME.mp4]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    codec: Annotated[
        str | None,
        typer.Option(
            help="h264, h265, vp9, av1, mjpeg, ffv1 or prores.  [default: the container's]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    quality: Annotated[
        int | None,
        typer.Option(
            help="1 to 100.  [default: good to the eye]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option(
            help="Results file, .jsonl or .jsonl.gz.  [default: beside the video]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    no_results: Annotated[
        bool, typer.Option("--no-results", help="Write the video alone.", rich_help_panel=OUTPUT)
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="A line of JSON a frame; no files unless -o is given.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    start: Annotated[
        str | None, typer.Option(help="Begin at `12.5` or `1:02.5`.", rich_help_panel=PART)
    ] = None,
    end: Annotated[str | None, typer.Option(help="End before.", rich_help_panel=PART)] = None,
    max_frames: Annotated[
        int | None, typer.Option(help="No more frames than this.", rich_help_panel=PART)
    ] = None,
    size: SizeOption = None,
    every: EveryOption = 1,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on where a run was cut short.", rich_help_panel=PART),
    ] = False,
    restart: Annotated[
        bool,
        typer.Option(
            "--restart", help="Throw away what a run that was cut short did.", rich_help_panel=PART
        ),
    ] = False,
    model: ModelOption = None,
    mask_rcnn: FolderOption = None,
    input_size: InputSizeOption = None,
    proposals: ProposalsOption = None,
    confidence: ConfidenceOption = "0.5",
    threshold: ThresholdOption = None,
    classes: ClassesOption = None,
    mask_interpolation: InterpolationOption = "linear",
    track: TrackOption = False,
    line: LineOption = None,
    zone: ZoneOption = None,
    trails: TrailsOption = False,
    colors: ColorsOption = None,
    engine: EngineOption = "auto",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
    throughput: Annotated[
        bool,
        typer.Option(
            help="Several frames at a time, as many as the engine profits from.",
            rich_help_panel=MODEL,
        ),
    ] = True,
) -> None:
    """Find the objects in every frame of a video; write it with them outlined, sound and all."""
    from maskrcnn.cli.video_report import Narrator
    from maskrcnn.pipeline.video import VideoJob, run_video
    from maskrcnn.predictor import load
    from maskrcnn.sources.video import Cut

    chosen = chosen_model(model, mask_rcnn)
    named = _source([*(more or []), *(source or [])])
    scene = chosen_scene(track, line or [], zone or [], trails, colors)
    request = wanted(
        output or _default(named, only_json=as_json),
        Results(results, no_results),
        Encoding(codec, quality),
        every,
        scene,
    )
    job = VideoJob(named, request, Cut.of(start, end, max_frames), size)
    with console.waiting("loading the model; the first time takes a little longer"):
        predictor = load(
            chosen,
            confidence=confidence,
            classes=classes,
            mask_threshold=threshold,
            mask_interpolation=mask_interpolation,
            engine=EngineOptions(engine, device, precision, throughput),
            network=NetworkOptions(input_size, proposals),
        )
    narrator = Narrator(named, request, predictor.spec, as_json)
    try:
        with narrator:
            outcome = run_video(job, predictor, narrator, chosen_start(resume, restart))
    except KeyboardInterrupt:
        raise narrator.interrupted() from None
    narrator.close(outcome)


def _source(sources: list[str]) -> str:
    if len(sources) != 1:
        raise UsageError("name one video: maskrcnn video clip.mp4, or --help for more")
    return sources[0]


def _default(source: str, *, only_json: bool) -> Path | None:
    """Name the video where the user does not."""
    return None if only_json else DEFAULT_FOLDER / f"{PurePath(source).stem or 'video'}.mp4"
