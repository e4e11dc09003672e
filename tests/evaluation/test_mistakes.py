"""Who is missed, false, or taken for another, and what that does to the confusion matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.evaluation import EvaluationOptions, evaluate
from maskrcnn.options import Confidence
from tests.support.judged_scenes import CLASSES, Finds, Marked, blocks, random_scene, seeds

SIZE = (40, 60)
CAT, DOG, KITE, NOTHING = range(4)
LEFT, MIDDLE, RIGHT = (0, 0, 10, 10), (20, 0, 30, 10), (40, 0, 50, 10)


def judged(marked, found, crowds=None, **options):
    dataset = Marked.of(
        blocks(SIZE, *marked, name="a.png"),
        crowds=() if crowds is None else [blocks(SIZE, *crowds)],
    )
    return evaluate(Finds([blocks(SIZE, *found)]), dataset, EvaluationOptions(**options))


def counts(confusion: np.ndarray) -> dict[tuple[int, int], int]:
    return {(int(i), int(j)): int(confusion[i, j]) for i, j in zip(*confusion.nonzero())}  # noqa: B905


def test_each_object_is_right_missed_false_or_mistaken():
    evaluation = judged(
        [("cat", LEFT), ("dog", MIDDLE), ("kite", RIGHT)],
        [("cat", LEFT, 0.9), ("cat", MIDDLE, 0.8), ("dog", (0, 20, 10, 30), 0.7)],
    )
    wanted = {(CAT, CAT): 1, (DOG, CAT): 1, (NOTHING, DOG): 1, (KITE, NOTHING): 1}
    assert counts(evaluation.confusion) == wanted
    (worst,) = evaluation.worst
    assert worst.to_json() == {
        "name": "a.png",
        "place": 0,
        "missed": ["kite"],
        "false": ["dog"],
        "mistaken": [["dog", "cat"]],
        "matched": 1,
        "overlap": 1.0,
    }


def test_only_what_is_shown_counts():
    found = [("cat", LEFT, 0.9), ("dog", MIDDLE, 0.4), ("kite", RIGHT, 0.3)]
    marked = [("cat", LEFT), ("dog", MIDDLE)]
    assert counts(judged(marked, found).confusion) == {(CAT, CAT): 1, (DOG, NOTHING): 1}
    low = judged(marked, found, confidence=Confidence.of("dog=0.3,*=0.5"))
    assert counts(low.confusion) == {(CAT, CAT): 1, (DOG, DOG): 1}


def test_a_second_find_of_the_same_object_is_false():
    evaluation = judged([("cat", LEFT)], [("cat", LEFT, 0.9), ("cat", LEFT, 0.8)])
    assert counts(evaluation.confusion) == {(CAT, CAT): 1, (NOTHING, CAT): 1}


def test_a_find_of_the_right_class_is_not_blamed_for_one_of_another():
    evaluation = judged([("cat", LEFT)], [("dog", LEFT, 0.9), ("cat", LEFT, 0.6)])
    assert counts(evaluation.confusion) == {(CAT, CAT): 1, (NOTHING, DOG): 1}


def test_what_lies_in_a_crowd_counts_neither_way():
    evaluation = judged(
        [], [("cat", (2, 2, 5, 5), 0.9), ("dog", (2, 2, 5, 5), 0.9)], [("cat", LEFT)]
    )
    assert counts(evaluation.confusion) == {(NOTHING, DOG): 1}
    assert evaluation.classes[CAT].shown.wrong == 0


@pytest.mark.parametrize(("iou", "right"), [(0.5, 1), (0.6, 0)])
def test_the_overlap_decides(iou: float, right: int):
    evaluation = judged([("cat", (0, 0, 10, 10))], [("cat", (0, 0, 10, 5.5), 0.9)], iou=iou)
    assert evaluation.confusion[CAT, CAT] == right


def test_the_worst_pictures_come_first_and_are_few():
    marked = [blocks(SIZE, *[("cat", LEFT), ("dog", MIDDLE)][:n], name=str(n)) for n in range(3)]
    found = [blocks(SIZE) for _ in marked]
    evaluation = evaluate(Finds(found), Marked.of(*marked), EvaluationOptions(worst=2))
    assert [each.name for each in evaluation.worst] == ["2", "1"]
    assert all(each.found.image is None for each in evaluation.worst)
    assert evaluate(Finds(found), Marked.of(*marked), EvaluationOptions(worst=0)).worst == ()


def test_a_bad_outline_is_worse_than_a_good_one():
    marked = [blocks(SIZE, ("cat", LEFT), name=name) for name in ("exact", "rough")]
    found = [blocks(SIZE, ("cat", box, 0.9)) for box in (LEFT, (0, 0, 10, 6))]
    (worst,) = evaluate(Finds(found), Marked.of(*marked)).worst
    assert worst.name == "rough"


@settings(max_examples=40)
@given(seeds, st.sampled_from([0.2, 0.5]))
def test_every_object_is_counted_once(seed: int, confidence: float):
    scene = random_scene(seed)
    options = EvaluationOptions(floor=0.0, confidence=Confidence(confidence))
    evaluation = evaluate(Finds(scene.found), scene.dataset, options)
    marked = np.concatenate([each.class_ids for each in scene.marked])
    rows = evaluation.confusion[:-1].sum(1)
    assert rows.tolist() == np.bincount(marked, minlength=len(CLASSES)).tolist()
    right, shown = evaluation.confusion.diagonal()[:-1], evaluation.confusion[:, :-1].sum(0)
    for place, figures in enumerate(evaluation.classes):
        assert right[place] == figures.shown.right
        assert shown[place] == figures.shown.right + figures.shown.wrong
