"""The contenders: what is timed, each in a process of its own.

A contender is a small record that travels to its process, where `prepare` loads what it needs and
gives the function that is timed.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from maskrcnn.engines import NetworkFile
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8
from maskrcnn.options import EngineOptions, NetworkOptions, Precision

if TYPE_CHECKING:
    from maskrcnn.predictor import Predictor

LOWEST_CONFIDENCE = 0.05


@dataclass(frozen=True, eq=False)
class Lap:
    """One run of a contender.

    Attributes
    ----------
    networks : dict of name to seconds
        Each network, in the order in which they ran.
    between : float
        Seconds outside the networks, from picture to result.
    drawing : float
        Seconds to draw the result.
    scores : tuple of float
        Of the objects kept.
    engine : str
        What executed the networks, for instance `"openvino f32 on CPU"`.
    found : Instances or None
        Without the picture; None where there are none to compare.
    pictures : int
        How many went in.
    """

    networks: dict[str, float]
    between: float = 0.0
    drawing: float = 0.0
    scores: tuple[float, ...] = ()
    engine: str = ""
    found: Instances | None = field(default=None, repr=False)
    pictures: int = 1

    @property
    def answer(self) -> float:
        """Seconds from picture to result."""
        return sum(self.networks.values()) + self.between

    @property
    def seconds(self) -> float:
        """Seconds from picture to picture with the result drawn in."""
        return self.answer + self.drawing


Runner: TypeAlias = Callable[[Uint8], Lap]


class Contender(Protocol):
    """What can be timed."""

    @property
    def name(self) -> str:
        """What tables call it."""

    @abstractmethod
    def prepare(self) -> Runner:
        """Load what it needs, and return the function that is timed."""


@dataclass(frozen=True)
class Published:
    """The published loop on the tutorial's network."""

    graph: Path
    text_graph: Path
    labels: Labels
    confidence: float = LOWEST_CONFIDENCE
    name: str = "published loop"

    def prepare(self) -> Runner:
        """Read the graph into `cv2.dnn`."""
        import cv2

        from maskrcnn.bench.published_loop import PublishedLoop

        loop = PublishedLoop(self.graph, self.text_graph, self.labels, self.confidence)

        def run(image: Uint8) -> Lap:
            drawn = loop(image)
            scores = tuple(drawn.scores.tolist())
            engine = f"opencv {cv2.__version__} f32 on CPU"
            return Lap({"forward": drawn.forward}, drawn.blob, drawn.drawing, scores, engine)

        return run


@dataclass(frozen=True)
class Ours:
    """`maskrcnn.load(...)(picture).draw()`, with masks as jagged as the published loop's.

    Attributes
    ----------
    model : str, Path or None
        As `maskrcnn.load` takes it.
    engine : EngineOptions
    confidence : float
        The score that an object must exceed.
    network : NetworkOptions
    """

    model: str | Path | None
    engine: EngineOptions
    confidence: float = LOWEST_CONFIDENCE
    network: NetworkOptions = NetworkOptions()

    @property
    def name(self) -> str:
        """Engine and precision, and what else was asked for."""
        parts: list[str] = [self.engine.engine]
        if self.engine.precision != "auto":
            parts.append(self.engine.precision)
        if self.engine.throughput:
            parts.append("throughput")
        if self.network.proposals is not None:
            parts.append(f"{self.network.proposals} proposals")
        return " ".join(parts)

    def load(self) -> Predictor:
        """Load the model."""
        from maskrcnn.predictor import load

        return load(
            self.model,
            confidence=self.confidence,
            mask_interpolation="nearest",
            engine=self.engine,
            network=self.network,
        )

    def prepare(self) -> Runner:
        """Load the model, and the pens."""
        from maskrcnn.drawing.painter import paint

        predictor = self.load()

        def run(image: Uint8) -> Lap:
            start = time.perf_counter()
            found = predictor(image)
            answered = time.perf_counter()
            paint(image, found)
            end = time.perf_counter()
            networks = seconds_of_networks(found)
            return Lap(
                networks,
                answered - start - sum(networks.values()),
                end - answered,
                tuple(found.scores.tolist()),
                predictor.engine,
                replace(found, image=None),
            )

        return run


@dataclass(frozen=True)
class OursInBatches:
    """Ours with several pictures a call, to their results."""

    ours: Ours
    pictures: int

    @property
    def name(self) -> str:
        """As of ours, with the number of pictures."""
        return f"{self.ours.name} ×{self.pictures}"

    def prepare(self) -> Runner:
        """Load the model."""
        predictor = self.ours.load()

        def run(image: Uint8) -> Lap:
            start = time.perf_counter()
            predictor([image] * self.pictures)
            seconds = time.perf_counter() - start
            return Lap({}, seconds, engine=predictor.engine, pictures=self.pictures)

        return run


@dataclass(frozen=True)
class Peak:
    """The convolutions that tell the peak of the machine, in OpenVINO; see `bench.peak`."""

    precision: Precision

    @property
    def name(self) -> str:
        """The precision, since there is one yardstick for each."""
        return f"peak {self.precision}"

    def prepare(self) -> Runner:
        """Compile them."""
        from maskrcnn.bench.peak import convolutions, maps
        from maskrcnn.engines import compile_network

        engine = EngineOptions("openvino", precision=self.precision)
        network = compile_network(NetworkFile(convolutions()), engine)
        feeds = {"maps": maps()}

        def run(_: Uint8) -> Lap:
            start = time.perf_counter()
            network.run(feeds)
            seconds = time.perf_counter() - start
            return Lap({"convolutions": seconds}, engine=network.description)

        return run


def seconds_of_networks(found: Instances) -> dict[str, float]:
    """Return the seconds that each network took for a result; one, where it is all in one."""
    trace = found.trace
    if trace is None:
        return {}
    return trace.stages or {"network": trace.network_seconds}
