"""The published loop draws what our drawing in the tutorial's look does."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

import maskrcnn
from maskrcnn.bench.published_loop import PublishedLoop
from maskrcnn.drawing.painter import paint
from maskrcnn.labels import Labels, read_labels
from maskrcnn.options import NetworkOptions
from tests.support import tutorial_folder

NATIVE = NetworkOptions("native")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tutorial_folder.make(tmp_path_factory.mktemp("bench") / "mask-rcnn-coco")


@pytest.fixture(scope="module")
def photo():
    noise = np.random.default_rng(5).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return cv2.resize(noise, (160, 120), interpolation=cv2.INTER_CUBIC)


def published(folder, confidence):
    labels = read_labels(folder / "object_detection_classes_coco.txt", folder / "colors.txt")
    graph = folder / "frozen_inference_graph.pb"
    return PublishedLoop(graph, folder / tutorial_folder.TEXT_GRAPH, labels, confidence)


def test_it_keeps_what_we_keep(folder, photo):
    found = maskrcnn.load(folder, engine="opencv", network=NATIVE)(photo)
    drawn = published(folder, 0.5)(photo)
    assert len(found) > 1
    assert sorted(drawn.scores, reverse=True) == pytest.approx(found.scores.tolist())


def test_it_draws_what_we_draw(folder, photo):
    predictor = maskrcnn.load(folder, engine="opencv", mask_interpolation="nearest", network=NATIVE)
    found = predictor(photo)
    best = found[:1]
    color = found.labels.palette(len(found.labels))[best.class_ids[0]]
    one = replace(best, labels=Labels(best.labels.names, (tuple(color.tolist()),)))
    confidence = float(found.scores[:2].mean())
    theirs, ours = published(folder, confidence)(photo).picture, paint(photo, one)
    below_the_label = int(one.boxes[0, 1]) + 26  # ours stands on a plate
    difference = np.abs(theirs.astype(int) - ours)[below_the_label:]
    assert (theirs != photo)[below_the_label:].any()
    assert (difference > 1).mean() < 0.001


def test_parts_are_timed_and_the_picture_given_stays(folder, photo):
    before = photo.copy()
    drawn = published(folder, 0.5)(photo)
    assert np.array_equal(photo, before)
    assert min(drawn.blob, drawn.forward, drawn.drawing) > 0


def test_boxes_that_leave_the_picture_do_no_harm(folder, photo):
    loop = published(folder, 0.5)
    rows = [
        [0, 1, 0.9, -0.5, -0.2, 0.5, 1.4],
        [0, 2, 0.8, 1.1, 1.2, 1.5, 1.6],
        [0, 2, 0.7, 0.5, 0.5, 0.501, 0.501],
        [0, 0, 0.4, 0, 0, 1, 1],
    ]

    class Net:
        def setInput(self, blob):  # noqa: N802
            assert blob.shape == (1, 3, 120, 160)

        def forward(self, names):
            assert names == ["detection_out_final", "detection_masks"]
            return np.array([[rows]], np.float32), np.ones((4, 3, 15, 15), np.float32)

    loop._net = Net()
    drawn = loop(photo)
    assert drawn.scores.tolist() == pytest.approx([0.9, 0.7])
    assert (drawn.picture[60:, 30:70] != photo[60:, 30:70]).any(2).mean() > 0.9
