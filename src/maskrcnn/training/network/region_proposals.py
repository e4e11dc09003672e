"""The region proposal network: whether there is an object where an anchor lies, and where.

Ren et al., "Faster R-CNN", 2015, arXiv:1506.01497. All maps of a pyramid share its layers.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

DEVIATION = 0.01
"""Of its first weights, as published."""


class RegionProposals(nn.Module):
    """A small network that slides over maps.

    Parameters
    ----------
    width : int
        Channels of the maps.
    anchors : int
        In each cell.
    """

    def __init__(self, width: int, anchors: int) -> None:
        super().__init__()
        self.hidden = nn.Conv2d(width, width, 3, padding=1)
        self.activation = nn.ReLU()
        self.objectness = nn.Conv2d(width, anchors, 1)
        self.deltas = nn.Conv2d(width, anchors * 4, 1)
        for layer in (self.hidden, self.objectness, self.deltas):
            nn.init.normal_(layer.weight, std=DEVIATION)
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, maps: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return `objectness` (N, K), logits, and `deltas` (N, K, 4).

        The anchors of all maps in turn, by row, column and place in their cell.
        """
        hidden = [self.activation(self.hidden(each)) for each in maps]
        objectness = [_by_anchor(self.objectness(each), 1) for each in hidden]
        deltas = [_by_anchor(self.deltas(each), 4) for each in hidden]
        return torch.cat(objectness, 1).flatten(1), torch.cat(deltas, 1)


def _by_anchor(values: torch.Tensor, each: int) -> torch.Tensor:
    """Turn `(N, A * each, h, w)` into `(N, h * w * A, each)`."""
    return values.permute(0, 2, 3, 1).reshape(len(values), -1, each)
