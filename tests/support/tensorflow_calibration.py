"""Gives the random weights of a detector in two stages statistics like those of trained ones.

Layer by layer, on pictures: batch normalisation gets the mean and the variance of what it
normalises, and layers with biases are scaled and shifted to spread as their results should. What
the detector finds still means nothing, but it finds about as much as a trained one.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from maskrcnn.models.tensorflow_graph import read_graph, write_text_graph
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.heads import TwoStageHeads, find_heads
from maskrcnn.models.tensorflow_graph.schema import GraphDef
from maskrcnn.models.tensorflow_graph.simplification import simplified
from tests.support.tensorflow_nets import Image, run
from tests.support.tensorflow_operations import Arrays, Floats, compute

_BOXES, _OBJECTNESS, _CLASSES, _MASKS = 0.8, 1.5, 3.0, 2.0
"""Standard deviations of what the heads give; those of layers before a rectifier are 1."""

_HASTE = 1.75
"""How much faster the background grows with the strength of features than all classes together."""

_LEAST_VARIANCE = 1e-4
_MASKS_EACH = 10
"""Of the best detections of each picture, masks tell enough."""


def calibrate(path: Path, pictures: Sequence[Image], detected: float = 0.08) -> None:
    """Calibrate a graph, and write it in its place.

    Parameters
    ----------
    path : Path
        Mask R-CNN or Faster R-CNN.
    pictures : sequence of (height, width, 3) uint8
        BGR, all of one size.
    detected : float
        The share of their proposals that shall be objects of some class with more than 0.5.
    """
    graph = simplified(read_graph(path))
    heads = find_heads(graph)
    assert isinstance(heads, TwoStageHeads)
    layers = Layers(graph, _spreads(graph, heads))
    proposals, detections = heads.proposals, heads.detections
    image = np.stack(pictures)[..., ::-1].astype(np.float32)
    layers.feed(heads.picture, image, (proposals.boxes, proposals.scores))
    layers.save(path)
    pooled = _pooled(graph, heads.crop)
    layers.feed(pooled, _crops(path, pictures, pooled), (detections.boxes, detections.scores))
    layers.hold_back(detections.scores, detected)
    layers.save(path)
    if heads.masks is not None and heads.mask_crop is not None:
        pooled = _pooled(graph, heads.mask_crop)
        crops = _crops(path, pictures, pooled, most=_MASKS_EACH)
        layers.feed(pooled, crops, (heads.masks,))
        layers.save(path)


class Layers:
    """The layers of a graph with weights that change while pictures pass through.

    `spreads` are standard deviations of what layers with biases shall give, where not 1.
    """

    def __init__(self, graph: Graph, spreads: Mapping[str, float]) -> None:
        self._graph = graph
        self._spreads = spreads
        self._weights: dict[str, Floats] = {}
        self._values: dict[str, Arrays] = {}

    def feed(self, start: str, value: Floats, ends: Iterable[str]) -> None:
        """Compute everything between a node whose value is given and the ends, and calibrate it."""
        self._values = {start: value}
        for node in self._graph.upstream(ends, stops={start}):
            if node.op != "Const":
                self._values[node.name] = self._layer(node)

    def hold_back(self, scores: str, detected: float) -> None:
        """Let the background win but for a share of the boxes.

        Texture makes untrained features strong, and with them the classes that happen to be
        ahead. The background outruns them, so that no picture is full of objects and none empty.
        """
        product, biases = self._graph[scores].data
        source, weights = self._graph[product].data
        strengths = self._values[source].mean(axis=1)
        odds = np.exp(self._values[scores][:, 1:].astype(np.float64))
        slope = _HASTE * np.polyfit(strengths, np.log(odds.sum(axis=1)), 1)[0]
        excess = np.maximum(2 * odds.max(axis=1) - odds.sum(axis=1), np.finfo(float).tiny)
        level = np.quantile(np.log(excess) - slope * strengths, 1 - detected)
        self._weights[weights][:, 0] = slope / self._values[source].shape[1]
        self._weights[biases][0] = level

    def save(self, path: Path) -> None:
        """Write the weights that changed into the file that the graph came from."""
        message = GraphDef.FromString(path.read_bytes())
        for node in message.node:
            weights = self._weights.get(node.name.decode())
            if weights is not None:
                (tensor,) = (entry.value.tensor for entry in node.attr if entry.key == b"value")
                tensor.tensor_content = weights.astype(np.float32).tobytes()
        path.write_bytes(message.SerializeToString(deterministic=True))

    def _layer(self, node: Node) -> Arrays:
        if node.op == "FusedBatchNorm" and node.data[3] not in self._weights:
            self._normalise(node)
        elif node.op == "BiasAdd" and node.data[1] not in self._weights:
            self._spread(node)
        return compute(node, *map(self._value, node.data))

    def _value(self, name: str) -> Arrays:
        for known in (self._values, self._weights):
            if name in known:
                return known[name]
        constant = self._graph.constant(name)
        assert constant is not None
        return constant

    def _normalise(self, node: Node) -> None:
        source, *_, mean, variance = node.data
        mean_now, variance_now = _statistics(self._values[source])
        self._weights |= {mean: mean_now, variance: variance_now}

    def _spread(self, node: Node) -> None:
        source, biases = node.data
        weights = self._graph[source].data[1]
        mean, variance = _statistics(self._values[source])
        factor = (self._spreads.get(node.name, 1.0) / np.sqrt(variance)).astype(np.float32)
        self._weights |= {weights: self._value(weights) * factor, biases: -mean * factor}
        self._values[source] = self._values[source] * factor


def _statistics(values: Arrays) -> tuple[Floats, Floats]:
    """Return mean and variance of each channel."""
    cells = values.reshape(-1, values.shape[-1])
    return cells.mean(axis=0), cells.var(axis=0) + np.float32(_LEAST_VARIANCE)


def _spreads(graph: Graph, heads: TwoStageHeads) -> dict[str, float]:
    spreads = {
        heads.proposals.boxes: _BOXES,
        heads.proposals.scores: _OBJECTNESS,
        heads.detections.boxes: _BOXES,
        heads.detections.scores: _CLASSES,
    }
    if heads.masks is not None:
        spreads[graph[heads.masks].data[0]] = _MASKS
    return spreads


def _pooled(graph: Graph, crop: str) -> str:
    return next(node.name for node in graph.consumers(crop) if node.op == "MaxPool")


def _crops(path: Path, pictures: Sequence[Image], pooled: str, most: int | None = None) -> Floats:
    """Return the pooled crops of pictures as the graph makes them now, the best of each."""
    with TemporaryDirectory() as folder:
        text = Path(folder) / "graph.pbtxt"
        text.write_text(write_text_graph(read_graph(path)))
        found = [
            run(path, text, picture, (picture.shape[1], picture.shape[0]), [pooled])[pooled][:most]
            for picture in pictures
        ]
    return np.concatenate(found).transpose(0, 2, 3, 1)
