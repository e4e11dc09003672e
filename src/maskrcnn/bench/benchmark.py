"""A benchmark from plan to report: who takes part, at which confidence, and in which rounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from maskrcnn.bench.alternate import WARM_UP, Laps, take_turns
from maskrcnn.bench.contenders import (
    LOWEST_CONFIDENCE,
    Lap,
    Ours,
    OursInBatches,
    Peak,
    Published,
)
from maskrcnn.bench.peak import MULTIPLY_ACCUMULATES, precisions
from maskrcnn.bench.pictures import resized
from maskrcnn.bench.published_loop import OUTPUTS
from maskrcnn.bench.report import (
    GIGA,
    BatchFigures,
    ContenderFigures,
    ProposalFigures,
    Report,
    SizeFigures,
    batch_figures,
)
from maskrcnn.bench.stage_work import work_of
from maskrcnn.bench.worker import at_work
from maskrcnn.engines import NetworkFile
from maskrcnn.input_size import FixedSize
from maskrcnn.machine import machine
from maskrcnn.masks import Size, Uint8
from maskrcnn.models import open_model
from maskrcnn.options import EngineOptions, NetworkOptions
from maskrcnn.parity import agreement
from maskrcnn.sources.frame import Frame

TUTORIALS_CONFIDENCE = 0.5


@dataclass(frozen=True)
class Plan:
    """What is to be measured.

    Attributes
    ----------
    model : str, Path or None
        As `maskrcnn.load` takes it.
    pictures : tuple of Frame
        The first is timed; the others count where detections are compared.
    sizes : tuple of (int, int)
        Heights and widths that they are brought to.
    kept : int
        How many objects the confidence should let through.
    rounds : int
        How often each contender runs, after the warm-up.
    engines : tuple of EngineOptions
        One contender each; proposals and batches are tried on the first.
    proposals : tuple of int
        How many boxes the second stage looks at, beside the model's own number.
    batches : tuple of int
        How many pictures a call.
    """

    model: str | Path | None
    pictures: tuple[Frame, ...]
    sizes: tuple[Size, ...]
    kept: int
    rounds: int
    engines: tuple[EngineOptions, ...]
    proposals: tuple[int, ...] = ()
    batches: tuple[int, ...] = ()


class Benchmark:
    """A plan, with the model it is about opened.

    Raises
    ------
    ModelError
        If the model cannot be opened.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._model = open_model(plan.model)

    @property
    def laps(self) -> int:
        """How many laps `measure` takes."""
        plan = self.plan
        contenders = len(list(self._contenders(0.0))) + len(precisions())
        laps = len(plan.sizes) * contenders
        if plan.proposals:
            laps += (1 + len(plan.proposals)) * len(plan.pictures)
        return (laps + len(self._batch_contenders())) * (WARM_UP + plan.rounds)

    def measure(self, count: Callable[[], object] = lambda: None) -> Report:
        """Run everything; `count` is called after each lap.

        Raises
        ------
        MaskRCNNError
            What a contender raises.
        """
        plan = self.plan
        return Report(
            model=self._model.spec.name,
            machine=machine(),
            pictures=tuple(frame.name for frame in plan.pictures),
            rounds=plan.rounds,
            wanted=plan.kept,
            sizes=tuple(self._size(size, count) for size in plan.sizes),
            proposals=self._proposals(count) if plan.proposals else (),
            batches=self._batches(count) if plan.batches else (),
        )

    def _contenders(self, confidence: float) -> Iterator[Published | Ours]:
        """Give the published loop, where the model has one, and ours on each engine."""
        whole = self._model.file if self._model.whole is None else self._model.whole
        if (
            isinstance(whole, NetworkFile)
            and whole.text_graph is not None
            and set(OUTPUTS) <= set(whole.outputs)
        ):
            yield Published(whole.path, whole.text_graph, self._model.spec.labels, confidence)
        for engine in self.plan.engines:
            yield self._ours(engine, confidence)

    def _ours(self, engine: EngineOptions, confidence: float) -> Ours:
        """Feed pictures as they are, as the tutorial does, unless the network has a size."""
        fixed = isinstance(self._model.spec.input_size, FixedSize)
        network = NetworkOptions() if fixed else NetworkOptions("native")
        return Ours(self.plan.model, engine, confidence, network)

    def _size(self, size: Size, count: Callable[[], object]) -> SizeFigures:
        image = resized(self.plan.pictures[0].image, size)
        confidence = self._confidence(image)
        contenders = list(self._contenders(confidence))
        yardsticks = [Peak(precision) for precision in precisions()]
        laps = take_turns([*contenders, *yardsticks], [image], self.plan.rounds, count)
        own, measured = laps[: len(contenders)], laps[len(contenders) :]
        peaks: dict[str, float] = {
            yardstick.precision: 2 * MULTIPLY_ACCUMULATES / GIGA / peak.minimum
            for yardstick, peak in zip(yardsticks, measured, strict=True)
        }
        figures = tuple(
            ContenderFigures.of(one, own[0], self._work(one.best, size), peaks) for one in own
        )
        return SizeFigures(*size, confidence, peaks, figures)

    def _work(self, lap: Lap, size: Size) -> dict[str, int]:
        if lap.found is None or lap.found.trace is None:
            return {}
        own = self._model.spec.input_size
        seen = own.of(size) if isinstance(own, FixedSize) else size
        return work_of(self._model, lap.found.trace, seen)

    def _confidence(self, image: Uint8) -> float:
        """Choose the confidence by the scores that the first contender gives."""
        with at_work(next(self._contenders(LOWEST_CONFIDENCE))) as worker:
            return confidence_for(worker.run(image).scores, self.plan.kept)

    def _proposals(self, count: Callable[[], object]) -> tuple[ProposalFigures, ...]:
        images = [resized(frame.image, self.plan.sizes[0]) for frame in self.plan.pictures]
        reference = self._ours(self.plan.engines[0], TUTORIALS_CONFIDENCE)
        fewer = [
            replace(reference, network=replace(reference.network, proposals=number))
            for number in self.plan.proposals
        ]
        laps = take_turns([reference, *fewer], images, self.plan.rounds, count)
        numbers = (None, *self.plan.proposals)
        return tuple(
            proposal_figures(number, own, laps[0], len(images))
            for number, own in zip(numbers, laps, strict=True)
        )

    def _batches(self, count: Callable[[], object]) -> tuple[BatchFigures, ...]:
        image = resized(self.plan.pictures[0].image, self.plan.sizes[0])
        laps = take_turns(self._batch_contenders(), [image], self.plan.rounds, count)
        return batch_figures(laps)

    def _batch_contenders(self) -> list[OursInBatches]:
        """Give each number of pictures a call, and in throughput mode those of several."""
        ours = self._ours(self.plan.engines[0], TUTORIALS_CONFIDENCE)
        many = replace(ours, engine=replace(ours.engine, throughput=True))
        batches = self.plan.batches
        return [
            *(OursInBatches(ours, pictures) for pictures in batches),
            *(OursInBatches(many, pictures) for pictures in batches if pictures > 1),
        ]


def confidence_for(scores: Sequence[float], kept: int) -> float:
    """Return a confidence between the score of the last object kept and that of the next.

    Where there are no more objects than are to be kept, it is the lowest that is asked for.
    """
    falling = sorted(scores, reverse=True)
    if len(falling) <= kept:
        return LOWEST_CONFIDENCE
    return (falling[kept - 1] + falling[kept]) / 2


def proposal_figures(
    number: int | None, own: Laps, reference: Laps, pictures: int
) -> ProposalFigures:
    """Hold a number of proposals against the model's own, by the first round's results."""
    agreements = [
        agreement(wanted.found, got.found)
        for wanted, got in zip(reference.laps[:pictures], own.laps[:pictures], strict=True)
        if wanted.found is not None and got.found is not None
    ]
    with_masks = [one for one in agreements if one.mask is not None and one.matched]
    differing = sum((one.mask or 0.0) * one.matched for one in with_masks)
    compared = sum(one.matched for one in with_masks)
    return ProposalFigures(
        proposals=number,
        median=own.median,
        minimum=own.minimum,
        times_median=reference.median / own.median,
        times_minimum=reference.minimum / own.minimum,
        wanted=sum(one.reference for one in agreements),
        found=sum(one.matched for one in agreements),
        mask_difference=differing / compared if compared else None,
    )
