"""What `maskrcnn evaluate` prints for people."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from maskrcnn.cli import console
from maskrcnn.cli.tables import count, heading, table_of, tell_machine

if TYPE_CHECKING:
    from maskrcnn.evaluation import Advised, ClassFigures, Evaluation, Summary
    from maskrcnn.evaluation.sweep import Advice

CLASSES, CONFUSIONS, PICTURES = 20, 5, 5
"""As many are told of."""
SHOWN = ("ap", "ap50", "ap75", "small", "medium", "large", "ar")


def tell(judged: Sequence[Evaluation], machine: Mapping[str, str]) -> None:
    """Print evaluations of one dataset, side by side."""
    first = judged[0]
    marked = count(first.together.marked, "object")
    tell_machine(f"{first.dataset}: {count(first.pictures, 'picture')}, {marked}", machine)
    for note in dict.fromkeys(note for each in judged for note in each.notes):
        console.remark(note)
    if any(each.masks is not None for each in judged):
        _tell_summaries("masks", [(each, each.masks) for each in judged])
    _tell_summaries("boxes", [(each, each.boxes) for each in judged])
    _tell_costs(judged)
    if len(judged) > 1:
        _tell_classes_beside(judged)
        return
    _tell_classes(first)
    _tell_confusions(first)
    _tell_worst(first)


def name_of(one: Evaluation) -> str:
    """Return what an evaluation is called: the model, and what executed it."""
    return f"{one.model} {one.engine.removesuffix(' on CPU')}".strip()


def tell_advice(one: Evaluation, advised: Advised) -> None:
    """Print which confidence each class needs for a precision."""
    together = advised.together
    heading(
        f"for a precision of {advised.wanted:g}",
        f"{name_of(one)}: {together.right} of {advised.marked} found then, "
        f"{count(together.wrong, 'false object')}",
    )
    table = table_of("class", "confidence", "precision", "recall", "")
    for name, advice in sorted(advised.classes.items(), key=_most_first)[:CLASSES]:
        words = "" if advice.reached else "no confidence reaches it"
        figures = _figure(advice.precision), _figure(advice.recall)
        table.add_row(escape(name), f"{advice.confidence:g}", *figures, words)
    console.out.print(table)
    _tell_rest(len(advised.classes))
    if advised.never:
        few = ", ".join(advised.never[:CONFUSIONS])
        console.remark(f"never right, and not shown then: {few}{_others(len(advised.never))}")
    if advised.confidence:
        console.out.print(f"--confidence {shlex.quote(advised.confidence)}", markup=False)


def _tell_summaries(kind: str, rows: Sequence[tuple[Evaluation, Summary | None]]) -> None:
    heading(kind, "average precision by COCO's rules; recall with the most objects a picture")
    table = table_of("", "AP", "AP50", "AP75", "small", "medium", "large", "recall")
    for one, summary in rows:
        figures = {} if summary is None else summary.to_json()
        table.add_row(escape(name_of(one)), *(_figure(figures.get(each)) for each in SHOWN))
    console.out.print(table)


def _tell_costs(judged: Sequence[Evaluation]) -> None:
    if all(each.costs.seconds is None for each in judged):
        return
    heading("a picture", "median milliseconds in the network, mean of all; memory taken at most")
    table = table_of("", "network", "all", "MB")
    for one in judged:
        costs = one.costs
        memory = "" if costs.memory is None else f"{costs.memory / 1e6:.0f}"
        times = (_milliseconds(each) for each in (costs.network_seconds, costs.seconds))
        table.add_row(escape(name_of(one)), *times, memory)
    console.out.print(table)


def _tell_classes(one: Evaluation) -> None:
    options = one.options
    heading("classes", f"precision and recall at an overlap of {options.iou:g} and the confidence")
    table = table_of("class", "objects", "AP", "AP50", "confidence", "precision", "recall")
    marked = _marked(one)
    for each in marked[:CLASSES]:
        then = each.shown
        table.add_row(
            escape(each.name),
            f"{each.sweep.marked:,}",
            _figure(each.figures.ap),
            _figure(each.figures.ap50),
            f"{each.confidence:g}",
            _figure(then.precision),
            _figure(then.recall),
        )
    console.out.print(table)
    _tell_rest(len(marked))


def _tell_classes_beside(judged: Sequence[Evaluation]) -> None:
    heading("classes", "average precision, in the same order")
    table = table_of("class", "objects", *(str(place) for place in range(1, len(judged) + 1)))
    others = [{each.name: each for each in one.classes} for one in judged]
    marked = _marked(judged[0])
    for each in marked[:CLASSES]:
        aps = [_figure(classes[each.name].figures.ap) for classes in others]
        table.add_row(escape(each.name), f"{each.sweep.marked:,}", *aps)
    console.out.print(table)
    _tell_rest(len(marked))


def _others(classes: int) -> str:
    return f" and {classes - CONFUSIONS} more" if classes > CONFUSIONS else ""


def _tell_rest(classes: int) -> None:
    if classes > CLASSES:
        console.remark(f"and {classes - CLASSES} more, which --json and --html tell of")


def _most_first(named: tuple[str, Advice]) -> int:
    return -named[1].marked


def _marked(one: Evaluation) -> list[ClassFigures]:
    """Return the classes that anything is marked of, those of most objects first."""
    marked = [each for each in one.classes if each.sweep.marked]
    return sorted(marked, key=lambda each: -each.sweep.marked)


def _tell_confusions(one: Evaluation) -> None:
    names = [each.name for each in one.classes]
    counts = one.confusion[:-1, :-1].copy()
    for place in range(len(names)):
        counts[place, place] = 0
    missed, false = int(one.confusion[:, -1].sum()), int(one.confusion[-1].sum())
    heading(
        "shown",
        f"{count(int(one.confusion.diagonal().sum()), 'object')} right, {missed} missed, "
        f"{false} false, {int(counts.sum())} taken for another class",
    )
    order = counts.ravel().argsort(kind="stable")[::-1][:CONFUSIONS]
    for row, column in (divmod(int(place), len(names)) for place in order):
        if counts[row, column]:
            words = f"{counts[row, column]} × {names[row]} taken for {names[column]}"
            console.out.print(words, markup=False)


def _tell_worst(one: Evaluation) -> None:
    if not one.worst:
        return
    heading("worst pictures")
    for each in one.worst[:PICTURES]:
        told = each.to_json()
        parts = [
            _listed(told["missed"], "missed"),
            _listed(told["false"], "false"),
            _listed([f"{was} as {shown}" for was, shown in told["mistaken"]], "mistaken"),
        ]
        words = "; ".join(part for part in parts if part) or "badly outlined"
        console.out.print(f"{each.name}: {words}", markup=False)


def _listed(names: Sequence[str], what: str) -> str:
    """Say `missed 3 cup, 2 fork`."""
    counts = Counter(names).most_common()
    return f"{what} " + ", ".join(f"{number} {name}" for name, number in counts) if counts else ""


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _milliseconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:.1f}"
