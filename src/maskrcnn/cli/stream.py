"""`maskrcnn stream`: find the objects in what a camera or a server sends, as it comes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Literal

import typer

from maskrcnn.cli import console
from maskrcnn.cli.export_choice import ExportChoice
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.look_choice import LookChoice
from maskrcnn.cli.model_choice import ModelChoice
from maskrcnn.cli.object_choice import OUTPUT, ObjectChoice
from maskrcnn.cli.scene_choice import EveryOption, SceneChoice, SizeOption, StartChoice
from maskrcnn.cli.video_output import Encoding, Results, check_used, wanted
from maskrcnn.errors import UsageError

PART = "How long, and how patiently"


@grouped
def stream(
    source: Annotated[
        str,
        typer.Argument(
            help="A camera's number, or an address: `rtsp://`, `http://` (MJPEG, HLS), `udp://` or "
            "`tcp://` (MPEG-TS); or a file, played at its own pace."
        ),
    ],
    show: Annotated[
        bool,
        typer.Option(
            "--show", help="Show it live, in a window or the browser.", rich_help_panel=OUTPUT
        ),
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            "-o",
            help="Write a video, as `maskrcnn video` does.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option(
            help="Results file, .jsonl or .jsonl.gz.  [default: beside the video, if there is one]",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    no_results: Annotated[
        bool, typer.Option("--no-results", help="Record the video alone.", rich_help_panel=OUTPUT)
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="A line of JSON a frame.", rich_help_panel=OUTPUT)
    ] = False,
    seconds: Annotated[
        float | None, typer.Option(help="End after so long.", rich_help_panel=PART)
    ] = None,
    max_frames: Annotated[
        int | None, typer.Option(help="End after so many frames.", rich_help_panel=PART)
    ] = None,
    size: SizeOption = None,
    every: EveryOption = 1,
    timeout: Annotated[
        float,
        typer.Option(
            help="Seconds without a picture after which to connect again.", rich_help_panel=PART
        ),
    ] = 10.0,
    wait: Annotated[
        float,
        typer.Option(
            help="Seconds to wait for a stream that is not there yet.", rich_help_panel=PART
        ),
    ] = 0.0,
    patience: Annotated[
        float,
        typer.Option(
            help="Seconds to try to have a lost stream again; 0 is for ever.", rich_help_panel=PART
        ),
    ] = 300.0,
    transport: Annotated[
        Literal["tcp", "udp"], typer.Option(help="Of RTSP.", rich_help_panel=PART)
    ] = "tcp",
    *,
    starts: StartChoice,
    models: ModelChoice,
    objects: ObjectChoice,
    scenes: SceneChoice,
    looks: LookChoice,
    exports: ExportChoice,
) -> None:
    """Find the objects in a live stream: the newest frame first, connected again when lost."""
    from maskrcnn.cli.video_report import Narrator
    from maskrcnn.display import open_display
    from maskrcnn.pipeline.stream import StreamJob, run_stream
    from maskrcnn.sources.stream import Stream, StreamOptions

    if not (show or record or results or as_json):
        raise UsageError(
            "nothing to do with the stream: give --show, --record, --results or --json"
        )
    models.check()
    scene = scenes.scene(looks.look(scenes))
    request = wanted(record, Results(results, no_results), Encoding(), every, scene)
    check_used(request, looks, scenes, starts, shown=show)
    live = Stream(
        source,
        StreamOptions(timeout, wait, patience or None, transport=transport, size=size),
        console.remark,
    )
    exports.check(request.results, tracked=scene.tracks, fleeting="a live stream")
    predictor = models.load(objects)
    with ExitStack() as stack:
        narrator = Narrator(live.name, request, predictor.spec, as_json=as_json)
        stack.enter_context(narrator)
        outcome = run_stream(
            StreamJob(request, seconds, max_frames),
            live,
            predictor,
            narrator,
            display=stack.enter_context(open_display("maskrcnn", live=True)) if show else None,
            start=starts.start,
        )
    narrator.close(outcome)
    if request.results is not None:
        exports.write(request.results, lines=scene.lines, zones=scene.zones, quiet=as_json)
