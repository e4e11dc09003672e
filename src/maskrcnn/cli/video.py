"""`maskrcnn video`: find the objects in every frame of a video."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maskrcnn.cli.export_choice import ExportChoice
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.look_choice import LookChoice
from maskrcnn.cli.model_choice import MODEL, ModelChoice
from maskrcnn.cli.object_choice import OUTPUT, ObjectChoice
from maskrcnn.cli.scene_choice import EveryOption, SceneChoice, SizeOption, StartChoice
from maskrcnn.cli.video_output import Encoding, Results, check_used, default_video, wanted
from maskrcnn.errors import UsageError

DEFAULT_FOLDER = Path("maskrcnn-results")
PART = "Which part, and how much of it"


@grouped
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
            "frames/%06d.png; or .jsonl for results alone.  [default: maskrcnn-results/NAME.mp4, "
            "or NAME.webm if something is removed]",
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
    throughput: Annotated[
        bool,
        typer.Option(
            help="Several frames at a time, as many as the engine profits from.",
            rich_help_panel=MODEL,
        ),
    ] = True,
    *,
    encoding: Encoding,
    starts: StartChoice,
    models: ModelChoice,
    objects: ObjectChoice,
    scenes: SceneChoice,
    looks: LookChoice,
    exports: ExportChoice,
) -> None:
    """Find the objects in every frame of a video; write it with them outlined, sound and all."""
    from maskrcnn.cli.video_report import Narrator
    from maskrcnn.pipeline.video import VideoJob, run_video
    from maskrcnn.sources.video import Cut

    models.check()
    named = _source([*(more or []), *(source or [])])
    look = looks.look(scenes)
    scene = scenes.scene(look)
    if output is None and not as_json:
        output = default_video(DEFAULT_FOLDER, named, look)
    request = wanted(
        output,
        Results(results, no_results),
        encoding,
        every,
        scene,
    )
    check_used(request, looks, scenes, starts)
    job = VideoJob(named, request, Cut.of(start, end, max_frames), size)
    exports.check(request.results, tracked=scene.tracks)
    predictor = models.load(objects, throughput=throughput)
    narrator = Narrator(named, request, predictor.spec, as_json=as_json)
    try:
        with narrator:
            outcome = run_video(job, predictor, narrator, starts.start)
    except KeyboardInterrupt:
        raise narrator.interrupted() from None
    narrator.close(outcome)
    if request.results is not None:
        exports.write(request.results, lines=scene.lines, zones=scene.zones, quiet=as_json)


def _source(sources: list[str]) -> str:
    if len(sources) != 1:
        raise UsageError("name one video: maskrcnn video clip.mp4, or --help for more")
    return sources[0]
