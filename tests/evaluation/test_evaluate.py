"""Going through a dataset with a predictor."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from maskrcnn.errors import PictureError, UsageError
from maskrcnn.evaluation import EvaluationOptions, evaluate
from tests.support.judged_scenes import Finds, Marked, blocks

SIZE = (20, 30)
BOX, BESIDE = (0, 0, 10, 10), (12, 0, 22, 10)


def cats(*scores: float, name: str = ""):
    return blocks(SIZE, *(("cat", BOX, score) for score in scores), name=name)


def test_a_perfect_finder_is_perfect():
    marked = [blocks(SIZE, ("cat", BOX), ("dog", BESIDE)), blocks(SIZE)]
    evaluation = evaluate(Finds(marked), Marked.of(*marked))
    assert evaluation.ap == pytest.approx(1)
    assert evaluation.boxes.ap == pytest.approx(1)
    assert (evaluation.pictures, evaluation.model, evaluation.engine) == (2, "stand-in", "memory")
    assert evaluation.classes[2].figures.ap is None
    assert evaluation.worst == ()


def test_low_scores_count_down_to_the_floor():
    marked = Marked.of(cats(1))
    assert evaluate(Finds([cats(0.02)]), marked).ap == pytest.approx(1)
    assert evaluate(Finds([cats(0.02)]), marked, EvaluationOptions(floor=0.05)).ap == 0


def test_only_the_best_of_a_picture_count():
    wrong = [("dog", BESIDE, 0.9 - i / 100) for i in range(10)]
    found = blocks(SIZE, *wrong, ("cat", BOX, 0.5))
    options = EvaluationOptions(most=10)
    assert evaluate(Finds([found]), Marked.of(cats(1))).ap == pytest.approx(1)
    assert evaluate(Finds([found]), Marked.of(cats(1)), options).ap == 0


def test_pictures_are_given_in_groups_and_steps_are_told():
    marked = [cats(1, name=str(i)) for i in range(5)]
    finder, steps = Finds(marked), []
    evaluate(finder, Marked.of(*marked), EvaluationOptions(group=2), lambda: steps.append(1))
    assert finder.calls == [2, 2, 1]
    assert len(steps) == 5


def test_time_is_told_a_picture():
    costs = evaluate(Finds([cats(1)] * 2), Marked.of(cats(1), cats(1))).costs
    assert costs.network_seconds == 0.25
    assert costs.seconds is not None
    assert 0 < costs.seconds < 1


class Torn(Marked):
    """A dataset whose second picture cannot be read."""

    def picture(self, place):
        if place == 1:
            raise PictureError("b.png: is torn")
        return super().picture(place)


def test_pictures_that_cannot_be_read_are_named_and_left_out():
    marked = [cats(1, name=name) for name in ("a.png", "b.png", "c.png")]
    dataset, refused, steps = Torn.of(*marked), [], []
    evaluation = evaluate(
        Finds([marked[0], marked[2]]),
        dataset,
        told=lambda: steps.append(1),
        refuse=lambda name, error: refused.append((name, str(error))),
    )
    assert refused == [("b.png", "b.png: is torn")]
    assert (evaluation.pictures, len(steps)) == (2, 3)
    assert evaluation.ap == pytest.approx(1)
    with pytest.raises(PictureError, match=r"b\.png"):
        evaluate(Finds(marked), dataset)


def test_where_there_are_boxes_only_boxes_are_compared():
    found = [replace(cats(0.9), crops=None), replace(cats(0.9), crops=None)]
    evaluation = evaluate(Finds(found), Marked.of(cats(1), cats(1)))
    assert evaluation.masks is None
    assert evaluation.figures.ap == pytest.approx(1)
    assert evaluation.to_json()["masks"] is None


def test_no_picture_and_no_object_measure_nothing():
    nothing = evaluate(Finds([]), Marked([]))
    assert (nothing.pictures, nothing.figures.ap, nothing.ap) == (0, None, 0)
    assert evaluate(Finds([cats(0.9)]), Marked.of(cats())).figures.ap is None


def test_it_all_can_be_written_as_json():
    marked = [blocks(SIZE, ("cat", BOX), ("dog", BESIDE), name="a.png")]
    told = evaluate(Finds([cats(0.9)]), Marked.of(*marked)).to_json()
    again = json.loads(json.dumps(told, allow_nan=False))
    assert again["classes"][0]["masks"]["ap"] == pytest.approx(1)
    assert again["classes"][1]["masks"]["ap"] == 0
    assert again["worst"][0]["missed"] == ["dog"]
    assert len(again["curves"][0]) == 101


def test_pictures_of_another_size_are_refused():
    other = blocks((30, 20), ("cat", BOX, 0.9))
    with pytest.raises(UsageError, match="marked at 30×20 pixels, and was found at 20×30"):
        evaluate(Finds([other]), Marked.of(cats(1)))


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"floor": -0.1}, "score -0.1"),
        ({"floor": 1.0}, "score 1"),
        ({"most": 9}, "9 objects a picture: give 10"),
        ({"iou": 0.0}, "overlap 0"),
        ({"worst": -1}, "-1 worst pictures"),
        ({"group": 0}, "0 pictures at once"),
    ],
)
def test_options_that_make_no_sense_are_refused(option, message):
    with pytest.raises(UsageError, match=message):
        EvaluationOptions(**option)
