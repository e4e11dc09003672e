"""Networks in PyTorch with random weights whose results are worth comparing.

Norms are as if after a training, and what the heads say is spread, so that there are objects of
every class, surer and less sure ones, with masks neither empty nor full.
"""

from __future__ import annotations

from typing import Any, TypeVar

import cv2
import numpy as np
import torch
from torch import nn
from torch.utils.hooks import RemovableHandle

from maskrcnn.labels import Labels
from maskrcnn.models.spec import Licence, Spec
from maskrcnn.training.architecture import Architecture
from maskrcnn.training.network.layers import Norm
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from tests.support.shared import EXAMPLES, seen

Network = TypeVar("Network", bound=nn.Module)

NAMES = ("pill", "lesion", "cube", "ball", "balloon")
SMALL: dict[str, Any] = {
    "width": 16,
    "rpn_width": 16,
    "box_channels": 16,
    "box_width": 32,
    "mask_width": 16,
    "shorter": 128,
    "longer": 192,
}
OF_TRUNK: dict[str, dict[str, Any]] = {"nanodet": {"width": 208, "evidence": True, "roi_side": 56}}
"""What networks of a trunk have of their own."""
SPREAD = {
    "first.proposals.objectness": 2.0,
    "first.proposals.deltas": 1.5,
    "second.class_logits": 2.0,
    "second.deltas": 1.0,
    "third.logits": 1.5,
}
"""The standard deviation of what these layers say."""

BOXES = np.array(
    [
        (x, y, x + side, y + side)
        for side in (16, 48, 100)
        for x in range(0, 192 - side, 16)
        for y in range(0, 128 - side, 16)
    ],
    np.float32,
)
"""Boxes that heads see while they are prepared, in pixels of the input."""

BACKGROUND = 2.0
"""How much surer than of a class these networks are that there is nothing."""


def photos() -> list[Any]:
    """Return three pictures of different sizes, two of which become equally large as inputs."""
    sizes = {"astronaut": (180, 270), "cat": (128, 192), "coffee": (250, 140)}
    return [
        cv2.resize(seen(EXAMPLES / f"{name}.jpg"), size[::-1], interpolation=cv2.INTER_AREA)
        for name, size in sizes.items()
    ]


def lively(seed: int = 5, **settings: Any) -> MaskRCNN:
    """Return a network of some architecture, small where nothing else is said."""
    torch.manual_seed(seed)
    own = OF_TRUNK.get(settings.get("trunk", ""), {})
    network = MaskRCNN(Architecture(**{"classes": 3, **SMALL, **own, **settings}))
    pictures = np.stack([cv2.resize(each, (192, 128)) for each in photos()])
    _settle(network, torch.from_numpy(pictures))
    return network.eval()


def rounded(network: Network) -> Network:
    """Round, in place, what files keep as float16."""
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            module.weight.data = module.weight.data.half().float()
    return network


def spec_of(network: MaskRCNN, names: tuple[str, ...] = NAMES) -> Spec:
    architecture = network.architecture
    return Spec(
        name="lively",
        title="A network of random weights",
        kind="three-stage",
        labels=Labels(names[: architecture.classes]),
        licence=Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        input_size=architecture.input_size,
        architecture=architecture.to_json(),
    )


@torch.no_grad()
def _settle(network: MaskRCNN, pictures: torch.Tensor) -> None:
    """Give norms the statistics of pictures, somewhat changed, and spread what heads say."""
    norms = [each for each in network.modules() if isinstance(each, Norm)]
    for norm in norms:
        norm.momentum = 1.0
        norm.weight.uniform_(0.8, 1.2)
        norm.bias.uniform_(-0.2, 0.2)
    _run(network.train(), pictures)
    for norm in norms:
        _change(norm)
    said = _what_is_said(network.eval(), pictures)
    for name, spread in SPREAD.items():
        layer: Any = network.get_submodule(name)
        scale = spread / said[name].std()
        layer.weight.mul_(scale)
        layer.bias.copy_(-scale * said[name].transpose(0, 1).flatten(1).mean(1))
    network.second.class_logits.bias[0] += BACKGROUND


def _change(norm: Any) -> None:
    """Move statistics away from those of one batch; what hardly varies is not made to."""
    spread = norm.running_var.clamp(min=norm.running_var.mean() / 4)
    norm.running_var.copy_(spread * torch.empty_like(spread).uniform_(0.8, 1.25))
    norm.running_mean.add_(spread.sqrt() * torch.empty_like(spread).uniform_(-0.1, 0.1))


def _what_is_said(network: MaskRCNN, pictures: torch.Tensor) -> dict[str, torch.Tensor]:
    said: dict[str, torch.Tensor] = {}

    def listen(name: str) -> RemovableHandle:
        layer = network.get_submodule(name)
        return layer.register_forward_hook(lambda *heard: said.setdefault(name, heard[-1]))

    hooks = [listen(name) for name in SPREAD]
    _run(network, pictures)
    for hook in hooks:
        hook.remove()
    return said


def _run(network: MaskRCNN, pictures: torch.Tensor) -> None:
    architecture = network.architecture
    features, _, _ = network.first(pictures)
    boxes = [BOXES] * len(pictures)
    network.second(network.crops(features, boxes, architecture.box_size))
    network.third(network.crops(features, boxes, architecture.mask_size))
