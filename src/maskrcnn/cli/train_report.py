"""What `maskrcnn train` tells while it works and when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from maskrcnn.cli import console
from maskrcnn.cli.console import Teller
from maskrcnn.training.rounds import Round

if TYPE_CHECKING:
    from maskrcnn.training.plan import Plan
    from maskrcnn.training.train import Pictures, Trained

PERCENT = 100


class Narrator:
    """Tells how a training goes: a bar of its steps, and a line a round; used as a context manager.

    Parameters
    ----------
    plan : Plan
    pictures : Pictures
    teller : Teller
    """

    def __init__(self, plan: Plan, pictures: Pictures, teller: Teller) -> None:
        self._plan, self._pictures, self._teller = plan, pictures, teller
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps, loss {task.fields[loss]:.3f},"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=console.err,
            transient=True,
        )
        self._task = self._bar.add_task("learning", total=plan.options.steps, loss=0.0)

    def __enter__(self) -> Narrator:
        if console.err.is_terminal and not self._teller.as_json:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:
            self._bar.stop()

    def noted(self, words: str) -> None:
        """Say what the user should know."""
        console.remark(words)

    def begins(self, rounds: list[Round]) -> None:
        """Say what is learned from what."""
        plan, data, held_out = self._plan, self._pictures.data, self._pictures.held_out
        self._teller.say(
            f"{plan.name}: {len(data):,} pictures of {_listed(data.labels.names)}, judged by "
            f"{min(plan.judged, len(held_out)):,} others; {plan.options.steps:,} steps of "
            f"{plan.load.batch} pictures",
            name=plan.name,
            pictures=len(data),
            held_out=len(held_out),
            classes=list(data.labels.names),
            steps=plan.options.steps,
            done=rounds[-1].step if rounds else 0,
        )
        if rounds:
            self._teller.say(f"going on after step {rounds[-1].step:,}")
            self._bar.update(self._task, completed=rounds[-1].step)

    def learned(self, step: int, losses: Mapping[str, float]) -> None:
        """Count a step."""
        self._bar.update(
            self._task, completed=step, loss=sum(losses.values()), description="learning"
        )

    def judging(self) -> None:
        """Show that the network is being judged."""
        self._bar.update(self._task, description="judging")

    def ended(self, done: Round) -> None:
        """Say how good the network is after a round."""
        scores = ", ".join(f"{name} {PERCENT * score:.1f}" for name, score in done.scores.items())
        self._teller.say(
            f"step {done.step:>7,}  loss {sum(done.losses.values()):.3f}  "
            f"{done.pictures / max(done.seconds, 1e-9):.1f} pictures/s "
            f"({done.waited / max(done.seconds, 1e-9):.0%} waiting for them)  {scores}"
            f"{'  best' if done.is_best else ''}",
            **done.to_json(),
        )

    def close(self, trained: Trained) -> None:
        """Say where the model is, and how to use it."""
        best, place = trained.best, trained.place
        score = best.scores.get("mask AP")
        told = "" if score is None else f", mask AP {PERCENT * score:.1f}"
        self._teller.say(
            f"{place}: the network of step {best.step:,}{told}; licence of its weights: "
            f"{trained.spec.licence.name}",
            model=str(place),
            page=str(trained.page),
            step=best.step,
            scores=dict(best.scores),
            licence=trained.spec.licence.name,
        )
        if not self._teller.as_json:
            self._teller.say(f"{trained.page}: how it learned")
            self._teller.say(f"use it: maskrcnn photo.jpg --model {place}")


def _listed(names: tuple[str, ...], most: int = 5) -> str:
    """Name some classes, and say how many there are besides."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more classes"
