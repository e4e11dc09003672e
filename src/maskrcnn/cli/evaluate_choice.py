"""What is evaluated on the command line: which finders, on which pictures, by which rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from maskrcnn.cli import console
from maskrcnn.cli.dataset_choice import DATA, FromOption
from maskrcnn.cli.groups import given, written
from maskrcnn.cli.model_choice import (
    MODEL,
    FolderOption,
    InputSizeOption,
    ProposalsOption,
    chosen_model,
    read_engines,
)
from maskrcnn.cli.object_choice import OBJECTS, ConfidenceOption, ThresholdOption
from maskrcnn.errors import UsageError
from maskrcnn.options import Confidence, EngineOptions, NetworkOptions, probability

if TYPE_CHECKING:
    from maskrcnn.datasets import Dataset
    from maskrcnn.evaluation import Evaluation, EvaluationOptions
    from maskrcnn.formats.collection import Refusal

FOUND_BEFORE = ("results",)

Contender: TypeAlias = "Callable[[Dataset, Refusal], Evaluation]"
"""Finds what it can in a dataset, is judged, and shows how far it has come."""


@dataclass(frozen=True)
class MarkedChoice:
    """In which pictures objects are marked."""

    data: Annotated[
        str,
        typer.Option(
            help="Annotated pictures: COCO, LabelMe, VIA, YOLO, CVAT, VOC, label maps, …; or a "
            "drawn scene: `shapes:100`.",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ]
    kind: FromOption = None
    source: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the pictures.  [default: where the file says]",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None

    def open(self) -> Dataset:
        """Open them, and say what was left out.

        Raises
        ------
        UsageError, ResultsError
            If they cannot be opened, or there are none.
        """
        from maskrcnn.datasets import open_dataset

        with console.waiting(f"opening {self.data}"):
            dataset = open_dataset(self.data, self.kind, self.source)
        for note in getattr(dataset, "notes", ()):
            console.remark(note)
        if not len(dataset):
            raise UsageError(f"--data {self.data}: there is no picture in it")
        return dataset


@dataclass(frozen=True)
class RulesChoice:
    """What counts as found."""

    confidence: ConfidenceOption = "0.5"
    iou: Annotated[
        float,
        typer.Option(
            help="Overlap from which on an object is found, for all but average precision.",
            rich_help_panel=OBJECTS,
        ),
    ] = 0.5
    score_floor: Annotated[
        float,
        typer.Option(help="Objects of lower scores do not count at all.", rich_help_panel=OBJECTS),
    ] = 0.01
    most: Annotated[
        int,
        typer.Option(help="Objects of a picture that count, at most.", rich_help_panel=OBJECTS),
    ] = 100

    def options(self, worst: int) -> EvaluationOptions:
        """Return what was asked for.

        Raises
        ------
        UsageError
            If it makes no sense.
        """
        from maskrcnn.evaluation import EvaluationOptions

        confidence = Confidence.of(self.confidence)
        return EvaluationOptions(self.score_floor, self.most, confidence, self.iou, worst)


@dataclass(frozen=True)
class ContenderChoice:
    """Who is evaluated: models on engines, and results."""

    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A name from `maskrcnn models`, a folder, or a model file; several side by side.",
            rich_help_panel=MODEL,
        ),
    ] = None
    mask_rcnn: FolderOption = None
    engine: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME, NAME:PRECISION or NAME:PRECISION@DEVICE, several with commas.  "
            "[default: the fastest]",
            show_default=False,
            rich_help_panel=MODEL,
        ),
    ] = None
    input_size: InputSizeOption = None
    proposals: ProposalsOption = None
    threshold: ThresholdOption = None
    results: Annotated[
        list[Path] | None,
        typer.Option(
            help="What was found before, in any format that holds scores; several side by side.",
            show_default=False,
            rich_help_panel=MODEL,
        ),
    ] = None

    def contenders(self, options: EvaluationOptions) -> list[Contender]:
        """Return who is evaluated; models are looked for now, and loaded later.

        Raises
        ------
        UsageError, ModelError
            If there is no such model or engine, or an option would do nothing.
        """
        paths = [_Results(path, options) for path in self.results or []]
        if paths and not self.model and self.mask_rcnn is None:
            useless = [name for name in given(self) if name not in FOUND_BEFORE]
            if useless:
                raise UsageError(f"{written(useless[0])} is for a model, and --results needs none")
            return [*paths]
        return [*self._models(options), *paths]

    def _models(self, options: EvaluationOptions) -> Iterator[_Loaded]:
        from maskrcnn.models import open_model

        models: list[str | Path | None] = [*(self.model or [])]
        if self.mask_rcnn is not None:
            models.append(chosen_model(None, self.mask_rcnn))
        engines = read_engines(self.engine or []) or (EngineOptions(),)
        network = NetworkOptions(self.input_size, self.proposals)
        threshold = None if self.threshold is None else probability(self.threshold)
        for model in models or [None]:
            open_model(model)
            for engine in engines:
                yield _Loaded(model, engine, network, threshold, options)


@dataclass(frozen=True)
class _Loaded:
    """A model on an engine."""

    model: str | Path | None
    engine: EngineOptions
    network: NetworkOptions
    threshold: float | None
    options: EvaluationOptions

    def __call__(self, dataset: Dataset, refuse: Refusal) -> Evaluation:
        from maskrcnn.evaluation import evaluate
        from maskrcnn.memory import MemoryGauge
        from maskrcnn.predictor import load

        gauge = MemoryGauge()
        with console.waiting("loading the model; the first time takes a little longer"):
            predictor = load(
                self.model,
                confidence=self.options.floor,
                mask_threshold=self.threshold,
                engine=self.engine,
                network=self.network,
            )
        with console.progress(len(dataset), f"evaluating {predictor.spec.name}") as advance:
            judged = evaluate(predictor, dataset, self.options, advance, refuse)
        return replace(
            judged,
            model=predictor.spec.name,
            engine=predictor.engine,
            costs=replace(judged.costs, memory=gauge.taken()),
        )


@dataclass(frozen=True)
class _Results:
    """What was found before."""

    path: Path
    options: EvaluationOptions

    def __call__(self, dataset: Dataset, _refuse: Refusal) -> Evaluation:
        from maskrcnn.evaluation import evaluate_results
        from maskrcnn.formats import open_collection

        with console.waiting(f"opening {self.path}"):
            results = open_collection(self.path)
        for note in results.notes:
            console.remark(note)
        with console.progress(len(dataset), f"evaluating {self.path}") as advance:
            return evaluate_results(results, dataset, self.options, advance)
