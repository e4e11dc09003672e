"""A small Mask R-CNN and a small Faster R-CNN, and what they make of the cat."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.explain import explanation
from maskrcnn.explain.explanation import Explanation, explain
from maskrcnn.explain.steps import open_network
from maskrcnn.networks import ThreeStage
from maskrcnn.options import Confidence, EngineOptions, NetworkOptions
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.image import read_picture
from tests.support import tutorial_folder
from tests.support.shared import EXAMPLES

F32 = EngineOptions(precision="f32")


@pytest.fixture(scope="session")
def cat() -> Frame:
    return replace(read_picture(EXAMPLES / "cat.jpg"), name="cat.jpg")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tutorial_folder.make(tmp_path_factory.mktemp("explain") / "small-mask-rcnn")


@pytest.fixture(scope="session")
def network(folder: Path) -> ThreeStage:
    return open_network(folder, F32, NetworkOptions("native"))


@pytest.fixture(scope="session")
def without_masks(tmp_path_factory: pytest.TempPathFactory) -> ThreeStage:
    folder = tmp_path_factory.mktemp("explain") / "small-faster-rcnn"
    return open_network(tutorial_folder.make(folder, "faster_rcnn"), F32, NetworkOptions("native"))


@pytest.fixture(scope="session")
def searched() -> np.ndarray:
    """Boxes such as Selective Search gives, in pixels of the cat's picture."""
    corners = np.random.default_rng(3).uniform(0, (400, 260), (150, 2))
    sides = np.array([50, 39])
    return np.concatenate([corners, corners + sides], 1).astype(np.float32)


@pytest.fixture(scope="session")
def told(network: ThreeStage, cat: Frame, searched: np.ndarray) -> Explanation:
    """All there is to tell, whatever this build of OpenCV brings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explanation, "available", lambda: True)
        patch.setattr(explanation, "selective_search", lambda _: searched)
        return explain(network, cat, Confidence(0.6))


@pytest.fixture(scope="session")
def told_of_boxes(without_masks: ThreeStage, cat: Frame) -> Explanation:
    """What is told of a Faster R-CNN, where there is no Selective Search."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explanation, "available", lambda: False)
        return explain(without_masks, cat, Confidence(0.6))


@pytest.fixture(scope="session")
def told_of_nothing(network: ThreeStage, cat: Frame) -> Explanation:
    """What is told where no object passes the confidence."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explanation, "available", lambda: False)
        return explain(network, cat, Confidence.of("thing 1=0.8,*=0.9999"))
