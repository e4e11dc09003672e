"""Which weights move, and how far.

Loshchilov & Hutter, "Decoupled Weight Decay Regularization", 2019, arXiv:1711.05101.
"""

from __future__ import annotations

from torch.optim import AdamW

from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.options import TrainOptions

SHARE = "share"
"""The part of the learning rate that a group of weights gets."""


def make_optimizer(network: MaskRCNN, options: TrainOptions, trunk_knows: bool) -> AdamW:
    """Return the optimizer of a network.

    Norms and biases do not decay; a trunk that knows something already moves less.
    """
    trunk = {id(each) for each in network.first.trunk.parameters()}
    groups = []
    for in_trunk in (False, True):
        for decays in (False, True):
            weights = [
                each
                for each in network.parameters()
                if (id(each) in trunk) == in_trunk and (each.ndim > 1) == decays
            ]
            share = options.trunk_rate if in_trunk and trunk_knows else 1.0
            decay = options.weight_decay if decays else 0.0
            groups.append({"params": weights, "weight_decay": decay, SHARE: share})
    return AdamW(groups, options.learning_rate, fused=True)


def set_rate(optimizer: AdamW, rate: float) -> None:
    """Give each group of weights its share of a learning rate."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group[SHARE]
