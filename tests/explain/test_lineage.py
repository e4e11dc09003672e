"""The four ways: what each counts, and that its time is made of what it does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.explain import explanation
from maskrcnn.explain.explanation import explain
from maskrcnn.explain.lineage import SAMPLE, trace_lineage, warped
from maskrcnn.explain.steps import take_steps
from maskrcnn.options import Confidence


def test_the_ways_are_told_in_the_order_of_their_years(told):
    names = [way.name for way in told.lineage.ways]
    assert names == ["R-CNN", "Fast R-CNN", "Faster R-CNN", "Mask R-CNN"]
    years = [int(way.source.split(", ")[1]) for way in told.lineage.ways]
    assert years == [2014, 2015, 2015, 2017]


def test_each_way_counts_its_own_boxes_and_passes(told, searched):
    alone, fast, faster, mask = told.lineage.ways
    assert alone.proposals == alone.passes == fast.proposals == len(searched)
    assert [way.passes for way in (fast, faster, mask)] == [1, 1, 1]
    assert faster.proposals == mask.proposals == len(told.steps.looked_at)
    assert alone.objects is None
    assert mask.objects == len(told.steps.found)


def test_times_are_those_of_the_steps(told):
    seconds, (alone, fast, faster, mask) = told.steps.seconds, told.lineage.ways
    assert faster.networks == pytest.approx(seconds["A"] + seconds["B"])
    assert mask.networks == pytest.approx(faster.networks + seconds["C"])
    assert mask.seconds == pytest.approx(mask.networks + seconds["proposals"])
    assert alone.searching == fast.searching
    assert alone.networks > fast.networks
    assert told.lineage.sample == SAMPLE


def test_without_selective_search_the_older_two_are_missing(told_of_boxes):
    assert [way.name for way in told_of_boxes.lineage.ways] == ["Faster R-CNN"]
    assert told_of_boxes.lineage.searched is None
    assert len(told_of_boxes.lineage.proposed) == len(told_of_boxes.steps.looked_at)


def test_where_nothing_is_proposed_nothing_is_measured(network, cat):
    floors = Confidence(0.6).floors(network.spec.labels)
    ours = take_steps(network, cat.image, floors)
    fast = take_steps(network, cat.image, floors, np.zeros((0, 4), np.float32))
    lineage = trace_lineage(ours, fast, 0.5)
    assert lineage.sample == 0
    assert lineage.ways[0].seconds == pytest.approx(0.5)


def test_the_boxes_asked_for_are_the_ones_explained(network, cat, searched, monkeypatch):
    monkeypatch.setattr(explanation, "selective_search", lambda _: searched)
    told = explain(network, cat, Confidence(0.3), "selective-search")
    assert told.steps.proposer == "selective-search"
    assert told.lineage.ways[1].objects == len(told.steps.found)
    assert len(told.lineage.proposed) == network.stages.settings.proposals.total


edges = st.floats(0, 60, width=32)


@given(st.tuples(edges, edges, edges, edges))
def test_any_box_is_warped_into_the_same_square(edges):
    x0, x1 = sorted(edges[:2])
    y0, y1 = sorted(edges[2:])
    picture = np.zeros((60, 60, 3), np.uint8)
    assert warped(picture, np.array([x0, y0, x1, y1], np.float32)).shape == (224, 224, 3)


def test_a_region_is_cut_where_its_box_lies():
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[10:20, 30:50] = 200
    assert np.all(warped(picture, np.array([30, 10, 50, 20], np.float32)) == 200)
