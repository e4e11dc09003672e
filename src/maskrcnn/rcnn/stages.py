"""Mask R-CNN in three networks, and what runs between them.

A. `pictures` uint8 (N, H, W, 3) BGR give `features` (N, C, h, w) and, for each of K anchors,
   `objectness` (N, K), logits, and `deltas` (N, K, 4) in the paper's order (tx, ty, tw, th).
B. `features`, `rois` (R, 4) and `pictures` int64 (R,), of which picture each is, give
   `class_logits` (R, classes + 1), the background first, and `deltas` (R, classes, 4).
C. The same and `classes` (R, classes), one-hot, give `masks` (R, m, m), probabilities of that
   class. Faster R-CNN has no such stage.

B and C begin with RoiAlign and max-pooling; a network that begins behind them takes their result,
`crops` (R, C, p, p), and gets it from NumPy. All numbers are float32 where nothing else is said.

With a feature pyramid of L maps, A gives `features_0` to `features_{L-1}`, the finest first;
anchors go map by map, and there may be some of one coarser map, from which no boxes are cut. B and
C take `features_l`, `rois_l` (R_l, 4), in cells of that map, and `pictures_l` (R_l,) of each level
l, cut boxes out by RoiAlign and average-pooling, and join them to `crops` in the order of the
levels, which is that of the rows that come out.

The tutorial's network does all this in one go, masks for all 100 detections and 90 classes
included. Here stage C sees only the objects that are wanted, and makes one mask of each.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from maskrcnn.engines.network import Array, Network, NetworkFile
from maskrcnn.errors import ModelError
from maskrcnn.masks import Float, Size, Uint8
from maskrcnn.rcnn.anchors import all_anchor_boxes
from maskrcnn.rcnn.detections import Detections, detect
from maskrcnn.rcnn.proposals import Proposals, propose
from maskrcnn.rcnn.regions import CROPS, Letter, cropped, placed
from maskrcnn.rcnn.settings import RCNNSettings, RoiCrop
from maskrcnn.rcnn.view import View

__all__ = ["CROPS", "Classified", "StageFiles", "Stages", "maps_of", "outputs_of_first"]

Shapes: TypeAlias = Mapping[str, tuple[int | None, ...]]

_STRANGERS = "the files of the model do not belong together: get it again"


@dataclass(frozen=True)
class StageFiles:
    """The networks on disk, and what they do not tell."""

    settings: RCNNSettings
    first: NetworkFile
    second: NetworkFile
    third: NetworkFile | None


def outputs_of_first(settings: RCNNSettings) -> tuple[str, ...]:
    """Return the names of what the first stage gives, the maps first."""
    return (*maps_of(settings), "objectness", "deltas")


def maps_of(settings: RCNNSettings) -> tuple[str, ...]:
    """Return the names of the feature maps that boxes are cut from, the finest first."""
    if isinstance(settings.crop, RoiCrop):
        return ("features",)
    return tuple(f"features_{level}" for level in range(len(settings.crop.strides)))


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
        """Run the first stage on pictures `uint8 (N, H, W, 3)`, BGR.

        Raises
        ------
        ModelError
            Here and in the other stages, if a network takes or gives what does not fit the
            settings.
        """
        start = time.perf_counter()
        outputs = self._first.run({"pictures": pictures})
        seconds = time.perf_counter() - start
        count, height, width = pictures.shape[:3]
        _expect("A", outputs, self._map_shapes(count, (height, width)))
        maps = tuple(outputs[name] for name in maps_of(self.settings))
        cells = self._cells(maps, (height, width))
        anchors = len(all_anchor_boxes(self.settings.anchors, cells, (height, width)))
        _expect("A", outputs, {"objectness": (count, anchors), "deltas": (count, anchors, 4)})
        view = View((height, width), maps, outputs["objectness"], outputs["deltas"])
        view.note("A", seconds, outputs)
        return view

    def anchors(self, view: View) -> Float:
        """Return the boxes of all anchors, `float32 (K, 4)`, read-only."""
        return all_anchor_boxes(self.settings.anchors, self.cells(view), view.input_size)

    def cells(self, view: View) -> tuple[Size, ...]:
        """Return the rows and columns of each map that has anchors, the finest first."""
        return self._cells(view.maps, view.input_size)

    def _map_shapes(self, count: int, input_size: Size) -> Shapes:
        crop = self.settings.crop
        if isinstance(crop, RoiCrop):
            return {"features": (count, None, None, None)}
        sizes = [[side // stride for side in input_size] for stride in crop.strides]
        maps = zip(maps_of(self.settings), sizes, strict=True)
        return {name: (count, None, *size) for name, size in maps}

    def _cells(self, maps: Sequence[Float], input_size: Size) -> tuple[Size, ...]:
        height, width = input_size
        cells = [(each.shape[2], each.shape[3]) for each in maps]
        for coarser in self.settings.anchors[len(maps) :]:
            stride = int(coarser.stride or 1)
            cells.append((height // stride, width // stride))
        return tuple(cells)

    def propose(self, view: View, most: int | None = None) -> list[Proposals]:
        """Return the proposals of each picture, `most` of each or as many as the model says."""
        anchors = self.anchors(view)
        return [
            propose(objectness, deltas, anchors, view.input_size, self.settings, most)
            for objectness, deltas in zip(view.objectness, view.deltas, strict=True)
        ]

    def classify(self, view: View, boxes: Sequence[Float]) -> list[Classified]:
        """Run the second stage on the proposals of all pictures together."""
        classes = self.settings.classes
        shapes = {"class_logits": (classes + 1,), "deltas": (classes, 4)}
        if not sum(map(len, boxes)):
            logits, deltas = (np.zeros((0, *each), np.float32) for each in shapes.values())
            return [Classified(logits, deltas) for _ in boxes]
        outputs = self._run(self._second, "B", view, boxes, shapes)
        ends = np.cumsum([len(each) for each in boxes])[:-1]
        parts = (np.split(outputs[name], ends) for name in shapes)
        return [Classified(*each) for each in zip(*parts, strict=True)]

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
        boxes = [each.boxes for each in detections]
        outputs = self._run(self._third, "C", view, boxes, {"masks": (None, None)}, one_hot)
        ends = np.cumsum([len(each) for each in detections])[:-1]
        return np.split(outputs["masks"], ends)

    def _run(
        self,
        network: Network,
        letter: Letter,
        view: View,
        boxes: Sequence[Float],
        shapes: Shapes,
        classes: Float | None = None,
    ) -> dict[str, Array]:
        """Run a network on boxes, and note in the view how long it took and what it gave.

        It gives arrays of some `shapes` for each box.
        """
        crop = self.settings.crop
        if CROPS in network.inputs:
            regions = cropped(view, boxes, crop, letter)
        else:
            regions = placed(view, boxes, crop)
        feeds = dict(regions.feeds)
        if classes is not None:
            feeds["classes"] = regions.placed(classes)
        if set(network.inputs) != set(feeds):
            raise ModelError(
                f"stage {letter} takes {', '.join(network.inputs)} and is given "
                f"{', '.join(feeds)}: {_STRANGERS}"
            )
        start = time.perf_counter()
        outputs = network.run(feeds)
        seconds = time.perf_counter() - start
        _expect(letter, outputs, {name: (regions.count, *each) for name, each in shapes.items()})
        picked = {name: regions.picked(outputs[name]) for name in shapes}
        view.note(letter, seconds, picked)
        return picked


def _expect(letter: str, outputs: Mapping[str, Array], shapes: Shapes) -> None:
    """Check what a stage gives, where a length that is None may be any.

    Raises
    ------
    ModelError
        If it gives something else.
    """
    for name, shape in shapes.items():
        if name not in outputs:
            raise ModelError(f"stage {letter} gives no {name}: {_STRANGERS}")
        given = outputs[name].shape
        if len(given) != len(shape) or not all(
            wanted in (None, length) for wanted, length in zip(shape, given, strict=True)
        ):
            wanted = "×".join("any" if length is None else str(length) for length in shape)
            raise ModelError(
                f"stage {letter} gives {name} of {'×'.join(map(str, given))} in place of {wanted}: "
                f"{_STRANGERS}"
            )
