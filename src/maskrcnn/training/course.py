"""The course of a training: rounds of learning, each judged and put by, that a kill cannot lose."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Judged:
    """How good a network is.

    Attributes
    ----------
    scores : mapping
        By their names, 0 to 1.
    files : tuple of Path
        What was written of it beside the checkpoints, and is to be kept.
    """

    scores: Mapping[str, float]
    files: tuple[Path, ...] = ()


Judge = Callable[[MaskRCNN, int], Judged]
"""Tells how good a network is after so many steps."""
Batches = Callable[[int], Generator[Batch, None, None]]
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
    listeners : sequence of Listener

    Attributes
    ----------
    rounds : list of Round
        Those that are done.
    """

    def __init__(
        self,
        trainer: Trainer,
        batches: Batches,
        judge: Judge,
        journal: Journal,
        listeners: Sequence[Listener] = (),
    ) -> None:
        self._trainer, self._batches, self._judge = trainer, batches, judge
        self._journal, self._listeners = journal, listeners
        self.rounds = [Round.from_json(entry["round"]) for entry in journal.entries]
        if self.rounds:
            trainer.load(self._checkpoint(self.rounds[-1].step), self.rounds[-1].step)
        for each in listeners:
            each.begins(list(self.rounds))

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
        with Interruption() as interruption, closing(self._batches(trainer.steps)) as batches:
            for end in ends:
                if trainer.steps < end:
                    self._learn(batches, end, interruption)

    def load_best(self) -> MaskRCNN:
        """Return the best network there was; the trainer is that of then afterwards."""
        step = self.best.step
        self._trainer.load(self._checkpoint(step), step)
        return self._trainer.average

    def _learn(self, batches: Iterator[Batch], end: int, interruption: Interruption) -> None:
        trainer, tally = self._trainer, _Tally(self._trainer.steps)
        while trainer.steps < end:
            losses = trainer.step(tally.next(batches))
            tally.add(losses)
            for each in self._listeners:
                each.learned(trainer.steps, losses)
            try:
                interruption.heed()
            except KeyboardInterrupt:
                self._put_by(tally.round())
                raise InterruptedRunError(
                    f"interrupted after step {trainer.steps}, which is kept: --resume goes on"
                ) from None
        self._end(tally.round())

    def _end(self, learned: Round) -> None:
        """Judge the network, put it by, and tell of the round."""
        for each in self._listeners:
            each.judging()
        judged = self._judge(self._trainer.average, learned.step)
        score = judged.scores.get(MAIN_SCORE, 0)
        is_best = all(score >= each.scores.get(MAIN_SCORE, 0) for each in self.rounds)
        done = replace(learned, scores=judged.scores, is_best=is_best)
        self._put_by(done, judged.files)
        for each in self._listeners:
            each.ended(done)

    def _put_by(self, done: Round, files: Sequence[Path] = ()) -> None:
        """Write a checkpoint, note it, and remove those that nothing needs any more."""
        parts = [self._checkpoint(done.step), *files]
        self._trainer.save(parts[0])
        self.rounds.append(done)
        entry = {"round": done.to_json(), "parts": [each.name for each in parts]}
        self._journal.append(entry, parts)
        needed = {done.step, *[each.step for each in self.rounds if each.is_best][-1:]}
        for old in self.rounds:
            if old.step not in needed:
                self._checkpoint(old.step).unlink(missing_ok=True)

    def _checkpoint(self, step: int) -> Path:
        return self._journal.folder / f"step-{step:07}.safetensors"


class _Tally:
    """Counts what comes together in a round."""

    def __init__(self, first: int) -> None:
        self._step = self._first = first
        self._sums: dict[str, float] = defaultdict(float)
        self._pictures, self._waited, self._began = 0, 0.0, time.perf_counter()

    def next(self, batches: Iterator[Batch]) -> Batch:
        """Return the next batch, and count its pictures and how long it was waited for."""
        asked = time.perf_counter()
        batch = next(batches)
        self._waited += time.perf_counter() - asked
        self._pictures += len(batch.pictures)
        return batch

    def add(self, losses: Mapping[str, float]) -> None:
        """Count a step."""
        self._step += 1
        for name, loss in losses.items():
            self._sums[name] += loss

    def round(self) -> Round:
        """Return the round so far."""
        losses = {name: total / (self._step - self._first) for name, total in self._sums.items()}
        seconds = time.perf_counter() - self._began
        return Round(self._step, losses, seconds, self._waited, self._pictures)
