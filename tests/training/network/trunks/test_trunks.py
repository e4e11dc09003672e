"""What all trunks have in common, and that each is of the size that its paper tells."""

from __future__ import annotations

import pytest
import torch

from maskrcnn.errors import UsageError
from maskrcnn.training.network.trunks import STRIDES, TRUNKS, make_trunk
from maskrcnn.training.network.trunks.plain import PlainTrunk

EVERY = pytest.mark.parametrize("name", TRUNKS)


@EVERY
@pytest.mark.parametrize(("height", "width"), [(32, 96), (160, 64)])
def test_maps_have_the_strides_and_channels_told(name, height, width):
    trunk = make_trunk(name).eval()
    with torch.no_grad():
        maps = trunk(torch.rand(1, 3, height, width))
    assert [tuple(each.shape) for each in maps] == [
        (1, channels, height // stride, width // stride)
        for channels, stride in zip(trunk.channels, STRIDES, strict=True)
    ]


@EVERY
def test_every_weight_learns_in_bfloat16_and_channels_last(name):
    torch.manual_seed(0)
    trunk = make_trunk(name).train()
    trunk.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pictures = torch.rand(2, 3, 96, 64).to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        maps = trunk(pictures)
    sum(each.float().square().mean() for each in maps).backward()
    for place, weight in trunk.named_parameters():
        assert weight.grad is not None, place
        assert weight.grad.isfinite().all(), place
        assert weight.grad.abs().sum() > 0, place


@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("plain", 1.13),
        ("mobilenet-v2", 3.50 - 1.69),  # less the classifier and the layer before it
        ("resnet-50", 25.56 - 2.05),  # less the classifier
        ("yolov5s", 4.17),
        ("nanodet", 3.77),  # 3.81, less its boxes
    ],
)
def test_sizes(name, millions):
    count = sum(weight.numel() for weight in make_trunk(name).parameters())
    assert count / 1e6 == pytest.approx(millions, abs=0.01)


def test_the_plain_trunk_can_be_made_narrower():
    narrow = PlainTrunk(width=0.5)
    assert narrow.channels == (16, 32, 64, 80)
    with torch.no_grad():
        assert [each.shape[1] for each in narrow.eval()(torch.rand(1, 3, 32, 32))] == [
            *narrow.channels
        ]


def test_a_trunk_that_is_not_known_is_told():
    with pytest.raises(UsageError, match="there is no trunk 'resnet50': did you mean 'resnet-50'"):
        make_trunk("resnet50")
