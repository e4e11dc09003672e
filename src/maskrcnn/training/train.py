"""From annotated pictures to a model that every command takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maskrcnn.datasets import Dataset
from maskrcnn.errors import UsageError
from maskrcnn.journal import Journal, Start
from maskrcnn.labels import Labels
from maskrcnn.models.spec import Licence, Spec
from maskrcnn.models.stage_folder import SUFFIX, write_model
from maskrcnn.training.album import Album
from maskrcnn.training.beginning import beginning, licence_of
from maskrcnn.training.course import MAIN_SCORE, Course
from maskrcnn.training.export.stages import stages_of
from maskrcnn.training.judging import Judge
from maskrcnn.training.loading.loader import Loader
from maskrcnn.training.page import TrainingPage
from maskrcnn.training.plan import Plan
from maskrcnn.training.rounds import Listener, Round
from maskrcnn.training.trainer import Trainer


@dataclass(frozen=True)
class Pictures:
    """What is learned from, and what is learned for."""

    data: Dataset
    held_out: Dataset


@dataclass(frozen=True)
class Trained:
    """What came of a training.

    Attributes
    ----------
    place : Path
        Where the model is.
    page : Path
        Curves and pictures.
    spec : Spec
    rounds : tuple of Round
    best : Round
        The one whose network the model is.
    """

    place: Path
    page: Path
    spec: Spec
    rounds: tuple[Round, ...]
    best: Round


def train(
    plan: Plan, pictures: Pictures, place: Path, listener: Listener, start: Start = "new"
) -> Trained:
    """Train a network, and write the best that it has been as a model.

    Until it is whole, checkpoints are in the folder `PLACE.partial`; nothing is lost by a kill but
    the steps since the last round. A page of curves and pictures lies beside from the first round.

    Parameters
    ----------
    plan : Plan
    pictures : Pictures
    place : Path
        A folder, or a file whose name ends in `.maskrcnn`.
    listener : Listener
    start : "new", "resume" or "restart"
        As in `Journal`.

    Raises
    ------
    UsageError
        If the plan does not suit the pictures, or an earlier run's work would be lost.
    InterruptedRunError
        If Ctrl-C was pressed; what was learned is kept.
    ModelError
        If weights cannot be read, or the network does not learn any more.
    PictureError
        If no picture can be read.
    OutputError
        If something cannot be written.
    """
    labels = pictures.data.labels
    if plan.architecture.classes != len(labels):
        raise UsageError(
            f"{plan.data}: has {len(labels)} classes, the network {plan.architecture.classes}"
        )
    with Journal(place, plan.to_json(), start) as journal:
        begun = beginning(plan, labels)
        licence = licence_of(begun, plan.licence)
        for note in begun.notes:
            listener.noted(note)
        trainer = Trainer(
            begun.network,
            plan.architecture.settings(plan.options.proposals),
            plan.options,
            begun.trunk_knows,
        )
        loader = Loader(
            pictures.data,
            plan.architecture.input_size,
            plan.augment,
            plan.load,
            lambda error: listener.noted(f"left out: {error}"),
        )
        spec = spec_of(plan, labels, licence)
        album = Album(journal.folder)
        judge = Judge(pictures.held_out, spec, plan.judged, album)
        page = TrainingPage(plan, page_beside(place), album)
        course = Course(trainer, loader.batches, judge, journal, (page, listener))
        course.run(plan.ends)
        told = replace(
            spec,
            accuracy=_accuracy(course.best, plan),
            trained=_facts(course.rounds, course.best, plan),
        )
        network = course.load_best()
        write_model(place, told, plan.architecture.settings(), stages_of(network))
        journal.finish()
    return Trained(place, page_beside(place), told, tuple(course.rounds), course.best)


def page_beside(place: Path) -> Path:
    """Return where the page about a training lies."""
    return place.with_name(f"{place.name.removesuffix(SUFFIX)}-training.html")


def spec_of(plan: Plan, labels: Labels, licence: Licence) -> Spec:
    """Return what is known of a model before it is trained."""
    return Spec(
        name=plan.name,
        title=f"Mask R-CNN with a feature pyramid on {plan.architecture.trunk}",
        kind="three-stage",
        labels=labels,
        licence=licence,
        input_size=plan.architecture.input_size,
        architecture=plan.architecture.to_json(),
    )


def _accuracy(best: Round, plan: Plan) -> str:
    score = best.scores.get(MAIN_SCORE)
    return "" if score is None else f"mask AP {100 * score:.1f} on {plan.held_out}, in training"


def _facts(rounds: Sequence[Round], best: Round, plan: Plan) -> dict[str, Any]:
    """Return what the model tells of its training."""
    return {
        "data": plan.data,
        "held_out": plan.held_out,
        "steps": best.step,
        "pictures": sum(each.pictures for each in rounds if each.step <= best.step),
        "scores": dict(best.scores),
        "began_with": plan.begin_with or plan.trunk_weights,
    }
