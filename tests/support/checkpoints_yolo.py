"""Tiny YOLO networks with seeded weights, as the records that a checkpoint holds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.models.torch_checkpoint import Record

CLASSES = ("cat", "dog")
MASKS = 4
ANCHORS = 2
STRIDES = (8, 16, 32)
CHANNELS = 8

_NUMBERS = np.random.default_rng(7)


def module(
    kind: str,
    modules: dict[str, Record] | None = None,
    parameters: dict[str, Any] | None = None,
    buffers: dict[str, Any] | None = None,
    **attributes: object,
) -> Record:
    """A layer; `kind` is the name of its class."""
    tables = {
        "_modules": modules or {},
        "_parameters": parameters or {},
        "_buffers": buffers or {},
    }
    return Record(kind, (), {**tables, **attributes})


def numbers(*shape: int, scale: float = 0.5) -> NDArray[np.float32]:
    """Random weights."""
    return (_NUMBERS.standard_normal(shape) * scale).astype(np.float32)


def conv2d(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> Record:
    products = inputs // groups * kernel**2
    weight = numbers(outputs, inputs // groups, kernel, kernel, scale=products**-0.5)
    return module(
        "torch.nn.modules.conv.Conv2d",
        parameters={"weight": weight, "bias": None},
        stride=(stride, stride),
        padding=((kernel - 1) // 2,) * 2,
        dilation=(1, 1),
        groups=groups,
        padding_mode="zeros",
    )


def norm(channels: int) -> Record:
    return module(
        "torch.nn.modules.batchnorm.BatchNorm2d",
        parameters={"weight": 1 + numbers(channels, scale=0.1), "bias": numbers(channels)},
        buffers={
            "running_mean": numbers(channels),
            "running_var": np.abs(numbers(channels)) + np.float32(0.5),
            "num_batches_tracked": np.array(7),
        },
        eps=0.001,
    )


def conv(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> Record:
    """Convolution, batch normalisation, activation."""
    parts = {
        "conv": conv2d(inputs, outputs, kernel, stride, groups),
        "bn": norm(outputs),
        "act": module("torch.nn.modules.activation.SiLU"),
    }
    return module("models.common.Conv", parts)


def sequence(*layers: Record) -> Record:
    named = {str(place): layer for place, layer in enumerate(layers)}
    return module("torch.nn.modules.container.Sequential", named)


def bottleneck(channels: int, add: bool = True) -> Record:
    parts = {"cv1": conv(channels, channels), "cv2": conv(channels, channels, 3)}
    return module("models.common.Bottleneck", parts, add=add)


def c3(inputs: int, outputs: int, add: bool = True) -> Record:
    half = outputs // 2
    parts = {
        "cv1": conv(inputs, half),
        "cv2": conv(inputs, half),
        "cv3": conv(2 * half, outputs),
        "m": sequence(bottleneck(half, add)),
    }
    return module("models.common.C3", parts)


def max_pool(kernel: int, stride: int = 1) -> Record:
    padding = kernel // 2 if stride == 1 else 0
    return module(
        "torch.nn.modules.pooling.MaxPool2d",
        kernel_size=kernel,
        stride=stride,
        padding=padding,
        dilation=1,
        ceil_mode=False,
    )


def sppf(channels: int) -> Record:
    half = channels // 2
    parts = {"cv1": conv(channels, half), "cv2": conv(4 * half, channels), "m": max_pool(5)}
    return module("models.common.SPPF", parts)


def sppcspc(channels: int) -> Record:
    parts = {
        "cv1": conv(channels, channels),
        "cv2": conv(channels, channels),
        "cv3": conv(channels, channels, 3),
        "cv4": conv(channels, channels),
        "m": sequence(max_pool(5), max_pool(9), max_pool(13)),
        "cv5": conv(4 * channels, channels),
        "cv6": conv(channels, channels, 3),
        "cv7": conv(2 * channels, channels),
    }
    return module("models.common.SPPCSPC", parts)


def upsample() -> Record:
    kind = "torch.nn.modules.upsampling.Upsample"
    return module(kind, mode="nearest", scale_factor=2.0, size=None)


def concat() -> Record:
    return module("models.common.Concat", d=1)


def proto(inputs: int, between: int) -> Record:
    parts = {
        "cv1": conv(inputs, between, 3),
        "upsample": upsample(),
        "cv2": conv(between, between, 3),
        "cv3": conv(between, MASKS),
    }
    return module("models.common.Proto", parts)


def segment(kind: str = "models.yolo.Segment") -> Record:
    """A segmentation head on three feature maps of `CHANNELS` channels."""
    columns = ANCHORS * (5 + len(CLASSES) + MASKS)
    heads = [conv2d(CHANNELS, columns) for _ in STRIDES]
    for head in heads:
        head.attributes["_parameters"]["bias"] = numbers(columns)
    parts = {"m": sequence(*heads), "proto": proto(CHANNELS, 6)}
    if kind == "models.yolo.ISegment":
        parts["ia"] = sequence(*(_implicit("ImplicitA", CHANNELS) for _ in STRIDES))
        parts["im"] = sequence(*(_implicit("ImplicitM", columns - MASKS) for _ in STRIDES))
    return module(
        kind,
        parts,
        buffers={"anchors": np.abs(numbers(len(STRIDES), ANCHORS, 2)) + np.float32(0.5)},
        stride=np.array(STRIDES, np.float32),
        nc=len(CLASSES),
        nm=MASKS,
        na=ANCHORS,
    )


def _implicit(kind: str, channels: int) -> Record:
    values = numbers(1, channels, 1, 1)
    return module(f"models.common.{kind}", parameters={"implicit": values}, channel=channels)


def network(*layers: tuple[Record, int | list[int]]) -> dict[str, Any]:
    """A checkpoint of layers, each with the places of the layers that it takes its input from."""
    for place, (layer, sources) in enumerate(layers):
        layer.attributes.update(i=place, f=sources, type=layer.type)
    model = module(
        "models.yolo.SegmentationModel",
        {"model": sequence(*(layer for layer, _ in layers))},
        names=list(CLASSES),
    )
    return {"epoch": -1, "ema": None, "model": model}


def tiny_yolov5() -> dict[str, Any]:
    return network(
        (conv(3, 4, 6, 2), -1),
        (conv(4, CHANNELS, 3, 2), -1),
        (c3(CHANNELS, CHANNELS), -1),
        (conv(CHANNELS, CHANNELS, 3, 2), -1),
        (conv(CHANNELS, CHANNELS, 3, 2), -1),
        (conv(CHANNELS, CHANNELS, 3, 2), -1),
        (sppf(CHANNELS), -1),
        (upsample(), -1),
        (concat(), [-1, 4]),
        (c3(2 * CHANNELS, CHANNELS, add=False), -1),
        (upsample(), -1),
        (concat(), [-1, 3]),
        (c3(2 * CHANNELS, CHANNELS, add=False), -1),
        (segment(), [12, 9, 6]),
    )


def tiny_yolov7() -> dict[str, Any]:
    half = module("models.common.MP", {"m": max_pool(2, 2)})
    return network(
        (conv(3, 4, 3, 2), -1),
        (conv(4, CHANNELS, 3, 2), -1),
        (half, -1),
        (conv(CHANNELS, CHANNELS, 3, 2), -1),
        (conv(CHANNELS, CHANNELS, 3, 2), -1),
        (sppcspc(CHANNELS), -1),
        (upsample(), -1),
        (concat(), [-1, -4]),
        (conv(2 * CHANNELS, CHANNELS), -1),
        (segment("models.yolo.ISegment"), [2, 8, 5]),
    )
