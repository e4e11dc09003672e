"""The commands, put together, and what becomes of their errors."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from maskrcnn import __version__
from maskrcnn.cli import (
    bench,
    compare,
    dataset,
    doctor,
    draw,
    evaluate,
    explain,
    export,
    image,
    models,
    report,
    stream,
    train,
    video,
)
from maskrcnn.cli.console import complain
from maskrcnn.cli.shorthand import expand
from maskrcnn.errors import MaskRCNNError

COMMANDS = {
    "image", "video", "stream", "draw", "export", "report",
    "compare", "bench", "evaluate", "explain", "dataset", "models", "train", "doctor",
}  # fmt: skip
FAULT = 70
INTERRUPTED = 130
TRACEBACK = "MASKRCNN_TRACEBACK"

app = typer.Typer(
    name="maskrcnn",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("image")(image.image)
app.command("video")(video.video)
app.command("stream")(stream.stream)
app.command("draw")(draw.draw)
app.command("export")(export.export)
app.command("report")(report.report)
app.command("compare")(compare.compare)
app.command("bench")(bench.bench)
app.command("evaluate")(evaluate.evaluate)
app.command("explain")(explain.explain)
app.add_typer(dataset.app, name="dataset")
app.add_typer(models.app, name="models")
app.command("train")(train.train)
app.command("doctor")(doctor.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"maskrcnn {__version__}")
        raise typer.Exit


@app.callback(
    epilog="**Start here:**  `maskrcnn photo.jpg`  writes the picture with its objects outlined, "
    "and a results file, into the folder `maskrcnn-results`."
)
def describe(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Find the objects in photos, and which pixels belong to which.

    - `maskrcnn photo.jpg` finds objects with the default model, nothing to download.
    - `maskrcnn --image photo.jpg --mask-rcnn DIR` runs the 2018 tutorial's network.
    - `maskrcnn clip.mp4 -o found.mp4 --track` does the same for a video, and tells who is who.
    - `maskrcnn stream rtsp://camera/1 --show` does it live, with the newest frame first.
    - `maskrcnn draw RESULTS --style halo` draws anew what was found, without a network.
    - `maskrcnn export RESULTS --to coco` writes it for other tools; as cut-outs and mattes too.
    - `maskrcnn report RESULTS` makes a page of it.
    - `maskrcnn compare photo.jpg` tells whether two engines find the same.
    - `maskrcnn bench` tells how fast, against the tutorial's own loop.
    - `maskrcnn evaluate --data MARKED` tells how well a model does on annotated pictures.
    - `maskrcnn explain photo.jpg --mask-rcnn DIR` shows how Mask R-CNN comes to its answer.
    - `maskrcnn dataset check DATA` tells what is wrong with annotated pictures.
    - `maskrcnn train DATA -o DIR` trains a Mask R-CNN on pictures of your own.
    - `maskrcnn models` tells which models there are, whose, and how good.
    - `maskrcnn doctor` tells what works on this machine.
    """


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; one line for an error, never a traceback.

    Not even for a fault of ours, unless the environment has `MASKRCNN_TRACEBACK`.
    """
    try:
        app(expand(arguments, COMMANDS), prog_name="maskrcnn")
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0
        if code == INTERRUPTED:
            complain("interrupted")
        return code
    except MaskRCNNError as error:
        complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has closed it, as `head` does: that is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        if TRACEBACK in os.environ:
            raise
        told = f"a fault of this program: {type(fault).__name__}: {fault}"
        complain(f"{told}: run it again with {TRACEBACK}=1, and report what comes")
        return FAULT
    return 0
