"""Drawing and writing against the network, in turns and on the same picture.

All in one process, as in a program that draws what it has found: what the network's waiting threads
take from drawing counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from maskrcnn.bench.alternate import WARM_UP
from maskrcnn.bench.contenders import seconds_of_networks
from maskrcnn.bench.drawing import Work, works_on
from maskrcnn.bench.scenes import SCENES, Scene, found_in
from maskrcnn.machine import machine
from maskrcnn.masks import Uint8
from maskrcnn.options import EngineOptions
from maskrcnn.predictor import load
from maskrcnn.sources.frame import Frame
from maskrcnn.writers.picture import Picture, image_of


@dataclass(frozen=True)
class DrawingPlan:
    """What drawing and writing are held against, and on which pictures.

    Attributes
    ----------
    model : str, Path or None
        As `maskrcnn.load` takes it.
    picture : Frame
        What lies behind the objects.
    rounds : int
        How often each is run, after the warm-up.
    engine : EngineOptions
    scenes : tuple of Scene
    """

    model: str | Path | None
    picture: Frame
    rounds: int
    engine: EngineOptions = EngineOptions()
    scenes: tuple[Scene, ...] = SCENES


@dataclass(frozen=True)
class WorkFigures:
    """What drawing or writing in one way took.

    Attributes
    ----------
    kind, name : str
    median, minimum : float
        Seconds a picture.
    share : float
        The median as a share of the network's: over 1 it is the slower one.
    """

    kind: str
    name: str
    median: float
    minimum: float
    share: float


@dataclass(frozen=True)
class SceneFigures:
    """All that was timed in one scene.

    Attributes
    ----------
    name : str
    height, width, objects : int
    network, network_minimum : float
        Seconds in the network alone: the median, and the minimum.
    works : tuple of WorkFigures
    """

    name: str
    height: int
    width: int
    objects: int
    network: float
    network_minimum: float
    works: tuple[WorkFigures, ...]


@dataclass(frozen=True)
class DrawingReport:
    """How long drawing and writing take.

    Attributes
    ----------
    model, engine : str
    machine : dict of str
        Processor, cores and versions.
    picture : str
    rounds : int
    scenes : tuple of SceneFigures
    """

    model: str
    engine: str
    machine: dict[str, str]
    picture: str
    rounds: int
    scenes: tuple[SceneFigures, ...]


class DrawingBenchmark:
    """A plan, with the model it is about loaded.

    Raises
    ------
    ModelError, EngineError
        If the model cannot be loaded.
    """

    def __init__(self, plan: DrawingPlan) -> None:
        self.plan = plan
        self._predictor = load(plan.model, engine=plan.engine)

    @property
    def turns(self) -> int:
        """How many rounds there are in all scenes, those of the warm-up included."""
        return len(self.plan.scenes) * (WARM_UP + self.plan.rounds)

    def measure(self, count: Callable[[], object] = lambda: None) -> DrawingReport:
        """Run everything; `count` is called after each round.

        Raises
        ------
        MaskRCNNError
            What drawing, writing or the network raises.
        """
        return DrawingReport(
            model=self._predictor.spec.name,
            engine=self._predictor.engine,
            machine=machine(),
            picture=self.plan.picture.name,
            rounds=self.plan.rounds,
            scenes=tuple(self._scene(scene, count) for scene in self.plan.scenes),
        )

    def _scene(self, scene: Scene, count: Callable[[], object]) -> SceneFigures:
        found = found_in(scene, self.plan.picture)
        image = image_of(found, "the network")
        with TemporaryDirectory() as folder:
            works = works_on(found, Picture(image).save(Path(folder, "other.jpg")))
            rounds = self._rounds(image, works, count)
        network, *others = (list(seconds) for seconds in zip(*rounds, strict=True))
        median = statistics.median(network)
        return SceneFigures(
            scene.name,
            *scene.size,
            len(found),
            median,
            min(network),
            tuple(_figures(work, own, median) for work, own in zip(works, others, strict=True)),
        )

    def _rounds(
        self, image: Uint8, works: list[Work], count: Callable[[], object]
    ) -> list[list[float]]:
        """Return the seconds of the network and of each work, in each round that counts."""
        rounds = []
        for _ in range(WARM_UP + self.plan.rounds):
            network = seconds_of_networks(self._predictor(image))
            rounds.append([sum(network.values()), *(_seconds(work) for work in works)])
            count()
        return rounds[WARM_UP:]


def _seconds(work: Work) -> float:
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        work.run(Path(folder))
        return (time.perf_counter() - start) / work.pictures


def _figures(work: Work, seconds: list[float], network: float) -> WorkFigures:
    median = statistics.median(seconds)
    return WorkFigures(work.kind, work.name, median, min(seconds), median / network)
