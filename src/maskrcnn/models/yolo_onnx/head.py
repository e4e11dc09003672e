"""The segmentation head of YOLOv5 and YOLOv7: candidate boxes, classes and mask coefficients.

Every cell of three feature maps holds a few *anchors*, boxes of given sizes. For each of them a
convolution of 1x1 gives numbers from which follow the centre and the sides of a box, objectness,
class probabilities and mask coefficients (Redmon and Farhadi, YOLOv3, 2018; Bolya et al., YOLACT,
2019). YOLOv7 learns an offset for the convolution's input, which is folded into its bias; its
checkpoints also hold factors for the output (`im`), which the network does not use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder
from maskrcnn.models.yolo_onnx.convolution import Weights, add_convolution, plain_weights
from maskrcnn.models.yolo_onnx.module import Module

KINDS = ("models.yolo.Segment", "models.yolo.ISegment")

CANDIDATE_LIMIT = 2**21


@dataclass(frozen=True)
class Level:
    """One of the feature maps.

    Attributes
    ----------
    stride : int
        Pixels of the input a cell.
    cells : (int, int)
        Rows and columns.
    anchors : float64 (K, 2)
        Width and height of each anchor, in pixels of the input.
    """

    stride: int
    cells: tuple[int, int]
    anchors: NDArray[np.float64]

    @property
    def candidates(self) -> int:
        """How many boxes it gives."""
        return len(self.anchors) * self.cells[0] * self.cells[1]

    def corners(self) -> NDArray[np.float64]:
        """Return for each candidate x and y of what a shift of nothing gives, (candidates, 2).

        Candidates are ordered by anchor, then row, then column.
        """
        rows, columns = (self.stride * (np.arange(count) - 0.5) for count in self.cells)
        cells = np.stack(np.meshgrid(columns, rows), -1).reshape(-1, 2)
        return np.tile(cells, (len(self.anchors), 1))

    def sides(self) -> NDArray[np.float64]:
        """Return the width and height of each candidate's anchor, (candidates, 2)."""
        return np.repeat(self.anchors, self.cells[0] * self.cells[1], axis=0)


class Head:
    """A segmentation head for an input of one size.

    Parameters
    ----------
    module : Module
        A `Segment` or an `ISegment`.
    size : (int, int)
        Height and width of the input, multiples of the largest stride.

    Raises
    ------
    ModelError
        If the module is something else or has too many candidates.
    """

    def __init__(self, module: Module, size: tuple[int, int]) -> None:
        if module.kind not in KINDS:
            raise ModelError(
                f"ends in a {module.kind}, not in a segmentation head of YOLOv5 or YOLOv7: export "
                "the network to ONNX with the program that trained it"
            )
        self._module = module
        self.classes = module.integer("nc")
        self.masks = module.integer("nm")
        self.levels = _levels(module, size)
        if self.candidates > CANDIDATE_LIMIT:
            raise ModelError(f"has {self.candidates} candidates, more than {CANDIDATE_LIMIT}")

    @property
    def candidates(self) -> int:
        """How many boxes the network gives."""
        return sum(level.candidates for level in self.levels)

    @property
    def columns(self) -> int:
        """How many numbers a candidate has."""
        return 5 + self.classes + self.masks

    def add(self, graph: GraphBuilder, values: list[str], output: str) -> None:
        """Add the head to the graph.

        Parameters
        ----------
        graph : GraphBuilder
        values : list of str
            A feature map for each level.
        output : str
            The name of the candidates, (N, candidates, 5 + classes + masks): `xywh` of a box in
            pixels of the input, objectness, class probabilities, mask coefficients.
        """
        if len(values) != len(self.levels):
            raise ModelError(f"has {len(values)} feature maps for {len(self.levels)} levels")
        name = self._module.name
        rows = [self._add_level(graph, place, value) for place, value in enumerate(values)]
        raw = graph.node(f"{name}.rows", "Concat", *rows, axis=1)
        parts = np.array([2, 2, 1 + self.classes, self.masks])
        centre, sides, certainty, coefficients = graph.nodes(
            [f"{name}.{part}" for part in ("centre", "sides", "certainty", "coefficients")],
            "Split",
            raw,
            graph.weight(f"{name}.parts", parts),
            axis=2,
        )
        centre = self._add_centre(graph, graph.node(f"{centre}.unit", "Sigmoid", centre))
        sides = self._add_sides(graph, graph.node(f"{sides}.unit", "Sigmoid", sides))
        certainty = graph.node(f"{name}.probabilities", "Sigmoid", certainty)
        graph.node(output, "Concat", centre, sides, certainty, coefficients, axis=2)

    def _add_level(self, graph: GraphBuilder, place: int, value: str) -> str:
        """Add a level's convolution and bring its output into rows, (N, candidates, columns)."""
        level, convolution = self.levels[place], self._module.child("m").child(str(place))
        value = add_convolution(graph, convolution, value, self._weights(place, convolution))
        name = f"{self._module.name}.level{place}"
        by_anchor = np.array([0, len(level.anchors), self.columns, -1])
        value = graph.node(
            f"{name}.by_anchor", "Reshape", value, graph.weight(f"{name}.split", by_anchor)
        )
        value = graph.node(f"{name}.columns_last", "Transpose", value, perm=(0, 1, 3, 2))
        by_candidate = np.array([0, -1, self.columns])
        return graph.node(
            f"{name}.rows", "Reshape", value, graph.weight(f"{name}.merge", by_candidate)
        )

    def _weights(self, place: int, convolution: Module) -> Weights:
        outputs = len(self.levels[place].anchors) * self.columns
        channels = convolution.tensor("weight", outputs, None, 1, 1).shape[1]
        weights = plain_weights(convolution)
        if self._module.kind == "models.yolo.Segment":
            return weights
        added = self._module.child("ia").child(str(place)).tensor("implicit", 1, channels, 1, 1)
        return Weights(weights.kernel, weights.bias + weights.kernel[:, :, 0, 0] @ added.ravel())

    def _add_centre(self, graph: GraphBuilder, unit: str) -> str:
        """Add the centre's decoding: a shift of -0.5 to 1.5 cells from the cell's corner."""
        name = f"{self._module.name}.centre"
        steps = [np.full((level.candidates, 1), 2.0 * level.stride) for level in self.levels]
        corners = [level.corners() for level in self.levels]
        step = graph.weight(f"{name}.step", np.concatenate(steps)[None])
        corner = graph.weight(f"{name}.corner", np.concatenate(corners)[None])
        shift = graph.node(f"{name}.shift", "Mul", unit, step)
        return graph.node(f"{name}.decoded", "Add", shift, corner)

    def _add_sides(self, graph: GraphBuilder, unit: str) -> str:
        """Add the sides' decoding: a factor of 0 to 4 on the anchor's."""
        name = f"{self._module.name}.sides"
        largest = np.concatenate([4 * level.sides() for level in self.levels])
        square = graph.node(f"{name}.square", "Mul", unit, unit)
        return graph.node(
            f"{name}.decoded", "Mul", square, graph.weight(f"{name}.largest", largest[None])
        )


def _levels(module: Module, size: tuple[int, int]) -> list[Level]:
    strides = module.attribute("stride")
    if not isinstance(strides, np.ndarray) or not _are_strides(strides):
        raise ModelError(f"{module.name}.stride is not the stride of each feature map")
    anchors = module.tensor("anchors", len(strides), None, 2)
    return [
        Level(stride, (size[0] // stride, size[1] // stride), stride * anchors[place])
        for place, stride in enumerate(map(int, strides))
    ]


def _are_strides(strides: NDArray[Any]) -> bool:
    known = [4, 8, 16, 32, 64, 128]
    return strides.ndim == 1 and 0 < len(strides) <= len(known) and set(strides) <= set(known)
