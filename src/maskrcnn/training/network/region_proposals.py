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
    hidden : int
        Channels in between.
    anchors : int
        In each cell.
    """

    def __init__(self, width: int, hidden: int, anchors: int) -> None:
        super().__init__()
        self.hidden = nn.Conv2d(width, hidden, 3, padding=1)
        self.activation = nn.ReLU()
        self.objectness = nn.Conv2d(hidden, anchors, 1)
        self.deltas = nn.Conv2d(hidden, anchors * 4, 1)
        self.by_anchor = nn.Unflatten(1, (-1, 4))
        for layer in (self.hidden, self.objectness, self.deltas):
            nn.init.normal_(layer.weight, std=DEVIATION)
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, maps: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return `objectness` (N, K), logits, and `deltas` (N, K, 4).

        The anchors of all maps in turn, by row, column and place in their cell.
        """
        hidden = [self.activation(self.hidden(each)) for each in maps]
        objectness = torch.cat([_flat(self.objectness(each)) for each in hidden], 1)
        deltas = torch.cat([_flat(self.deltas(each)) for each in hidden], 1)
        return objectness, self.by_anchor(deltas)


def _flat(values: torch.Tensor) -> torch.Tensor:
    """Turn `(N, A * each, h, w)` into `(N, h * w * A * each)`."""
    return values.permute(0, 2, 3, 1).flatten(1)
