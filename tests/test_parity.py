"""Parity: the same results agree, and every way of not agreeing is seen and measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.options import Confidence
from maskrcnn.parity import Agreement, Tolerance, agreement
from tests.support.samples import two_people_and_a_dog
from tests.support.strategies import LABELS, instances

PERSON, DOG, KITE = range(3)


def found(*rows: tuple[int, float, tuple[float, float, float, float]]) -> Instances:
    """Detections in a picture of 100×100: class, score, box; masks fill their boxes."""
    return Instances(
        size=(100, 100),
        boxes=np.array([box for *_, box in rows], np.float32).reshape(-1, 4),
        scores=np.array([score for _, score, _ in rows], np.float32),
        class_ids=np.array([class_id for class_id, *_ in rows], np.int32),
        crops=tuple(np.full((2, 2), 255, np.uint8) for _ in rows),
        labels=LABELS,
    )


@st.composite
def two_results(draw: st.DrawFn) -> tuple[Instances, Instances]:
    """Results for one picture: the second has some detections of the first, moved, and others."""
    first = draw(instances())
    order = draw(st.permutations(range(len(first))))
    second = first[order[: draw(st.integers(0, len(first)))]]
    moves = st.floats(-3, 3, width=32)
    shift = np.array([[draw(moves) for _ in range(4)] for _ in second], np.float32).reshape(-1, 4)
    boxes = np.clip(second.boxes + shift, 0, np.array([*first.size[::-1]] * 2, np.float32))
    return first, replace(second, boxes=boxes)


@given(instances(), st.booleans())
def test_a_result_agrees_with_itself(result, with_masks):
    result = result if with_masks else replace(result, crops=None)
    agreed = agreement(result, result)
    assert agreed.reference == agreed.other == agreed.matched == np.count_nonzero(result.scores)
    assert agreed.box_iou == pytest.approx(1)
    assert agreed.corner == agreed.score == 0
    assert agreed.mask == agreed.worst_mask == (0 if with_masks else None)
    assert agreed.within(Tolerance())


@given(two_results())
def test_it_does_not_matter_which_one_is_the_reference(results):
    first, second = results
    there, back = agreement(first, second), agreement(second, first)
    assert (there.matched, there.reference, there.other) == (
        back.matched,
        back.other,
        back.reference,
    )
    assert there.box_iou == pytest.approx(back.box_iou)
    assert there.within(Tolerance()) == back.within(Tolerance())


@given(two_results(), st.sampled_from([0.0, 0.3, 0.9]))
def test_every_detection_over_the_confidence_is_told_of_once(results, confidence):
    first, second = results
    agreed = agreement(first, second, confidence)
    for result, alone in ((first, agreed.only_reference), (second, agreed.only_other)):
        over = np.count_nonzero(result.scores > np.float32(confidence))
        assert len(alone) <= over <= agreed.matched + len(alone)
        assert (alone.scores > np.float32(confidence)).all()


@given(two_results())
def test_figures_lie_in_their_ranges(results):
    agreed = agreement(*results)
    assert 0.5 <= agreed.box_iou <= 1 + 1e-6
    worst, together = agreed.worst_mask or 0, agreed.mask or 0
    assert 0 <= together <= worst + 1e-9
    assert worst <= 1
    assert 0 <= agreed.corner <= max(results[0].size)
    assert 0 <= agreed.score <= 1


def test_what_is_apart_within_a_pair_is_measured():
    reference = found((PERSON, 0.9, (10, 10, 30, 30)), (DOG, 0.8, (50, 50, 90, 90)))
    other = found((DOG, 0.79, (50, 50, 90, 80)), (PERSON, 0.9, (10, 10, 30, 30.5)))
    agreed = agreement(reference, other)
    assert agreed.matched == 2
    assert agreed.box_iou == pytest.approx(0.75)
    assert agreed.corner == 10
    assert agreed.score == pytest.approx(0.01)
    assert agreed.worst_mask == pytest.approx(400 / 1600)
    assert agreed.mask == pytest.approx(400 / 2000)


def test_masks_are_compared_after_the_threshold():
    reference = found((PERSON, 0.9, (0, 0, 50, 20)))
    for probability, part in ((130, 0), (120, 1)):
        other = replace(reference, crops=(np.full((7, 7), probability, np.uint8),))
        assert agreement(reference, other).mask == part


def test_masks_are_compared_where_either_box_is():
    agreed = agreement(found((PERSON, 0.9, (0, 0, 50, 20))), found((PERSON, 0.9, (10, 0, 60, 20))))
    assert agreed.mask == pytest.approx(20 / 60)


def test_only_detections_of_one_class_are_the_same_object():
    box = (10, 10, 30, 30)
    agreed = agreement(found((PERSON, 0.9, box)), found((DOG, 0.9, box)))
    assert agreed.matched == 0
    assert (agreed.only_reference.names, agreed.only_other.names) == (["person"], ["dog"])
    assert not agreed.within(Tolerance())


def test_boxes_that_hardly_overlap_are_two_objects():
    reference = found((KITE, 0.9, (0, 0, 30, 10)))
    assert agreement(reference, found((KITE, 0.9, (10, 0, 40, 10)))).matched == 1
    assert agreement(reference, found((KITE, 0.9, (11, 0, 41, 10)))).matched == 0


def test_the_best_overlap_is_matched_and_each_detection_once():
    reference = found((PERSON, 0.9, (0, 0, 40, 10)), (PERSON, 0.8, (4, 0, 44, 10)))
    agreed = agreement(reference, found((PERSON, 0.85, (5, 0, 45, 10))))
    assert agreed.corner == 1
    assert agreed.only_reference.scores == pytest.approx([0.9])
    assert len(agreed.only_other) == 0


def test_nothing_agrees_with_nothing():
    nothing = Instances.empty((100, 100), LABELS)
    assert agreement(nothing, nothing).within(Tolerance())
    agreed = agreement(nothing, found((DOG, 0.9, (0, 0, 9, 9))))
    assert (agreed.reference, agreed.matched, agreed.other) == (0, 0, 1)
    assert not agreed.within(Tolerance())


@pytest.mark.parametrize(
    ("score", "other_score", "matched", "unmatched"),
    [
        (0.5004, 0.4996, 1, 0),  # the confidence falls between them
        (0.4998, 0.4996, 0, 0),  # nobody would see them
        (0.5004, None, 0, 1),
        (0.4996, None, 0, 0),
    ],
)
def test_scores_close_to_the_confidence(score, other_score, matched, unmatched):
    box = (10, 10, 30, 30)
    reference = found((PERSON, score, box))
    other = found() if other_score is None else found((PERSON, other_score, box))
    agreed = agreement(reference, other, 0.5)
    back = agreement(other, reference, 0.5)
    assert agreed.matched == back.matched == matched
    assert len(agreed.only_reference) == len(back.only_other) == unmatched
    assert len(agreed.only_other) == len(back.only_reference) == 0
    assert agreed.within(Tolerance()) == (unmatched == 0)


def test_confidence_by_class():
    reference = found((PERSON, 0.6, (0, 0, 9, 9)), (DOG, 0.6, (20, 20, 40, 40)))
    agreed = agreement(reference, found(), "person=0.7,*=0.5")
    assert agreed.only_reference.names == ["dog"]


def test_results_are_found_a_little_lower_than_they_are_compared():
    below = Tolerance(score=0.01).below("person=0.7,dog=0,*=0.5")
    assert below.default == pytest.approx(0.49)
    assert dict(below.by_class) == {"person": pytest.approx(0.69), "dog": 0}
    assert Tolerance().below(Confidence(0.5)) == Tolerance().below(0.5)


SAME = Agreement(
    matched=3,
    box_iou=0.999,
    corner=5.0,
    score=0.001,
    mask=0.001,
    worst_mask=0.2,
    only_reference=found(),
    only_other=found(),
)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"mask": None, "worst_mask": None}, True),
        ({"box_iou": 0.9989}, False),
        ({"score": 0.0011}, False),
        ({"mask": 0.0011}, False),
        ({"only_reference": found((DOG, 0.9, (0, 0, 9, 9)))}, False),
        ({"only_other": found((DOG, 0.9, (0, 0, 9, 9)))}, False),
    ],
)
def test_each_figure_alone_can_make_the_difference(change, same):
    assert replace(SAME, **change).within(Tolerance()) == same


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"size": (61, 80)}, "80×60 and 80×61 pixels"),
        ({"labels": Labels(("person", "dog"), LABELS.colors)}, "labels"),
        ({"crops": None}, "masks"),
    ],
)
def test_results_of_two_pictures_or_models_are_refused(change, message):
    result = two_people_and_a_dog()
    with pytest.raises(UsageError, match=message):
        agreement(result, replace(result, **change))
