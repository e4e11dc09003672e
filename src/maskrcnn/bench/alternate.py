"""Alternation: contenders take turns, so that a machine that slows down slows all of them down."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from maskrcnn.bench.contenders import Contender, Lap
from maskrcnn.bench.worker import at_work
from maskrcnn.masks import Uint8

WARM_UP = 2


@dataclass(frozen=True)
class Laps:
    """What a contender did in the rounds that count.

    Attributes
    ----------
    contender : Contender
    laps : tuple of Lap
        A round each.
    memory : int or None
        The most bytes that its process held, loading included.
    """

    contender: Contender
    laps: tuple[Lap, ...]
    memory: int | None

    @property
    def best(self) -> Lap:
        """The fastest lap: the one that was disturbed least."""
        return min(self.laps, key=lambda lap: lap.seconds)

    @property
    def minimum(self) -> float:
        """Seconds of the fastest lap, drawing included."""
        return self.best.seconds

    @property
    def fastest_answer(self) -> float:
        """Seconds of the fastest lap if the drawing is left out of all of them."""
        return min(lap.answer for lap in self.laps)

    @property
    def median(self) -> float:
        """Median seconds of a lap, drawing included."""
        return statistics.median(lap.seconds for lap in self.laps)


def take_turns(
    contenders: Sequence[Contender],
    images: Sequence[Uint8],
    rounds: int,
    count: Callable[[], object] = lambda: None,
) -> list[Laps]:
    """Run each contender on each picture, in turns, round after round.

    Parameters
    ----------
    contenders : sequence of Contender
    images : sequence of uint8 (H, W, 3)
        BGR; each round goes through all of them.
    rounds : int
        That count; two go before them.
    count : callable
        Called after each lap, those of the warm-up included.

    Raises
    ------
    MaskRCNNError
        What a contender raises.
    """
    with ExitStack() as stack:
        workers = [stack.enter_context(at_work(contender)) for contender in contenders]
        laps: list[list[Lap]] = [[] for _ in workers]
        for turn in range(WARM_UP + rounds):
            for image in images:
                for worker, own in zip(workers, laps, strict=True):
                    lap = worker.run(image)
                    count()
                    if turn >= WARM_UP:
                        own.append(lap)
        return [
            Laps(worker.contender, tuple(own), worker.peak_memory())
            for worker, own in zip(workers, laps, strict=True)
        ]
