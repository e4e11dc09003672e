"""`load` and `Predictor`: pictures in, instances out."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, overload

from maskrcnn.errors import MaskRCNNError
from maskrcnn.instances import Instances
from maskrcnn.masks import Interpolation, MaskOptions
from maskrcnn.models import Model, Spec, open_model
from maskrcnn.networks import Segmenter, build
from maskrcnn.options import (
    ClassesLike,
    ConfidenceLike,
    EngineOptions,
    NetworkOptions,
    Selection,
    probability,
)
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.image import PictureSource, read_picture

One: TypeAlias = PictureSource | Frame
Many: TypeAlias = list[One] | tuple[One, ...]


@dataclass(frozen=True)
class PredictOptions:
    """What a predictor shows unless a call says otherwise.

    Attributes
    ----------
    selection : Selection
        Which objects, by score and class.
    mask_threshold : float or None
        None is the model's own.
    interpolation : "linear" or "nearest"
        See `maskrcnn.masks.MaskOptions`.
    batch : int
        How many pictures of several go through the network together.
    network : NetworkOptions
        What the network was told to see.
    """

    selection: Selection = Selection()
    mask_threshold: float | None = None
    interpolation: Interpolation = "linear"
    batch: int = 1
    network: NetworkOptions = NetworkOptions()


def load(
    model: str | Path | None = None,
    *,
    confidence: ConfidenceLike = 0.5,
    classes: ClassesLike = None,
    mask_threshold: float | None = None,
    mask_interpolation: Interpolation = "linear",
    engine: EngineOptions | str = "auto",
    network: NetworkOptions = NetworkOptions(),
) -> Predictor:
    """Load a model.

    Parameters
    ----------
    model : str or Path, optional
        A name that `maskrcnn models` lists, a directory such as the tutorial's, or an `.onnx`,
        `.pt`, `.pb` or `.maskrcnn` file; by default the default model, which needs no download.
    confidence : float, str or mapping
        `0.5`, `"person=0.7,*=0.5"` or `{"person": 0.7}`: only objects with a higher score.
    classes : str or iterable of str, optional
        `"person,dog"` or a list: only objects of these classes.
    mask_threshold : float, optional
        Probability over which a pixel belongs to an object; by default the model's own.
    mask_interpolation : "linear" or "nearest"
        "nearest" repeats the tutorial's jagged masks exactly.
    engine : str or EngineOptions
        `"openvino"`, `"onnxruntime"`, `"opencv"`, or options with device and precision.
    network : NetworkOptions
        Input size, and how many proposals an R-CNN looks at.

    Raises
    ------
    UsageError, ModelError, EngineError
        With one line that says what to do.
    """
    engine_options = EngineOptions(engine=engine) if isinstance(engine, str) else engine  # type: ignore[arg-type]
    options = PredictOptions(
        Selection.of(confidence, classes),
        None if mask_threshold is None else probability(mask_threshold),
        mask_interpolation,
        engine_options.batch,
        network,
    )
    opened = open_model(model)
    options.selection.floors(opened.spec.labels)  # a misspelt class is told before the long part
    return Predictor(opened, build(opened, engine_options, network), options)


class Predictor:
    """Finds the instances in pictures; threads may share it.

    Attributes
    ----------
    options : PredictOptions
    floors : float32 (C,)
        The score that objects of each class must exceed.
    """

    def __init__(self, model: Model, segmenter: Segmenter, options: PredictOptions) -> None:
        self._model = model
        self._segmenter = segmenter
        self.options = options
        self.floors = options.selection.floors(model.spec.labels)

    @property
    def spec(self) -> Spec:
        """What is known of the model: name, licence, labels."""
        return self._model.spec

    @property
    def path(self) -> Path:
        """The file or folder of the network."""
        return self._model.path

    @property
    def engine(self) -> str:
        """What executes the network, for instance `"openvino f32 on CPU"`."""
        return self._segmenter.engine

    def down_to(self, score: float) -> Predictor:
        """Return a predictor of the same network that shows objects of lower scores too."""
        selection = self.options.selection
        lowered = replace(selection, confidence=selection.confidence.at_most(score))
        return Predictor(self._model, self._segmenter, replace(self.options, selection=lowered))

    @overload
    def __call__(self, pictures: One) -> Instances: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, pictures: Many) -> list[Instances]: ...
    @overload
    def __call__(self, pictures: Iterator[One]) -> Iterator[Instances]: ...

    def __call__(
        self, pictures: One | Many | Iterator[One]
    ) -> Instances | list[Instances] | Iterator[Instances]:
        """Find the instances in one picture, a list of them, or as many as an iterator gives.

        Parameters
        ----------
        pictures : path, bytes, PIL image, array, Frame; or a list, tuple or iterator of those
            Arrays are BGR `uint8 (H, W, 3)`, OpenCV's order.

        Returns
        -------
        Instances, list of Instances, or an iterator that works as it is read

        Raises
        ------
        PictureError
            If a picture cannot be read. What an iterator gave before an error comes out first.
        """
        if isinstance(pictures, list | tuple):
            return list(self._several(pictures))
        if isinstance(pictures, Iterator) and not hasattr(pictures, "read"):
            return self._several(pictures)
        return self.segment(pictures)  # type: ignore[arg-type]

    def segment(self, picture: One) -> Instances:
        """Find the instances in one picture; see `__call__`."""
        return self._together([_frame(picture)])[0]

    def _several(self, pictures: Iterable[One]) -> Iterator[Instances]:
        """Give results in order, as many batches in the making as the engine profits from."""
        batches = _batches(map(_frame, pictures), self.options.batch)
        if self._segmenter.requests == 1:
            for batch in batches:
                yield from self._together(batch)
            return
        with ThreadPoolExecutor(self._segmenter.requests) as pool:
            pending: deque[Future[list[Instances]]] = deque()
            faults: list[MaskRCNNError] = []
            for batch in _until_fault(batches, faults):
                pending.append(pool.submit(self._together, batch))
                if len(pending) > self._segmenter.requests:
                    yield from pending.popleft().result()
            yield from _results(pending)
        for fault in faults:
            raise fault

    def _together(self, frames: list[Frame]) -> list[Instances]:
        start = time.perf_counter()
        found = self._segmenter.batch([frame.image for frame in frames], self.floors)
        seconds = (time.perf_counter() - start) / len(frames)
        return [
            self._finished(each, frame, seconds) for each, frame in zip(found, frames, strict=True)
        ]

    def _finished(self, found: Instances, frame: Frame, seconds: float) -> Instances:
        threshold = self.options.mask_threshold
        return replace(
            found,
            name=frame.name,
            moment=frame.moment,
            mask_options=MaskOptions(
                self.spec.mask_threshold if threshold is None else threshold,
                self.options.interpolation,
            ),
            trace=None if found.trace is None else replace(found.trace, total_seconds=seconds),
        )


def _until_fault(
    batches: Iterator[list[Frame]], faults: list[MaskRCNNError]
) -> Iterator[list[Frame]]:
    """Give batches until they end or cannot be read; the error is put aside."""
    try:
        yield from batches
    except MaskRCNNError as error:
        faults.append(error)


def _results(pending: Iterable[Future[list[Instances]]]) -> Iterator[Instances]:
    for future in pending:
        yield from future.result()


def _frame(picture: One) -> Frame:
    return picture if isinstance(picture, Frame) else read_picture(picture)


def _batches(frames: Iterator[Frame], size: int) -> Iterator[list[Frame]]:
    """Give frames in lists of a size; the last, and one that an error ends, may be shorter."""
    batch: list[Frame] = []
    try:
        for frame in frames:
            batch.append(frame)
            if len(batch) == size:
                yield batch
                batch = []
    except MaskRCNNError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
