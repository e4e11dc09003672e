"""Ours and the ByteTrack of `trackers`, on the same detections, by that package's own measures.

Who is who in the first 200 frames of the pedestrians clip is written down in `pedestrians.csv`: the
tracks of an early version of ours on a larger network's boxes, cut and joined where they were
wrong, by eye in doubtful places; boxes between those written down are interpolated. So that truth
leans towards us. The streets do not: their options were chosen on other seeds.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import maskrcnn
from maskrcnn.instances import Instances
from maskrcnn.sources.frame import Frame
from maskrcnn.tracking import LOW_SCORE, Tracker
from maskrcnn.tracking.overlap import box_iou
from tests.support.moving_objects import moment
from tests.support.shared import shared
from tests.support.street import Truth, street

trackers = pytest.importorskip("trackers")
supervision = pytest.importorskip("supervision")

pytestmark = pytest.mark.development

FLOOR = 0.5
FRAMES = 200
RATE = 10
LONGEST_GAP = 16
"""Frames that are interpolated; after a longer gap somebody was hidden."""


def ours(film: Sequence[Instances]) -> list[Truth]:
    tracker = Tracker(np.full(len(film[0].labels), FLOOR, np.float32))
    shown = [tracker.update(found) for found in film]
    return [(np.asarray(one.track_ids, int), one.boxes) for one in shown]


def theirs(film: Sequence[Instances], rate: float) -> list[Truth]:
    """Their tracker, that begins tracks as ours does: at the same score, in the first frame."""
    tracker = trackers.ByteTrackTracker(
        frame_rate=rate,
        track_activation_threshold=FLOOR,
        high_conf_det_threshold=FLOOR,
        minimum_consecutive_frames=1,
    )
    shown = []
    for found in film:
        detections = supervision.Detections(
            xyxy=found.boxes.copy(), confidence=found.scores.copy(), class_id=found.class_ids.copy()
        )
        tracked = tracker.update(detections)
        known = tracked.tracker_id >= 0
        shown.append((tracked.tracker_id[known].astype(int), tracked.xyxy[known]))
    return shown


def measured(truth: Sequence[Truth], shown: Sequence[Truth]) -> dict[str, Any]:
    """CLEAR MOT (Bernardin and Stiefelhagen, 2008) and IDF1 (Ristani et al., 2016)."""
    evaluation = pytest.importorskip("trackers.eval")
    overlaps = [
        box_iou(real[1].astype(float), found[1].astype(float))
        for real, found in zip(truth, shown, strict=True)
    ]
    names = [[each[0] for each in film] for film in (truth, shown)]
    return {
        **evaluation.compute_clear_metrics(*names, overlaps),
        **evaluation.identity.compute_identity_metrics(*names, overlaps),
    }


def pedestrians() -> list[Truth]:
    with Path(__file__).with_name("pedestrians.csv").open() as file:
        lines = np.array(list(csv.reader(file))[1:], float)
    truth: list[dict[int, np.ndarray]] = [{} for _ in range(FRAMES)]
    for person in np.unique(lines[:, 0]):
        times, boxes = lines[lines[:, 0] == person, 1], lines[lines[:, 0] == person, 2:]
        for before, after in pairwise(times):
            known = after - before <= LONGEST_GAP
            for t in np.arange(before, after + 1) if known else (before, after):
                truth[int(t)][int(person)] = np.array([np.interp(t, times, e) for e in boxes.T])
    return [(np.array(list(each)), np.array(list(each.values())).reshape(-1, 4)) for each in truth]


@pytest.fixture(scope="module")
def clip() -> list[Instances]:
    path = shared("video", "vtest.avi")
    predict = maskrcnn.load("yolov5s-seg", confidence=LOW_SCORE, classes="person")
    video, film = cv2.VideoCapture(str(path)), []
    for t in range(FRAMES):
        _, image = video.read()
        film.append(predict(Frame(np.asarray(image, np.uint8), "vtest", moment=moment(t / RATE))))
    return film


def test_pedestrians_are_told_apart_no_worse(clip):
    truth = pedestrians()
    mine, peer = measured(truth, ours(clip)), measured(truth, theirs(clip, RATE))
    assert mine["IDSW"] <= peer["IDSW"]
    assert mine["Frag"] <= peer["Frag"]
    assert mine["IDF1"] >= peer["IDF1"]


def test_people_in_a_street_are_told_apart_better():
    """Summed over nine streets; each alone is a matter of luck by a few switches."""
    totals: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for rate, seed in product((10, 15, 30), range(100, 103)):
        film, truth = zip(*street(20, 8 * rate, rate, seed), strict=True)
        for total, shown in zip(totals, (ours(film), theirs(film, rate)), strict=True):
            total.update(measured(truth, shown))
    mine, peer = totals
    assert mine["IDSW"] < 0.8 * peer["IDSW"]
    assert mine["Frag"] <= 1.01 * peer["Frag"]
    assert mine["IDF1"] > 1.05 * peer["IDF1"]
