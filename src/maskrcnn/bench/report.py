"""The figures of a benchmark, worked out from laps.

Ratios say how many times as fast as the first contender, of medians and of minima alike. What is
told of a contender's parts is told of its fastest lap, so that the parts add up to the whole, and
held against the fastest run of the peak's convolutions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maskrcnn.bench.alternate import Laps

GIGA = 1e9


@dataclass(frozen=True)
class NetworkFigures:
    """One network in a contender's fastest lap.

    Attributes
    ----------
    name : str
    seconds : float
    gmac : float or None
        Billions of multiply-accumulates; None where they were not counted.
    gflops : float or None
        Billions of floating-point operations a second, two a multiply-accumulate.
    of_peak : float or None
        The same as a part of the measured peak.
    """

    name: str
    seconds: float
    gmac: float | None
    gflops: float | None
    of_peak: float | None

    @classmethod
    def of(cls, name: str, seconds: float, work: int | None, peak: float | None) -> NetworkFigures:
        """Work them out from multiply-accumulates, and a peak in GFLOP/s."""
        if not work:
            return cls(name, seconds, None if work is None else 0.0, None, None)
        gmac = work / GIGA
        gflops = 2 * gmac / seconds
        return cls(name, seconds, gmac, gflops, gflops / peak if peak else None)


@dataclass(frozen=True)
class ContenderFigures:
    """What a contender did at one size.

    Attributes
    ----------
    name, engine : str
    median, minimum : float
        Seconds from picture to picture with the objects drawn in.
    times_median, times_minimum : float
        How many times as fast as the first contender.
    times_answer : float
        The same of minima, without the drawing.
    kept : int
        Objects that were kept.
    memory : int or None
        The most bytes its process held, loading included.
    networks : tuple of NetworkFigures
    between, drawing : float
        Seconds outside the networks up to the result, and to draw it.
    outside : float
        `between` as a part of the time to the result.
    floor : float or None
        Seconds that the networks would take at the measured peak.
    over_floor : float or None
        How many times that the result took.
    """

    name: str
    engine: str
    median: float
    minimum: float
    times_median: float
    times_minimum: float
    times_answer: float
    kept: int
    memory: int | None
    networks: tuple[NetworkFigures, ...]
    between: float
    drawing: float
    outside: float
    floor: float | None
    over_floor: float | None

    @classmethod
    def of(
        cls, own: Laps, first: Laps, work: Mapping[str, int], peaks: Mapping[str, float]
    ) -> ContenderFigures:
        """Work them out.

        Parameters
        ----------
        own, first : Laps
            Of this contender, and of the one it is held against.
        work : mapping of network to multiply-accumulates
        peaks : mapping of precision to GFLOP/s
        """
        best = own.best
        peak = peaks.get(precision_of(best.engine))
        networks = tuple(
            NetworkFigures.of(name, seconds, work.get(name), peak)
            for name, seconds in best.networks.items()
        )
        floor = None
        if peak and all(name in work for name in best.networks):
            floor = sum(2 * work[name] / GIGA / peak for name in best.networks)
        return cls(
            name=own.contender.name,
            engine=best.engine,
            median=own.median,
            minimum=own.minimum,
            times_median=first.median / own.median,
            times_minimum=first.minimum / own.minimum,
            times_answer=first.fastest_answer / own.fastest_answer,
            kept=len(best.scores),
            memory=own.memory,
            networks=networks,
            between=best.between,
            drawing=best.drawing,
            outside=best.between / best.answer,
            floor=floor,
            over_floor=best.answer / floor if floor else None,
        )


@dataclass(frozen=True)
class SizeFigures:
    """All contenders at one size of the picture.

    Attributes
    ----------
    height, width : int
    confidence : float
        The score that objects had to exceed.
    peaks : dict of precision to GFLOP/s
        Measured in the same rounds.
    contenders : tuple of ContenderFigures
        The first is the one that the others are held against.
    """

    height: int
    width: int
    confidence: float
    peaks: dict[str, float]
    contenders: tuple[ContenderFigures, ...]


@dataclass(frozen=True)
class ProposalFigures:
    """What another number of proposals costs and saves.

    Attributes
    ----------
    proposals : int or None
        None is the model's own number, and the reference.
    median, minimum : float
        Seconds, drawing included.
    times_median, times_minimum : float
        How many times as fast as the reference.
    wanted, found : int
        Objects of the reference in all pictures, and those found again.
    mask_difference : float or None
        The part of pixels in which masks found again differ, on average.
    """

    proposals: int | None
    median: float
    minimum: float
    times_median: float
    times_minimum: float
    wanted: int
    found: int
    mask_difference: float | None


@dataclass(frozen=True)
class BatchFigures:
    """Several pictures a call.

    Attributes
    ----------
    name, engine : str
    pictures : int
        A call.
    median, best : float
        Pictures a second, at the median and at the fastest call.
    times_median, times_best : float
        How many times as many as the first.
    """

    name: str
    engine: str
    pictures: int
    median: float
    best: float
    times_median: float
    times_best: float


@dataclass(frozen=True)
class Report:
    """A whole benchmark.

    Attributes
    ----------
    model : str
    machine : dict of str
        Processor, cores and versions.
    pictures : tuple of str
    rounds : int
    wanted : int
        How many objects were to be kept.
    sizes : tuple of SizeFigures
    proposals : tuple of ProposalFigures
    batches : tuple of BatchFigures
    """

    model: str
    machine: dict[str, str]
    pictures: tuple[str, ...]
    rounds: int
    wanted: int
    sizes: tuple[SizeFigures, ...]
    proposals: tuple[ProposalFigures, ...]
    batches: tuple[BatchFigures, ...]


def precision_of(engine: str) -> str:
    """Return the precision in an engine's description: `"f32"` of `"openvino f32 on CPU"`."""
    return next((word for word in engine.split() if word in ("f32", "bf16", "f16")), "")


def batch_figures(laps: Sequence[Laps]) -> tuple[BatchFigures, ...]:
    """Turn seconds a call into pictures a second, and hold them against the first."""
    first = laps[0]
    return tuple(
        BatchFigures(
            name=own.contender.name,
            engine=own.best.engine,
            pictures=own.best.pictures,
            median=own.best.pictures / own.median,
            best=own.best.pictures / own.minimum,
            times_median=own.best.pictures * first.median / own.median / first.best.pictures,
            times_best=own.best.pictures * first.minimum / own.minimum / first.best.pictures,
        )
        for own in laps
    )
