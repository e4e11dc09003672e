"""Each layer and operation alone: every engine computes what PyTorch does, or it is refused."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from maskrcnn.engines import NetworkFile, compile_network
from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.options import EngineOptions
from maskrcnn.training.export.stages import stages_of
from maskrcnn.training.export.translation import translate
from maskrcnn.training.network.layers import Norm
from tests.support.lively_networks import lively, rounded

ENGINES = "openvino", "onnxruntime", "opencv"
GIVEN = torch.from_numpy(np.random.default_rng(3).normal(0, 4, (2, 6, 8, 12)).astype(np.float32))


class Written(nn.Module):
    """What is done to tensors by hand."""

    def __init__(self, how: Any) -> None:
        super().__init__()
        self.how = how
        self.register_buffer("number", torch.full((1, 6, 1, 1), 0.5))

    def forward(self, values: torch.Tensor) -> Any:
        return self.how(values, self.number)


def settled_norm() -> Norm:
    norm = Norm(6, eps=0.1)
    for tensor in norm.state_dict().values():
        if tensor.is_floating_point():
            tensor.uniform_(0.5, 2)
    return norm


LAYERS: dict[str, Any] = {
    "convolution": lambda: nn.Conv2d(6, 4, 3, padding=1),
    "in groups": lambda: nn.Conv2d(6, 12, 3, stride=2, padding=1, groups=6, bias=False),
    "wide": lambda: nn.Conv2d(6, 4, (3, 5), padding=(1, 4), dilation=(1, 2)),
    "transposed": lambda: nn.ConvTranspose2d(6, 4, 2, 2),
    "norm": settled_norm,
    "linear": lambda: nn.Sequential(nn.Flatten(), nn.Linear(6 * 8 * 12, 5)),
    "without bias": lambda: nn.Sequential(nn.Flatten(), nn.Linear(6 * 8 * 12, 5, bias=False)),
    "largest": lambda: nn.MaxPool2d(3, stride=2, padding=1),
    "every second": lambda: nn.MaxPool2d(1, 2),
    "averaged": lambda: nn.AvgPool2d(2),
    "enlarged smoothly": lambda: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
    "enlarged": lambda: nn.Upsample(scale_factor=2, mode="nearest"),
    "ReLU": nn.ReLU,
    "ReLU6": nn.ReLU6,
    "leaky ReLU": lambda: nn.LeakyReLU(0.1),
    "SiLU": nn.SiLU,
    "by four": lambda: nn.Sequential(nn.Flatten(), nn.Unflatten(1, (-1, 4))),
    "sum": partial(Written, lambda x, _: x + x),
    "difference": partial(Written, lambda x, number: x - number),
    "product": partial(Written, lambda x, number: x * number),
    "quotient": partial(Written, lambda x, number: x / number),
    "joined": partial(Written, lambda x, number: torch.cat((x, x - number), 1)),
    "joined by word": partial(Written, lambda x, _: torch.cat([x, x], dim=1)),
    "narrowed": partial(Written, lambda x, _: x.narrow(1, 2, 3)),
    "turned": partial(Written, lambda x, _: x.permute(0, 2, 3, 1).flatten(1)),
    "reshaped": partial(Written, lambda x, _: x.flatten(1).reshape(-1, 8, 72)),
}


@pytest.fixture(params=ENGINES)
def engine(request):
    pytest.importorskip("cv2" if request.param == "opencv" else request.param)
    return EngineOptions(request.param, precision="f32")


@pytest.mark.parametrize("name", LAYERS)
def test_every_engine_computes_what_pytorch_does(name, engine, tmp_path):
    torch.manual_seed(1)
    module = rounded(nn.Sequential(LAYERS[name]()).eval())
    expected = module(GIVEN).detach().numpy()
    path = tmp_path / "layer.onnx"
    path.write_bytes(written(module, expected.shape).SerializeToString())
    network = compile_network(NetworkFile(path), engine)
    np.testing.assert_allclose(network.run({"given": GIVEN.numpy()})["out"], expected, atol=1e-4)


def written(module, shape):
    graph = GraphBuilder()
    graph.node("out", "Identity", translate(graph, "module", module, {"input": "given"}))
    inputs = {"given": Tensor(tuple(GIVEN.shape))}
    return graph.model(inputs, {"out": Tensor(shape)}, {})


REFUSED = {
    "a layer": (nn.GELU(), "module.0: GELU cannot be exported"),
    "an older norm": (nn.BatchNorm2d(6), "module.0: BatchNorm2d cannot be exported.*Norm"),
    "an operation": (Written(lambda x, _: torch.erf(x)), "erf cannot be exported"),
    "a method": (Written(lambda x, _: x.cumsum(1)), "cumsum cannot be exported"),
    "a padding": (
        nn.Conv2d(6, 6, 3, padding=1, padding_mode="reflect"),
        "module.0: a Conv2d is exported with padding_mode 'zeros' only, not 'reflect'",
    ),
    "a padding in words": (nn.Conv2d(6, 6, 3, padding="same"), "padding 'same'"),
    "a way to enlarge": (nn.Upsample(scale_factor=2, mode="bicubic"), "mode 'nearest' only"),
    "ceiling": (nn.MaxPool2d(2, ceil_mode=True), "ceil_mode False only"),
    "a flattening": (Written(lambda x, _: x.flatten(2)), "flattens from axis 2 to -1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_is_named(name):
    module, message = REFUSED[name]
    with pytest.raises(ModelError, match=message):
        written(nn.Sequential(module), (1,))


@pytest.mark.parametrize("value", [float("nan"), 1e6])
def test_weights_that_no_file_can_hold_are_named(value):
    network = lively()
    network.second.deltas.weight.data[0, 0] = value
    with pytest.raises(ModelError, match=r"second\.deltas\.weight has numbers that float16"):
        stages_of(network)
