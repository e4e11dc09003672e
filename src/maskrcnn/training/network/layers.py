"""The layers that all trunks and heads are built of."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn


class Norm(nn.BatchNorm2d):
    """Batch normalisation (Ioffe and Szegedy, 2015) that can be kept as it is.

    Attributes
    ----------
    frozen : bool
        Whether it goes on with the mean and variance that it has, in training too.
    """

    frozen = False

    def train(self, mode: bool = True) -> Norm:
        """Turn to training, unless it is frozen, or to use."""
        return super().train(mode and not self.frozen)


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
            nn.Conv2d(before, after, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
            Norm(after),
        ]
        super().__init__(*layers, *([] if activation is None else [activation()]))
