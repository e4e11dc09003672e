"""The measured peak: how fast this machine computes what is easiest for it, large 3×3 convolutions.

A sheet of figures would tell what the processor could do at its best clock; a convolution of
friendly size tells what a network can hope for here and now.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from maskrcnn.files import cache_folder, written_whole
from maskrcnn.masks import Float
from maskrcnn.options import Precision

CHANNELS, SIDE, LAYERS = 256, 64, 4
MULTIPLY_ACCUMULATES = LAYERS * CHANNELS * CHANNELS * 9 * SIDE * SIDE
"""Of one run; four layers, so that what goes in and comes out takes next to no time."""


def convolutions() -> Path:
    """Return an ONNX file of four 3×3 convolutions, 256 to 256 channels at 64×64.

    Its input is `maps` f32 (1, 256, 64, 64), its output `means` f32 (1, 256, 1, 1).
    """
    path = cache_folder("bench") / f"convolutions-{CHANNELS}-{SIDE}-{LAYERS}.onnx"
    if not path.exists():
        with written_whole(path) as temporary:
            onnx.save(_model(), str(temporary))
    return path


def maps() -> Float:
    """Return an input for it: noise, since zeros would flatter some processors."""
    return _noise((1, CHANNELS, SIDE, SIDE), 1.0)


@cache
def precisions() -> tuple[Precision, ...]:
    """Return in which precisions OpenVINO computes on this processor, the most exact first."""
    import openvino

    capabilities = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return ("f32", "bf16") if "BF16" in capabilities else ("f32",)


def _model() -> onnx.ModelProto:
    names = ["maps", *(f"maps_{i}" for i in range(1, LAYERS + 1))]
    nodes = [
        helper.make_node("Conv", [names[i], f"weights_{i}"], [names[i + 1]], pads=[1, 1, 1, 1])
        for i in range(LAYERS)
    ]
    nodes.append(helper.make_node("GlobalAveragePool", [names[-1]], ["means"]))
    spread = 1 / (3 * np.sqrt(CHANNELS))  # what comes out is as large as what goes in
    weights = [
        numpy_helper.from_array(_noise((CHANNELS, CHANNELS, 3, 3), spread), f"weights_{i}")
        for i in range(LAYERS)
    ]
    image = helper.make_tensor_value_info("maps", TensorProto.FLOAT, (1, CHANNELS, SIDE, SIDE))
    means = helper.make_tensor_value_info("means", TensorProto.FLOAT, (1, CHANNELS, 1, 1))
    graph = helper.make_graph(nodes, "convolutions", [image], [means], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def _noise(shape: tuple[int, ...], spread: float) -> Float:
    noise = np.random.default_rng(0).standard_normal(shape, np.float32)
    return noise * np.float32(spread)
