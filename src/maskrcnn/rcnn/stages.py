"""Mask R-CNN in three networks, and what runs between them.

A. `pictures` uint8 (N, H, W, 3) BGR give `features` (N, C, h, w) and, for each of K anchors,
   `objectness` (N, K), logits, and `deltas` (N, K, 4) in the paper's order (tx, ty, tw, th).
B. `features`, `rois` (R, 4) and `pictures` int64 (R,), of which picture each is, give
   `class_logits` (R, classes + 1), the background first, and `deltas` (R, classes, 4).
C. The same and `classes` (R, classes), one-hot, give `masks` (R, m, m), probabilities of that
   class. Faster R-CNN has no such stage.

B and C begin with RoiAlign and max-pooling; a network that begins behind them takes their result,
`crops` (R, C, p, p), and gets it from NumPy. All numbers are float32 where nothing else is said.

The tutorial's network does all this in one go, masks for all 100 detections and 90 classes
included. Here stage C sees only the objects that are wanted, and makes one mask of each.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from maskrcnn.engines.network import Array, Network, NetworkFile
from maskrcnn.masks import Float, Size, Uint8
from maskrcnn.rcnn.anchors import anchor_boxes
from maskrcnn.rcnn.detections import Detections, detect
from maskrcnn.rcnn.proposals import Proposals, propose
from maskrcnn.rcnn.roi import crop_and_pool, sampled_rois
from maskrcnn.rcnn.settings import RCNNSettings

CROPS = "crops"


@dataclass(frozen=True)
class StageFiles:
    """The networks on disk, and what they do not tell."""

    settings: RCNNSettings
    first: NetworkFile
    second: NetworkFile
    third: NetworkFile | None


@dataclass(frozen=True)
class View:
    """What the first stage made of some pictures of one size.

    Attributes
    ----------
    input_size : (int, int)
        Height and width of the pictures.
    features : float32 (N, C, h, w)
    objectness : float32 (N, K)
        Logits.
    deltas : float32 (N, K, 4)
    seconds : dict of str to float
        How long each stage has taken until now, by its letter.
    shapes : dict of str to shape
        What each stage gave.
    """

    input_size: Size
    features: Float
    objectness: Float
    deltas: Float
    seconds: dict[str, float] = field(default_factory=dict)
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.features)

    def note(self, letter: str, seconds: float, outputs: Mapping[str, Array]) -> None:
        """Keep how long a stage took, and the shapes of what it gave."""
        self.seconds[letter] = seconds
        for name, array in outputs.items():
            self.shapes[f"{letter} {name}"] = array.shape

    @property
    def cells(self) -> Size:
        """Rows and columns of the feature map."""
        rows, columns = self.features.shape[2:]
        return rows, columns


@dataclass(frozen=True)
class Classified:
    """What the second stage says of the proposals of one picture.

    Attributes
    ----------
    class_logits : float32 (P, C + 1)
        The background first.
    deltas : float32 (P, C, 4)
    """

    class_logits: Float
    deltas: Float


class Stages:
    """The three networks, compiled; threads may share them."""

    def __init__(
        self, settings: RCNNSettings, first: Network, second: Network, third: Network | None
    ) -> None:
        self.settings = settings
        self._first = first
        self._second = second
        self._third = third

    @property
    def description(self) -> str:
        """What executes the networks, for instance `"openvino f32 on CPU"`."""
        return self._first.description

    @property
    def requests(self) -> int:
        """How many threads may run the networks at once with profit."""
        return self._first.requests

    @property
    def gives_masks(self) -> bool:
        """Whether there is a third stage."""
        return self._third is not None

    def view(self, pictures: Uint8) -> View:
        """Run the first stage on pictures `uint8 (N, H, W, 3)`, BGR."""
        start = time.perf_counter()
        outputs = self._first.run({"pictures": pictures})
        seconds = time.perf_counter() - start
        height, width = pictures.shape[1:3]
        view = View((height, width), outputs["features"], outputs["objectness"], outputs["deltas"])
        view.note("A", seconds, outputs)
        return view

    def propose(self, view: View, most: int | None = None) -> list[Proposals]:
        """Return the proposals of each picture, `most` of each or as many as the model says."""
        (anchors,) = self.settings.anchors
        boxes = anchor_boxes(anchors, view.cells, view.input_size)
        return [
            propose(objectness, deltas, boxes, view.input_size, self.settings, most)
            for objectness, deltas in zip(view.objectness, view.deltas, strict=True)
        ]

    def classify(self, view: View, boxes: Sequence[Float]) -> list[Classified]:
        """Run the second stage on the proposals of all pictures together."""
        classes = self.settings.classes
        if not sum(map(len, boxes)):
            nothing = np.zeros((0, classes + 1), np.float32), np.zeros((0, classes, 4), np.float32)
            return [Classified(*nothing) for _ in boxes]
        outputs = self._run(self._second, "B", view, boxes)
        ends = np.cumsum([len(each) for each in boxes])[:-1]
        logits, deltas = (np.split(outputs[name], ends) for name in ("class_logits", "deltas"))
        return [Classified(*each) for each in zip(logits, deltas, strict=True)]

    def detect(
        self,
        view: View,
        proposals: Sequence[Float],
        classified: Sequence[Classified],
        floors: Float,
    ) -> list[Detections]:
        """Return each picture's objects over their class's floor, `float32 (C,)`, best first."""
        return [
            detect(boxes, said.class_logits, said.deltas, view.input_size, floors, self.settings)
            for boxes, said in zip(proposals, classified, strict=True)
        ]

    def masks(self, view: View, detections: Sequence[Detections]) -> list[Float]:
        """Run the third stage on the detections of all pictures together.

        Returns
        -------
        list of float32 (D, m, m)
            Probabilities over each box.
        """
        if self._third is None or not sum(map(len, detections)):
            return [np.zeros((0, 1, 1), np.float32) for _ in detections]
        class_ids = np.concatenate([each.class_ids for each in detections])
        one_hot = np.zeros((len(class_ids), self.settings.classes), np.float32)
        one_hot[np.arange(len(class_ids)), class_ids] = 1
        outputs = self._run(self._third, "C", view, [each.boxes for each in detections], one_hot)
        ends = np.cumsum([len(each) for each in detections])[:-1]
        return np.split(outputs["masks"], ends)

    def _run(
        self,
        network: Network,
        letter: str,
        view: View,
        boxes: Sequence[Float],
        classes: Float | None = None,
    ) -> dict[str, Array]:
        feeds: dict[str, Array] = {} if classes is None else {"classes": classes}
        feeds |= self._crops(view, boxes) if CROPS in network.inputs else self._rois(view, boxes)
        return _timed(network, letter, feeds, view)

    def _rois(self, view: View, boxes: Sequence[Float]) -> dict[str, Array]:
        samples = self.settings.crop.samples
        rois = sampled_rois(np.concatenate(boxes), view.input_size, view.cells, samples)
        pictures: NDArray[np.int64] = np.repeat(np.arange(len(boxes)), [len(b) for b in boxes])
        return {"features": view.features, "rois": rois, "pictures": pictures}

    def _crops(self, view: View, boxes: Sequence[Float]) -> dict[str, Array]:
        crops = [
            crop_and_pool(features, each, view.input_size, self.settings.crop)
            for features, each in zip(view.features, boxes, strict=True)
        ]
        return {CROPS: np.concatenate(crops)}


def _timed(network: Network, letter: str, feeds: dict[str, Array], view: View) -> dict[str, Array]:
    """Run a network, and note in the view how long it took and what it gave."""
    start = time.perf_counter()
    outputs = network.run(feeds)
    view.note(letter, time.perf_counter() - start, outputs)
    return outputs
