"""What looks at RoIs: which class and which box (Fast R-CNN), and which pixels (Mask R-CNN).

Girshick, "Fast R-CNN", 2015, arXiv:1504.08083; He et al., "Mask R-CNN", 2017, arXiv:1703.06870.
"""

from __future__ import annotations

import torch
from torch import nn

from maskrcnn.training.architecture import Architecture
from maskrcnn.training.network.layers import ConvNorm


class BoxHead(nn.Module):
    """From crops to classes, and to a box for each class."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        width, hidden = architecture.width, architecture.box_width
        self.classes = architecture.classes
        cells = (architecture.box_size + 1) // 2
        self.body = nn.Sequential(
            ConvNorm(width, width),
            ConvNorm(width, width, stride=2),
            nn.Flatten(),
            nn.Linear(width * cells**2, hidden),
            nn.ReLU(),
        )
        self.class_logits = nn.Linear(hidden, self.classes + 1)
        self.deltas = nn.Linear(hidden, self.classes * 4)
        nn.init.normal_(self.class_logits.weight, std=0.01)
        nn.init.zeros_(self.class_logits.bias)
        nn.init.normal_(self.deltas.weight, std=0.001)
        nn.init.zeros_(self.deltas.bias)

    def forward(self, crops: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Say what is in RoIs.

        Parameters
        ----------
        crops : float (R, width, box_size, box_size)

        Returns
        -------
        class_logits : float (R, classes + 1)
            The background first.
        deltas : float (R, classes, 4)
        """
        hidden = self.body(crops)
        return self.class_logits(hidden), self.deltas(hidden).reshape(-1, self.classes, 4)


class MaskHead(nn.Module):
    """From crops to a small mask of each class."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        width = architecture.mask_width
        inputs = [architecture.width, *[width] * (architecture.mask_layers - 1)]
        self.body = nn.Sequential(*[ConvNorm(each, width) for each in inputs])
        self.larger = nn.ConvTranspose2d(width, width, 2, 2)
        self.activation = nn.ReLU()
        self.logits = nn.Conv2d(width, architecture.classes, 1)

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        """Return logits of the pixels of RoIs.

        Parameters
        ----------
        crops : float (R, width, mask_size, mask_size)

        Returns
        -------
        float (R, classes, 2 * mask_size, 2 * mask_size)
        """
        logits: torch.Tensor = self.logits(self.activation(self.larger(self.body(crops))))
        return logits
