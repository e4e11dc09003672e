"""Trunks by name, and the weights that some begin with."""

from __future__ import annotations

from collections.abc import Callable

from maskrcnn.errors import UsageError, did_you_mean
from maskrcnn.training.network.trunks.csp import CSPTrunk
from maskrcnn.training.network.trunks.mobilenet_v2 import MobileNetV2Trunk
from maskrcnn.training.network.trunks.nanodet import NanoDetTrunk
from maskrcnn.training.network.trunks.plain import PlainTrunk
from maskrcnn.training.network.trunks.resnet import ResNet50Trunk
from maskrcnn.training.network.trunks.trunk import STRIDES, Trunk

__all__ = ["STRIDES", "TRUNKS", "Trunk", "make_trunk"]

TRUNKS: dict[str, Callable[[], Trunk]] = {
    "plain": PlainTrunk,
    "mobilenet-v2": MobileNetV2Trunk,
    "resnet-50": ResNet50Trunk,
    "yolov5s": CSPTrunk,
    "nanodet": NanoDetTrunk,
}
"""What makes a trunk, by the names that `--trunk` takes."""


def make_trunk(name: str) -> Trunk:
    """Make a trunk, with weights drawn at random.

    Parameters
    ----------
    name : str
        One of `TRUNKS`.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in TRUNKS:
        raise UsageError(f"there is no trunk {name!r}: {did_you_mean(name, TRUNKS)}")
    return TRUNKS[name]()
