"""A network with a feature pyramid is explained by the map that most boxes are cut from."""

from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np
import pytest

from maskrcnn.explain import explanation
from maskrcnn.explain.data import drawn
from maskrcnn.explain.explanation import explain
from maskrcnn.explain.page import page
from maskrcnn.explain.steps import open_network
from maskrcnn.explain.words import sentences
from maskrcnn.options import Confidence, EngineOptions, NetworkOptions
from maskrcnn.rcnn.probabilities import sigmoid
from tests.support.pyramids import Pyramid


@pytest.fixture(scope="module")
def told(tmp_path_factory, cat, searched):
    folder = Pyramid().write(tmp_path_factory.mktemp("explain") / "pyramid")
    network = open_network(folder, EngineOptions(precision="f32"), NetworkOptions())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explanation, "available", lambda: True)
        patch.setattr(explanation, "selective_search", lambda _: searched)
        return explain(network, cat, Confidence(0.9))


def of_level(told, level):
    """Return the same where boxes of one level alone were looked at."""
    side = (50, 150, 250)[level]
    boxes = np.zeros_like(told.steps.looked_at) + np.array([0, 0, side, side], np.float32)
    return replace(told, steps=replace(told.steps, looked_at=boxes))


def test_the_page_names_every_map_and_all_anchors(told):
    words, steps = sentences(told), told.steps
    (height, width), maps = steps.view.input_size, steps.cells
    assert maps == tuple((height // stride, width // stride) for stride in (4, 8, 16, 32))
    assert words["all_anchors"] == f"{3 * sum(rows * columns for rows, columns in maps):,}"
    assert words["anchor_product"] == " + ".join(
        f"{rows} × {columns} × 3" for rows, columns in maps
    )
    assert "a pyramid of 3 maps" in words["pyramid"]
    assert "One pyramid of features" in page(told)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_the_map_shown_is_the_one_that_most_boxes_are_cut_from(told, level):
    steps = of_level(told, level).steps
    rows, columns = steps.cells[level]
    assert steps.features.shape == (Pyramid().width, rows, columns)
    anchors = drawn(of_level(told, level))["anchors"]
    assert (anchors["rows"], anchors["columns"]) == (rows, columns)
    start = sum(3 * r * c for r, c in steps.cells[:level])
    said = sigmoid(steps.view.objectness[0, start : start + 3 * rows * columns])
    packed = np.frombuffer(base64.b64decode(anchors["objectness"]), "<u2")
    np.testing.assert_allclose(packed / 65535, said, atol=1e-4)


def test_objects_and_their_crops_are_shown(told):
    objects = drawn(told)["objects"]
    assert len(objects) > 3
    assert all(one["features"] and one["mask"] for one in objects)


def test_regions_alone_are_warped_to_what_the_maps_fit(told):
    assert told.lineage.side == 224
    assert "8 regions of them were each warped to 224×224" in sentences(told)["lineage"]
