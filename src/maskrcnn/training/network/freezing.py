"""Keeping layers that have learned already as they are, for a time or for good.

Statistics of a few pictures are worse than those of a million: networks that begin with trained
weights keep their norms where batches are small (He et al., "Mask R-CNN", 2017), and the first
layers, which see edges and colours, may stay as they are (Girshick, "Fast R-CNN", 2015).
"""

from __future__ import annotations

from torch import nn

from maskrcnn.training.network.layers import Norm


def freeze(module: nn.Module) -> None:
    """Let no layer inside learn, until `thaw`; `freeze(trunk.stages[:2])` keeps the finest two."""
    module.requires_grad_(False)
    freeze_norms(module)


def freeze_norms(module: nn.Module) -> None:
    """Keep scale, shift, mean and variance of all norms inside, until `thaw`."""
    for norm in _norms(module):
        norm.frozen = True
        norm.eval()
        norm.requires_grad_(False)


def thaw(module: nn.Module) -> None:
    """Let all layers inside learn again; norms do so from the next `train()` of the network on."""
    module.requires_grad_(True)
    for norm in _norms(module):
        norm.frozen = False


def _norms(module: nn.Module) -> list[Norm]:
    return [each for each in module.modules() if isinstance(each, Norm)]
