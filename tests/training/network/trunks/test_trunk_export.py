"""Every trunk can be exported, and gives in an engine what it gives in PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.training.export.translation import translate
from maskrcnn.training.network.trunks import TRUNKS, make_trunk
from tests.support.yolo_peer import run_onnxruntime

pytest.importorskip("onnxruntime")


@pytest.mark.parametrize("name", TRUNKS)
def test_every_trunk_can_be_exported(name):
    torch.manual_seed(0)
    trunk = make_trunk(name).eval().half().float()  # exported weights are of half precision
    graph = GraphBuilder()
    maps = translate(graph, "trunk", trunk, {"pictures": "images"})
    shape = (1, 3, 64, 96)
    network = graph.model(
        {"images": Tensor(shape)},
        {
            value: Tensor((1, channels, shape[2] // stride, shape[3] // stride))
            for value, channels, stride in zip(maps, trunk.channels, (4, 8, 16, 32), strict=True)
        },
        {},
    )
    picture = torch.rand(shape)
    with torch.no_grad():
        expected = trunk(picture)
    for theirs, ours in zip(run_onnxruntime(network, picture.numpy()), expected, strict=True):
        scale = ours.abs().max().item()
        np.testing.assert_allclose(theirs / scale, ours.numpy() / scale, rtol=0, atol=1e-4)
