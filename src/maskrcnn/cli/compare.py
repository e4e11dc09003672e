"""`maskrcnn compare`: whether two engines find the same objects in one's own photos."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from maskrcnn.cli import console
from maskrcnn.cli.model_choice import (
    MODEL,
    FolderOption,
    InputSizeOption,
    ModelOption,
    ProposalsOption,
    chosen_model,
)
from maskrcnn.cli.object_choice import ConfidenceOption
from maskrcnn.cli.refusals import Refusals
from maskrcnn.errors import PictureError, UsageError
from maskrcnn.options import Confidence, EngineOptions, NetworkOptions
from maskrcnn.parity import Agreement, Tolerance, agreement

if TYPE_CHECKING:
    from maskrcnn.instances import Instances
    from maskrcnn.predictor import Predictor
    from maskrcnn.sources.frame import Frame
    from maskrcnn.sources.pictures import PictureRef

NOT_THE_SAME = 1
TOLERANCE = Tolerance()

T = TypeVar("T")
Pair = tuple[T, T]


def compare(  # noqa: PLR0913 (the parser reads options from the signature)
    pictures: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, globs, URLs, or - for standard input."),
    ] = None,
    engines: Annotated[
        str,
        typer.Option(
            help="Two of NAME, NAME:PRECISION, NAME:PRECISION@DEVICE; f32 if none is named.",
            rich_help_panel=MODEL,
        ),
    ] = "openvino,opencv",
    model: ModelOption = None,
    mask_rcnn: FolderOption = None,
    confidence: ConfidenceOption = "0.5",
    input_size: InputSizeOption = None,
    proposals: ProposalsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON a picture.")] = False,
) -> None:
    """Tell whether two engines find the same objects in photos, and how fast each does."""
    from maskrcnn.predictor import load
    from maskrcnn.sources.pictures import find_pictures

    refs = find_pictures(pictures or [])
    if not refs:
        raise UsageError("no picture named: maskrcnn compare photo.jpg, or --help for more")
    chosen = chosen_model(model, mask_rcnn)
    asked, network = Confidence.of(confidence), NetworkOptions(input_size, proposals)
    with console.waiting("loading the model twice; the first time takes a little longer"):
        first, second = (
            load(chosen, confidence=TOLERANCE.below(asked), engine=engine, network=network)
            for engine in _read_engines(engines)
        )
    verdicts = _Job((first, second), asked, as_json).run(refs)
    compared = [verdict for verdict in verdicts if verdict is not None]
    if compared and not as_json:
        _close(compared)
    if not all(verdicts):
        raise typer.Exit(NOT_THE_SAME)


def _read_engines(written: str) -> Pair[EngineOptions]:
    """Read two engines, as in `openvino,opencv` or `openvino:f32,openvino:bf16@cpu`."""
    parts = [part for part in written.split(",") if part.strip()]
    engines = [EngineOptions.of(part, precision="f32") for part in parts]
    if len(engines) != 2:
        raise UsageError(f"--engines {written!r}: name two of them, as in openvino,opencv")
    return engines[0], engines[1]


@dataclass(frozen=True)
class _Comparison:
    """What two engines found in one picture."""

    name: str
    size: tuple[int, int]
    engines: Pair[str]
    seconds: Pair[float]
    agreement: Agreement

    @property
    def same(self) -> bool:
        return self.agreement.within(TOLERANCE)

    def to_json(self) -> dict[str, Any]:
        agreed = self.agreement
        return {
            "name": self.name,
            "size": list(self.size),
            "engines": list(self.engines),
            "seconds": list(self.seconds),
            "objects": [agreed.reference, agreed.other],
            "matched": agreed.matched,
            "box_iou": agreed.box_iou,
            "corner": agreed.corner,
            "score": agreed.score,
            "mask": agreed.mask,
            "worst_mask": agreed.worst_mask,
            "unmatched": [_brief(agreed.only_reference), _brief(agreed.only_other)],
            "same": self.same,
        }


def _brief(found: Instances) -> list[dict[str, Any]]:
    return [{"label": one.label, "score": one.score, "box": one.box.tolist()} for one in found]


@dataclass(frozen=True)
class _Job:
    """What is to be done with each picture."""

    predictors: Pair[Predictor]
    confidence: Confidence
    as_json: bool

    def run(self, refs: list[PictureRef]) -> list[bool | None]:
        """Tell of every picture whether it comes out the same, or None if it cannot be read."""
        verdicts: list[bool | None] = []
        refuse = Refusals(console.Teller(self.as_json))
        with console.progress(len(refs), "comparing") as advance:
            for ref in refs:
                try:
                    frame = ref.read()
                except PictureError as error:
                    refuse(ref.name, error)
                    verdicts.append(None)
                else:
                    verdicts.append(self._tell(self._compare(frame)))
                advance()
        refuse.close()
        return verdicts

    def _compare(self, frame: Frame) -> _Comparison:
        for note in frame.notes:
            console.remark(f"{frame.name}: {note}")
        first, second = self.predictors
        (reference, seconds), (other, other_seconds) = _timed(first, frame), _timed(second, frame)
        return _Comparison(
            frame.name,
            reference.size,
            (first.engine, second.engine),
            (seconds, other_seconds),
            agreement(reference, other, self.confidence),
        )

    def _tell(self, comparison: _Comparison) -> bool:
        if self.as_json:
            console.out.print(json.dumps(comparison.to_json()), markup=False)
        else:
            _report(comparison)
        return comparison.same


def _timed(predictor: Predictor, frame: Frame) -> tuple[Instances, float]:
    """Find the objects, and the seconds that takes once the engine is used to the size."""
    predictor.segment(frame)
    start = time.perf_counter()
    found = predictor.segment(frame)
    return found, time.perf_counter() - start


def _report(comparison: _Comparison) -> None:
    height, width = comparison.size
    verdict = ("the same", "green") if comparison.same else ("differ", "bold red")
    name = Text(comparison.name, "bold")
    console.out.print(Text.assemble(name, f"  {width}×{height}  ", verdict))
    console.out.print(_table(comparison))
    agreed = comparison.agreement
    alone = agreed.only_reference, agreed.only_other
    for engine, found in zip(comparison.engines, alone, strict=True):
        for one in found:
            console.out.print(f"only {engine} finds {one!r}", markup=False)


def _table(comparison: _Comparison) -> Table:
    agreed, (seconds, other_seconds) = comparison.agreement, comparison.seconds
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("measured", justify="right")
    table.add_column("the same if")
    table.add_row("objects", f"{agreed.reference} and {agreed.other}")
    table.add_row("matched", str(agreed.matched), "all")
    table.add_row("box IoU, worst", f"{agreed.box_iou:.5f}", f"{TOLERANCE.box_iou} or more")
    table.add_row("box corners, pixels apart", f"{agreed.corner:.3f}")
    table.add_row("scores, apart", f"{agreed.score:.5f}", f"{TOLERANCE.score} or less")
    if agreed.mask is not None:
        table.add_row("mask pixels, all", f"{agreed.mask:.3%}", f"{TOLERANCE.mask:.1%} or less")
        table.add_row("mask pixels, worst pair", f"{agreed.worst_mask:.3%}")
    reference, other = comparison.engines
    table.add_row(f"seconds, {reference}", f"{seconds:.3f}")
    table.add_row(f"seconds, {other}", f"{other_seconds:.3f}")
    table.add_row("ratio of seconds", f"{other_seconds / seconds:.2f}")
    return table


def _close(verdicts: list[bool]) -> None:
    """Print, at the end, the verdict over all pictures."""
    if not all(verdicts):
        console.out.print(f"differ in {verdicts.count(False)} of {len(verdicts)} pictures")
        return
    console.out.print(
        f"the same within box IoU {TOLERANCE.box_iou}, score {TOLERANCE.score}, "
        f"{TOLERANCE.mask:.1%} of mask pixels"
    )
