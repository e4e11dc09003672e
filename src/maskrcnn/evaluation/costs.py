"""What finding objects costs: time and memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from maskrcnn.instances import Instances


@dataclass(frozen=True)
class Costs:
    """Of one picture in the middle.

    Attributes
    ----------
    network_seconds : float or None
        In the network, the median; None where nobody told.
    seconds : float or None
        From picture to instances, the mean of all; None where they were found before.
    memory : int or None
        The most bytes that were held beyond those before; None where nobody counts.
    """

    network_seconds: float | None = None
    seconds: float | None = None
    memory: int | None = None


class Meter:
    """Runs a predictor, and keeps the time."""

    def __init__(self, predictor: Any) -> None:
        """Run something callable as `maskrcnn.Predictor` is."""
        self._predictor = predictor
        self._seconds = 0.0
        self._network: list[float] = []

    def __call__(self, pictures: Sequence[Any]) -> list[Instances]:
        """Return what is found in some pictures."""
        start = time.perf_counter()
        found: list[Instances] = self._predictor(list(pictures))
        self._seconds += time.perf_counter() - start
        self._network += [each.trace.network_seconds for each in found if each.trace is not None]
        return found

    def costs(self, pictures: int, memory: int | None = None) -> Costs:
        """Return what some number of pictures came to."""
        network = statistics.median(self._network) if self._network else None
        return Costs(network, self._seconds / pictures if pictures else None, memory)
