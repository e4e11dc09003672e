"""A moving average of a network's weights, which finds better than the network itself.

Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch.optim.swa_utils import AveragedModel

from maskrcnn.training.network.mask_rcnn import MaskRCNN

BEGINNING = 10
"""While steps are few, the average forgets its beginning faster."""

Tensors = Sequence[torch.Tensor]


def averaged(network: MaskRCNN, stays: float) -> AveragedModel:
    """Return a copy of a network that becomes the average of what the network has been.

    Parameters
    ----------
    network : MaskRCNN
    stays : float
        What part of the average stays at each `update_parameters`.
    """
    return AveragedModel(network, multi_avg_fn=_mixing(stays), use_buffers=True)


def _mixing(stays: float) -> Callable[[Tensors, Tensors, torch.Tensor | int], None]:
    @torch.no_grad()
    def mix(average: Tensors, now: Tensors, count: torch.Tensor | int) -> None:
        steps = int(count)
        part = 1 - min(stays, (1 + steps) / (BEGINNING + steps))
        for old, new in zip(average, now, strict=True):
            if old.is_floating_point():
                old.lerp_(new, part)
            else:
                old.copy_(new)

    return mix
