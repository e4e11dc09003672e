"""`maskrcnn explain`: how a network came to its answer for one's own picture, on one page."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from maskrcnn.cli import console
from maskrcnn.cli.model_choice import (
    MODEL,
    FolderOption,
    InputSizeOption,
    ModelOption,
    chosen_model,
)
from maskrcnn.cli.object_choice import ConfidenceOption
from maskrcnn.errors import UsageError
from maskrcnn.files import written_whole
from maskrcnn.options import Confidence, EngineOptions, NetworkOptions

if TYPE_CHECKING:
    from maskrcnn.explain.explanation import Explanation
    from maskrcnn.explain.steps import Proposer
    from maskrcnn.sources.pictures import PictureRef

SELECTIVE_SEARCH = "selective-search"


def explain(  # noqa: PLR0913 (the parser reads options from the signature)
    photo: Annotated[
        str, typer.Argument(metavar="PHOTO", help="A file, a URL, or - for standard input.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The page to write.  [default: PHOTO's name with -explained.html]",
            show_default=False,
        ),
    ] = None,
    model: ModelOption = None,
    mask_rcnn: FolderOption = None,
    confidence: ConfidenceOption = "0.5",
    input_size: InputSizeOption = None,
    proposals: Annotated[
        str | None,
        typer.Option(
            help="How many of its proposals the network looks at more closely, or "
            "`selective-search`: those of Selective Search instead.  [default: the model's own]",
            show_default=False,
            rich_help_panel=MODEL,
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            help="What executes the network: NAME, NAME:PRECISION, NAME:PRECISION@DEVICE.",
            rich_help_panel=MODEL,
        ),
    ] = "auto",
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
) -> None:
    """Show how Mask R-CNN comes to its answer for a photo, on one page that works offline.

    Without a model it takes the default one.
    """
    from maskrcnn.explain.explanation import explain as explained
    from maskrcnn.explain.page import page
    from maskrcnn.explain.steps import open_network

    ref = _only_picture(photo)
    path = Path(f"{ref.relative.stem}-explained.html") if output is None else output
    _guard(path, ref)
    asked = Confidence.of(confidence)
    proposer, most = read_proposals(proposals)
    options = NetworkOptions(input_size, most)
    with console.waiting("loading the model; the first time takes a little longer"):
        network = open_network(chosen_model(model, mask_rcnn), EngineOptions.of(engine), options)
    frame = ref.read()
    for note in frame.notes:
        console.remark(f"{frame.name}: {note}")
    with console.waiting("taking it step by step"):
        told = explained(network, frame, asked, proposer)
    with written_whole(path) as temporary:
        temporary.write_text(page(told), encoding="utf-8")
    _report(told, path)
    if open_page:
        webbrowser.open(path.resolve().as_uri())


def read_proposals(text: str | None) -> tuple[Proposer, int | None]:
    """Read `selective-search`, or how many of the network's own proposals.

    Returns
    -------
    proposer : "rpn" or "selective-search"
    most : int or None
        None is the model's own number.

    Raises
    ------
    UsageError
        If it is neither.
    """
    if text is None:
        return "rpn", None
    if text == SELECTIVE_SEARCH:
        return "selective-search", None
    if not (text.isdecimal() and len(text) <= 5):
        raise UsageError(f"--proposals {text!r}: write a number, as in 100, or {SELECTIVE_SEARCH}")
    return "rpn", int(text)


def _only_picture(photo: str) -> PictureRef:
    from maskrcnn.sources.pictures import find_pictures

    refs = find_pictures([photo])
    if len(refs) != 1:
        raise UsageError(f"{photo} holds {len(refs)} pictures: name the one to explain")
    return refs[0]


def _guard(path: Path, ref: PictureRef) -> None:
    """Refuse to write over a folder, or over the picture itself, before any work is done."""
    if path.is_dir():
        raise UsageError(f"{path}: is a folder: name the page, as in -o page.html")
    if isinstance(ref.source, Path) and path.exists() and path.samefile(ref.source):
        raise UsageError(f"{path}: is the picture itself: name another file with -o")


def _report(told: Explanation, path: Path) -> None:
    from maskrcnn.explain.words import count

    found, lineage = told.steps.found, told.lineage
    console.out.print(
        Text.assemble((told.name, "bold"), f"  {count(len(found), 'object')}  → {path}")
    )
    if lineage.searched is None:
        console.remark(
            "R-CNN and Fast R-CNN are not on the page: this build of OpenCV has no Selective Search"
        )
