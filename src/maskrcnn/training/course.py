"""The course of a training: rounds of learning, each judged and put by, that a kill cannot lose."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from maskrcnn.errors import InterruptedRunError
from maskrcnn.interruption import Interruption
from maskrcnn.journal import Journal
from maskrcnn.training.learning import Batch
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.rounds import Listener, Round
from maskrcnn.training.trainer import Trainer

MAIN_SCORE = "mask AP"
"""Of two networks, the better one has more of it."""

Judge = Callable[[MaskRCNN, int], dict[str, float]]
"""Tells how good a network is after so many steps."""
Batches = Callable[[int], Iterator[Batch]]
"""Gives the batches from a step on."""


class Course:
    """Takes a trainer from where its journal ends to the last step.

    Parameters
    ----------
    trainer : Trainer
        New; it is brought to the state of the last entry of the journal.
    batches : callable (step) -> iterator of Batch
    judge : callable (network, step) -> scores
    journal : Journal
        Each entry is a round, with the checkpoint after it and the best one.
    listener : Listener

    Attributes
    ----------
    rounds : list of Round
        Those that are done.
    """

    def __init__(
        self, trainer: Trainer, batches: Batches, judge: Judge, journal: Journal, listener: Listener
    ) -> None:
        self._trainer, self._batches, self._judge = trainer, batches, judge
        self._journal, self._listener = journal, listener
        self.rounds = [Round.from_json(entry["round"]) for entry in journal.entries]
        if self.rounds:
            trainer.load(self._checkpoint(self.rounds[-1].step), self.rounds[-1].step)
        listener.begins(self.rounds)

    @property
    def best(self) -> Round:
        """The best round."""
        return [each for each in self.rounds if each.is_best][-1]

    def run(self, ends: list[int]) -> None:
        """Learn until the last of some steps, and judge after each of them.

        Raises
        ------
        InterruptedRunError
            If Ctrl-C was pressed; what was learned is put by.
        ModelError
            If the network does not learn any more.
        OutputError
            If a checkpoint cannot be written.
        PictureError
            If no picture can be read.
        """
        trainer = self._trainer
        with Interruption() as interruption, closing(self._batches(trainer.steps)) as batches:  # type: ignore[type-var]
            for end in ends:
                if trainer.steps < end:
                    self._learn(batches, end, interruption)

    def load_best(self) -> MaskRCNN:
        """Return the best network there was; the trainer is that of then afterwards."""
        step = self.best.step
        self._trainer.load(self._checkpoint(step), step)
        return self._trainer.average

    def _learn(self, batches: Iterator[Batch], end: int, interruption: Interruption) -> None:
        trainer = self._trainer
        sums: dict[str, float] = defaultdict(float)
        pictures, first, began = 0, trainer.steps, time.perf_counter()
        while trainer.steps < end:
            batch = next(batches)
            losses = trainer.step(batch)
            pictures += len(batch.pictures)
            for name, loss in losses.items():
                sums[name] += loss
            self._listener.learned(trainer.steps, losses)
            try:
                interruption.heed()
            except KeyboardInterrupt:
                self._put_by(self._round(sums, first, began, pictures))
                raise InterruptedRunError(
                    f"interrupted after step {trainer.steps}, which is kept: --resume goes on"
                ) from None
        done = self._round(sums, first, began, pictures)
        self._listener.judging()
        self._end(done)

    def _round(self, sums: dict[str, float], first: int, began: float, pictures: int) -> Round:
        step = self._trainer.steps
        losses = {name: total / (step - first) for name, total in sums.items()}
        return Round(step, losses, time.perf_counter() - began, pictures)

    def _end(self, learned: Round) -> None:
        scores = self._judge(self._trainer.average, learned.step)
        best = max((each.scores.get(MAIN_SCORE, -1) for each in self.rounds), default=-1)
        is_best = scores.get(MAIN_SCORE, 0) >= best
        done = Round(
            learned.step, learned.losses, learned.seconds, learned.pictures, scores, is_best
        )
        self._put_by(done)
        self._listener.ended(done)

    def _put_by(self, done: Round) -> None:
        """Write a checkpoint, note it, and remove those that nothing needs any more."""
        path = self._checkpoint(done.step)
        self._trainer.save(path)
        self.rounds.append(done)
        self._journal.append({"round": done.to_json(), "parts": [path.name]}, [path])
        needed = {done.step, *[each.step for each in self.rounds if each.is_best][-1:]}
        for old in self.rounds:
            if old.step not in needed:
                self._checkpoint(old.step).unlink(missing_ok=True)

    def _checkpoint(self, step: int) -> Path:
        return self._journal.folder / f"step-{step:07}.safetensors"
