"""Small Mask R-CNNs with a feature pyramid: seeded random weights, three networks, model folders.

Scores are spread and deltas moderate, so that there are objects of every class, some on each level.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import onnx

from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.labels import Labels
from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.models.spec import Licence, Spec
from maskrcnn.models.stage_folder import write_model
from maskrcnn.models.stage_networks import StageNetworks
from maskrcnn.rcnn.anchors import grid_anchors
from maskrcnn.rcnn.settings import PyramidCrop, RCNNSettings, Suppression
from maskrcnn.rcnn.stages import CROPS

RATIOS = 0.5, 1.0, 2.0
_ANCHOR_CELLS = 12.0
"""Large, so that among proposals that hardly overlap there are some of each level."""
BLUE, GREEN, RED = (255, 0, 0), (0, 255, 0), (0, 0, 255)


@dataclass(frozen=True)
class Pyramid:
    """How a small network is built."""

    strides: tuple[int, ...] = (4, 8, 16)
    coarser: bool = True
    classes: int = 3
    width: int = 6
    box_size: int = 7
    mask_size: int = 14
    sampling: int = 2
    half: bool = True
    seed: int = 3

    @property
    def settings(self) -> RCNNSettings:
        strides = (*self.strides, 2 * self.strides[-1]) if self.coarser else self.strides
        return RCNNSettings(
            classes=self.classes,
            anchors=tuple(grid_anchors((_ANCHOR_CELLS,), RATIOS, s, s, 0.5) for s in strides),
            box_variance=(0.1, 0.1, 0.2, 0.2),
            proposals=Suppression(0.0, 0.3, 60, 60),
            clips_proposals_first=True,
            crop=PyramidCrop(self.strides, self.box_size, self.mask_size, self.sampling),
            detections=Suppression(0.0, 0.5, 40, 40),
        )

    @property
    def spec(self) -> Spec:
        multiple = int(self.settings.anchors[-1].stride or 1)
        return Spec(
            name="small",
            title="A small Mask R-CNN of random weights",
            kind="three-stage",
            labels=Labels(
                tuple(f"thing {n}" for n in range(self.classes)), (BLUE, GREEN, RED)[: self.classes]
            ),
            licence=Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
            input_size=KeepAspectRatio(256, 384, multiple),
            mask_threshold=0.4,
            bears_bf16=True,
            accuracy="none: its weights are random",
        )

    def networks(self) -> StageNetworks:
        """Return the three networks."""
        return StageNetworks(_first(self), _second(self), _third(self))

    def write(self, place: Path, **changes: object) -> Path:
        """Write a model folder or file, of a spec with some changes."""
        write_model(place, replace(self.spec, **changes), self.settings, self.networks())  # type: ignore[arg-type]
        return place


@dataclass
class _Layers:
    """A graph whose weights are random."""

    how: Pyramid
    seed: int
    graph: GraphBuilder = field(default_factory=GraphBuilder)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng((self.how.seed, self.seed))

    def weight(self, name: str, *shape: int, spread: float = 1.0) -> str:
        """Add weights that a float16 holds, so that both kinds of files give the same."""
        inputs = int(np.prod(shape[1:])) or 1
        values = self.random.standard_normal(shape) * spread / np.sqrt(inputs)
        exact = values.astype(np.float16).astype(np.float32)
        add = self.graph.half_weight if self.how.half else self.graph.weight
        return add(name, exact)

    def conv(
        self, name: str, value: str, sizes: tuple[int, int, int], stride: int = 1, spread: float = 1
    ) -> str:
        """Add a convolution of an odd kernel, given outputs, inputs and the kernel's side."""
        outputs, inputs, side = sizes
        return self.graph.node(
            name,
            "Conv",
            value,
            self.weight(f"{name}/kernel", outputs, inputs, side, side, spread=spread),
            self.weight(f"{name}/bias", outputs, spread=0.1),
            kernel_shape=[side] * 2,
            strides=[stride] * 2,
            pads=[side // 2] * 4,
        )

    def relu(self, value: str) -> str:
        return self.graph.node(f"{value}/relu", "Relu", value)

    def dense(self, name: str, value: str, sizes: tuple[int, int], spread: float) -> str:
        outputs, inputs = sizes
        weights = self.weight(f"{name}/weights", outputs, inputs, spread=spread)
        return self.graph.node(
            name, "Gemm", value, weights, self.weight(f"{name}/bias", outputs), transB=1
        )

    def reshaped(self, name: str, value: str, *shape: int) -> str:
        constant = self.graph.weight(f"{name}/shape", np.array(shape, np.int64))
        return self.graph.node(name, "Reshape", value, constant)


def _first(how: Pyramid) -> onnx.ModelProto:
    layers = _Layers(how, 1)
    graph, width = layers.graph, how.width
    numbers = graph.node("float", "Cast", "pictures", to=onnx.TensorProto.FLOAT)
    planes = graph.node("planes", "Transpose", numbers, perm=(0, 3, 1, 2))
    scale = graph.weight("scale", np.array(1 / 64, np.float32))
    value, channels, stride, maps = graph.node("scaled", "Mul", planes, scale), 3, 1, []
    while stride < how.strides[-1]:
        stride *= 2
        value = layers.conv(f"trunk_{stride}", value, (width, channels, 3), 2, spread=1.4)
        value, channels = layers.relu(value), width
        if stride in how.strides:
            maps.append(layers.conv(f"lateral_{stride}", value, (width, width, 1)))
    levels = _joined(graph, maps)
    for level, features in enumerate(levels):
        graph.node(f"features_{level}", "Identity", features)
    if how.coarser:
        levels.append(
            graph.node("coarser", "MaxPool", levels[-1], kernel_shape=[1, 1], strides=[2, 2])
        )
    _propose(layers, levels)
    outputs = _features(how) | {
        "objectness": Tensor(("pictures", "anchors")),
        "deltas": Tensor(("pictures", "anchors", 4)),
    }
    pictures = Tensor(("pictures", "height", "width", 3), np.uint8)
    return graph.model({"pictures": pictures}, outputs, {})


def _joined(graph: GraphBuilder, maps: list[str]) -> list[str]:
    """Add to each map the coarser one, made larger; return them, the finest first."""
    twice = graph.weight("twice", np.array([1, 1, 2, 2], np.float32))
    levels = [maps[-1]]
    for level, lateral in reversed(list(enumerate(maps[:-1]))):
        larger = graph.node(
            f"larger_{level}",
            "Resize",
            levels[0],
            "",
            twice,
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
        levels.insert(0, graph.node(f"joined_{level}", "Add", lateral, larger))
    return levels


def _propose(layers: _Layers, levels: list[str]) -> None:
    """Add what each map says of its anchors; the weights are the same for all maps."""
    graph, width, parts = layers.graph, layers.how.width, {"objectness": 1, "deltas": 4}
    kernels = {
        name: (
            layers.weight(f"rpn/{name}/kernel", len(RATIOS) * each, width, 1, 1),
            layers.weight(f"rpn/{name}/bias", len(RATIOS) * each),
        )
        for name, each in parts.items()
    }
    said: dict[str, list[str]] = {name: [] for name in parts}
    for level, value in enumerate(levels):
        for name, row in (("objectness", (0, -1)), ("deltas", (0, -1, 4))):
            planes = graph.node(f"rpn/{name}_{level}", "Conv", value, *kernels[name])
            last = graph.node(f"{planes}/last", "Transpose", planes, perm=(0, 2, 3, 1))
            said[name].append(layers.reshaped(f"{planes}/rows", last, *row))
    for name, values in said.items():
        graph.node(name, "Concat", *values, axis=1)


def _second(how: Pyramid) -> onnx.ModelProto:
    layers = _Layers(how, 2)
    size = how.width * how.box_size**2
    flat = layers.graph.node("flat", "Flatten", _crops(layers, how.box_size))
    hidden = layers.relu(layers.dense("hidden", flat, (16, size), 1.4))
    layers.dense("class_logits", hidden, (how.classes + 1, 16), 3)
    layers.reshaped(
        "deltas", layers.dense("moved", hidden, (4 * how.classes, 16), 1), -1, how.classes, 4
    )
    outputs = {
        "class_logits": Tensor(("rois", how.classes + 1)),
        "deltas": Tensor(("rois", how.classes, 4)),
    }
    return layers.graph.model(_roi_inputs(how), outputs, {})


def _third(how: Pyramid) -> onnx.ModelProto:
    layers = _Layers(how, 3)
    graph, width, side = layers.graph, how.width, 2 * how.mask_size
    value = layers.relu(layers.conv("mask", _crops(layers, how.mask_size), (width, width, 3)))
    kernel = layers.weight("larger/kernel", width, width, 2, 2, spread=2)
    larger = graph.node(
        "larger", "ConvTranspose", value, kernel, kernel_shape=[2, 2], strides=[2, 2]
    )
    every = layers.conv("every", layers.relu(larger), (how.classes, width, 1), spread=4)
    chosen = layers.reshaped("classes/planes", "classes", -1, how.classes, 1, 1)
    own = graph.node("own", "Mul", every, chosen)
    axis = graph.weight("axis", np.array([1], np.int64))
    logits = graph.node("logits", "ReduceSum", own, axis, keepdims=0)
    graph.node("masks", "Sigmoid", logits)
    inputs = _roi_inputs(how) | {"classes": Tensor(("rois", how.classes))}
    return graph.model(inputs, {"masks": Tensor(("rois", side, side))}, {})


def _crops(layers: _Layers, size: int) -> str:
    """Add RoIAlign of each level, which is a mean of samples."""
    graph, how, crops = layers.graph, layers.how, []
    for level in range(len(how.strides)):
        samples = graph.node(
            f"samples_{level}",
            "RoiAlign",
            *(f"{name}_{level}" for name in ("features", "rois", "pictures")),
            mode="avg",
            sampling_ratio=1,
            output_height=size * how.sampling,
            output_width=size * how.sampling,
            spatial_scale=1.0,
            coordinate_transformation_mode="half_pixel",
        )
        window = [how.sampling] * 2
        crops.append(
            graph.node(
                f"crops_{level}", "AveragePool", samples, kernel_shape=window, strides=window
            )
        )
    return graph.node(CROPS, "Concat", *crops, axis=0)


def _features(how: Pyramid) -> dict[str, Tensor]:
    return {
        f"features_{level}": Tensor(("pictures", how.width, f"rows_{level}", f"columns_{level}"))
        for level in range(len(how.strides))
    }


def _roi_inputs(how: Pyramid) -> dict[str, Tensor]:
    inputs = _features(how)
    for level in range(len(how.strides)):
        inputs[f"rois_{level}"] = Tensor((f"rois_{level}", 4))
        inputs[f"pictures_{level}"] = Tensor((f"rois_{level}",), np.int64)
    return inputs
