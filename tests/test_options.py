"""What can be asked for, and how it is written."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.errors import UsageError
from maskrcnn.labels import Labels
from maskrcnn.options import Confidence, NetworkOptions, Selection

LABELS = Labels(("person", "dog", "kite"))


@pytest.mark.parametrize(
    ("written", "floors"),
    [
        (0.5, [0.5, 0.5, 0.5]),
        ("0.25", [0.25, 0.25, 0.25]),
        ("person=0.7,*=0.4", [0.7, 0.4, 0.4]),
        ("people=0.7", [0.7, 0.5, 0.5]),
        ({"kite": 0.1}, [0.5, 0.5, 0.1]),
    ],
)
def test_thresholds_by_class(written, floors):
    assert Confidence.of(written).floors(LABELS) == pytest.approx(np.float32(floors))


@pytest.mark.parametrize("written", ["high", "1.5", "-0.1", "person=", "person=x", "nan"])
def test_what_is_no_threshold_is_said(written):
    with pytest.raises(UsageError, match="threshold"):
        Confidence.of(written)


def test_classes_not_wanted_are_out_of_reach():
    floors = Selection.of("dog=0.7,*=0.4", "dog,kite").floors(LABELS)
    assert floors.tolist() == pytest.approx([np.inf, 0.7, 0.4])


def test_an_unknown_class_is_refused():
    with pytest.raises(UsageError, match="did you mean 'kite'"):
        Selection.of(0.5, ["kitte"]).floors(LABELS)
    with pytest.raises(UsageError, match="no class 'cat'"):
        Selection.of("cat=0.5").floors(LABELS)


@pytest.mark.parametrize("proposals", [None, 1, 300, 6000])
@pytest.mark.parametrize("input_size", [None, "native", "800,1365", "800"])
def test_what_a_network_may_be_asked(proposals, input_size):
    options = NetworkOptions(input_size, proposals)
    assert (options.input_size, options.proposals) == (input_size, proposals)


@pytest.mark.parametrize("proposals", [0, -1, 6001])
def test_a_number_of_proposals_has_bounds(proposals):
    with pytest.raises(UsageError, match=f"{proposals} proposals: give a number from 1 to 6000"):
        NetworkOptions(proposals=proposals)


def test_an_input_size_is_read_at_once():
    with pytest.raises(UsageError, match="input size 'large': write native"):
        NetworkOptions(input_size="large")
