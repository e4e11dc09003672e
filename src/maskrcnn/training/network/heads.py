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
        width, hidden = architecture.box_channels, architecture.box_width
        self.classes = architecture.classes
        cells = (architecture.box_size + 1) // 2
        self.body = nn.Sequential(
            ConvNorm(architecture.width, width),
            ConvNorm(width, width, stride=2),
            nn.Flatten(),
            nn.Linear(width * cells**2, hidden),
            nn.ReLU(),
        )
        self.class_logits = nn.Linear(hidden, self.classes + 1)
        self.evidence = Evidence(architecture) if architecture.evidence else None
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
        logits = self.class_logits(hidden)
        if self.evidence is not None:
            logits = logits + self.evidence(crops)
        return logits, self.deltas(hidden).reshape(-1, self.classes, 4)


class Evidence(nn.Module):
    """What the maps themselves tell of classes, weighed over each box.

    It begins as the mean of the cells around the middle, each class for itself.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        size, classes = architecture.box_size, architecture.classes
        self.first, self.count = architecture.width - classes, classes
        self.cells = size**2
        self.weighed = nn.Linear(size**2, 1, bias=False)
        self.logits = nn.Linear(classes, classes + 1, bias=False)
        middle = torch.zeros(size, size)
        middle[(size - 1) // 2 - 1 : size // 2 + 2, (size - 1) // 2 - 1 : size // 2 + 2] = 1
        with torch.no_grad():
            self.weighed.weight.copy_((middle / middle.sum()).view(1, -1))
            self.logits.weight.copy_(torch.eye(classes + 1, classes).roll(1, 0))

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        """Return what to add to the class logits of RoIs, float (R, classes + 1)."""
        of_classes = crops.narrow(1, self.first, self.count)
        weighed = self.weighed(of_classes.reshape(-1, self.cells)).reshape(-1, self.count)
        logits: torch.Tensor = self.logits(weighed)
        return logits


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
