"""The layer that all trunks and heads are built of."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn


class ConvNorm(nn.Sequential):
    """A convolution that keeps the size (but for its stride), normalised, and an activation.

    Parameters
    ----------
    before, after : int
        Channels.
    kernel, stride, groups : int
    activation : callable or None
        Makes the activation.
    """

    def __init__(
        self,
        before: int,
        after: int,
        kernel: int = 3,
        stride: int = 1,
        groups: int = 1,
        activation: Callable[[], nn.Module] | None = nn.ReLU,
    ) -> None:
        layers: list[nn.Module] = [
            nn.Conv2d(before, after, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(after),
        ]
        super().__init__(*layers, *([] if activation is None else [activation()]))
