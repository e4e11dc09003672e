"""What is right and wrong at every confidence, and which confidence a precision needs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.evaluation import Advised, EvaluationOptions, evaluate
from maskrcnn.options import Confidence
from tests.support.judged_scenes import Finds, Marked, blocks, random_scene, seeds

SIZE = (20, 400)


def row(*scores: float, wrong: tuple[float, ...] = ()):
    """Cats side by side, found with these scores, and more of them where nothing is marked."""
    places = [(20 * i, 0, 20 * i + 10, 10) for i in range(len(scores))]
    beside = [(20 * i, 12, 20 * i + 10, 20) for i in range(len(wrong))]
    marked = blocks(SIZE, *(("cat", place) for place in places))
    found = blocks(
        SIZE,
        *(("cat", place, score) for place, score in zip(places, scores, strict=True)),
        *(("cat", place, score) for place, score in zip(beside, wrong, strict=True)),
    )
    return Marked.of(marked), Finds([found])


def advised(precision: float, *scores: float, wrong: tuple[float, ...] = ()) -> Advised:
    dataset, finder = row(*scores, wrong=wrong)
    return Advised.of(evaluate(finder, dataset), precision)


def test_it_is_the_lowest_confidence_that_is_precise_enough():
    advice = advised(0.9, 0.9, 0.8, 0.7, 0.3, wrong=(0.615, 0.2))
    assert advice.confidence == "cat=0.62"
    assert (advice.together.precision, advice.together.recall) == (1.0, 0.75)
    assert advised(0.7, 0.9, 0.8, 0.7, 0.3, wrong=(0.615, 0.2)).confidence == "cat=0.2"


def test_what_is_advised_can_be_asked_for_and_does_what_it_says():
    dataset, finder = row(0.9, 0.8, 0.7, 0.3, wrong=(0.615, 0.2))
    advice = Advised.of(evaluate(finder, dataset), 0.9)
    options = EvaluationOptions(confidence=Confidence.of(advice.confidence))
    shown = evaluate(row(0.9, 0.8, 0.7, 0.3, wrong=(0.615, 0.2))[1], dataset, options)
    assert shown.classes[0].shown.precision == advice.together.precision
    assert shown.classes[0].shown.recall == advice.together.recall
    assert shown.confusion[0, 0] == 3


def test_a_precision_that_cannot_be_reached_is_told_and_the_best_is_advised():
    advice = advised(0.9, 0.9, 0.8, wrong=(0.95, 0.5))
    one = advice.classes["cat"]
    assert not one.reached
    assert one.confidence == 0.5
    assert one.precision == pytest.approx(2 / 3)


def test_nothing_is_shown_of_classes_that_are_never_right():
    advice = advised(0.5, wrong=(0.9,))
    assert (advice.never, advice.classes, advice.confidence) == (("cat",), {}, "*=1")
    assert advice.together.precision is None


def test_a_class_that_is_not_found_needs_no_confidence():
    advice = advised(0.9, 0.7)
    assert (set(advice.classes), advice.never) == ({"cat"}, ())
    assert advice.to_json()["recall"] == 1


def test_no_confidence_below_what_was_counted_is_advised():
    dataset, finder = row(0.9, 0.8)
    options = EvaluationOptions(floor=0.05)
    assert Advised.of(evaluate(finder, dataset, options), 0.5).confidence == "cat=0.05"


@settings(max_examples=40)
@given(seeds, st.integers(0, 99))
def test_counts_are_those_over_each_confidence(seed: int, step: int):
    """A predictor at a confidence shows exactly as many right and wrong objects."""
    scene = random_scene(seed)
    swept = evaluate(Finds(scene.found), scene.dataset, EvaluationOptions(floor=0.0)).together
    asked = EvaluationOptions(floor=0.0, confidence=Confidence(step / 100))
    confusion = evaluate(Finds(scene.found), scene.dataset, asked).confusion
    right = int(confusion.diagonal().sum())
    assert (swept.right[step], swept.wrong[step]) == (right, confusion[:, :-1].sum() - right)
    assert np.all(np.diff(swept.right) <= 0)
