"""Figures are those of pycocotools: crowds, ties, empty pictures, sizes and all."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.evaluation import EvaluationOptions, evaluate
from maskrcnn.evaluation.objects import Objects
from maskrcnn.evaluation.pairing import paired
from tests.support.judged_scenes import Finds, Marked, Scene, blocks, peer, random_scene, seeds

ALL = EvaluationOptions(floor=0.0)


@settings(max_examples=40)
@given(seeds)
def test_the_twelve_figures_are_those_of_pycocotools(seed: int) -> None:
    scene = random_scene(seed)
    evaluation = evaluate(Finds(scene.found), scene.dataset, ALL)
    assert evaluation.masks is not None
    for kind, summary in (("bbox", evaluation.boxes), ("segm", evaluation.masks)):
        wanted = [None if value < 0 else value for value in peer(scene, kind).stats]
        assert list(astuple(summary)) == pytest.approx(wanted, abs=1e-12)


@settings(max_examples=30)
@given(seeds, st.sampled_from([10, 12, 30]))
def test_classes_and_curves_are_those_of_pycocotools(seed: int, most: int) -> None:
    scene = random_scene(seed)
    options = EvaluationOptions(floor=0.0, most=most)
    found = [each[:most] for each in scene.found]
    evaluation = evaluate(Finds(scene.found), scene.dataset, options)
    reference = peer(Scene(scene.marked, scene.crowds, found), "segm", most).eval
    for place, figures in enumerate(evaluation.classes):
        precision = reference["precision"][:, :, place, 0, 2]
        assert figures.masks is not None
        if (precision < 0).all():
            assert figures.masks.ap is None
        else:
            assert figures.masks.ap == pytest.approx(precision.mean())
            assert figures.masks.ar == pytest.approx(reference["recall"][:, place, 0, 2].mean())
        wanted = np.stack([precision[0], precision[5], precision.mean(0)])
        assert np.allclose(figures.curves, wanted)


@settings(max_examples=40)
@given(seeds, st.sampled_from([0, 3, 9]))
def test_pairs_are_those_of_pycocotools(seed: int, step: int) -> None:
    scene = random_scene(seed)
    reference = peer(scene, "segm")
    judged = [each for each in reference.evalImgs if each and each["aRng"] == [0, 1e10]]
    matched = sum(np.count_nonzero(each["dtMatches"][step]) for each in judged)
    ignored = sum(np.count_nonzero(each["dtIgnore"][step]) for each in judged)
    right = left_out = 0
    for marked, crowds, found in zip(scene.marked, scene.crowds, scene.found, strict=True):
        one, two, three = (
            Objects.of(each, each.class_ids, True) for each in (found, marked, crowds)
        )
        pairing = paired(one, two, three, 0.5 + 0.05 * step)
        right += int(pairing.right.sum())
        left_out += int(pairing.ignored.sum())
    assert (right, left_out) == (matched - ignored, ignored)


def test_boxes_are_compared_as_finely_as_they_are_told() -> None:
    """A box that is off by half a pixel on each side misses an overlap of 0.9."""
    marked = Marked.of(blocks((40, 40), ("cat", (10, 10, 20, 20))))
    found = [blocks((40, 40), ("cat", (9.5, 9.5, 20.5, 20.5), 0.9))]
    assert evaluate(Finds(found), marked).boxes.ap == pytest.approx(0.7)
    told = np.array([[9.5, 9.5, 20.5, 20.5]], np.float32)
    finer = Marked([replace(marked.example(0), boxes=told)])
    assert evaluate(Finds(found), finer).boxes.ap == pytest.approx(1)
