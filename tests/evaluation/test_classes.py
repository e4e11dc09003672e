"""Classes of a model and of a dataset, matched by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maskrcnn.errors import UsageError
from maskrcnn.evaluation import evaluate
from maskrcnn.evaluation.classes import ClassMatch
from maskrcnn.labels import Labels
from tests.support.judged_scenes import Finds, Marked, blocks


@pytest.mark.parametrize(
    ("model", "dataset", "places"),
    [
        (("cat", "dog"), ("dog", "cat"), [1, 0]),
        (("Cat", "traffic_light"), ("traffic light", "cat"), [1, 0]),
        (("airplane",), ("aeroplane",), [0]),
        (("aeroplane",), ("airplane",), [0]),
        (("cat", "unicorn"), ("cat",), [0, -1]),
        (("cat", "cats"), ("cat", "cats"), [0, 1]),
    ],
)
def test_names_and_other_words_for_them_are_the_same(model, dataset, places):
    assert ClassMatch.of(Labels(model), Labels(dataset)).places.tolist() == places


def test_what_one_side_lacks_is_told():
    match = ClassMatch.of(Labels(("cat", "unicorn")), Labels(("cat", "yeti", "gnome")))
    assert (match.only_model, match.only_dataset) == (("unicorn",), ("yeti", "gnome"))
    missed, uncounted = match.notes
    assert "does not know yeti, gnome" in missed
    assert "does not mark unicorn" in uncounted


def test_no_class_in_common_is_an_error_that_names_both():
    with pytest.raises(UsageError, match=r"finds pill; the dataset marks cat, dog, kite"):
        evaluate(Finds([blocks((9, 9), labels=Labels(("pill",)))]), Marked.of(blocks((9, 9))))


def test_what_the_model_does_not_know_is_missed_and_what_is_not_marked_is_not_counted():
    box = (0, 0, 8, 8)
    marked = Marked.of(blocks((9, 20), ("cat", box), ("dog", (10, 0, 18, 8))))
    labels = Labels(("unicorn", "cat"))
    found = blocks((9, 20), ("cat", box, 0.9), ("unicorn", box, 0.9), labels=labels)
    evaluation = evaluate(Finds([replace(found, labels=labels)]), marked)
    assert evaluation.ap == pytest.approx(0.5)
    assert evaluation.together.at(0.5).wrong == 0
    assert len(evaluation.notes) == 2
