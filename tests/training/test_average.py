"""The moving average of weights."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from maskrcnn.training.average import averaged


class Counted(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.count: torch.Tensor
        self.register_buffer("count", torch.tensor(0))


def follow(values: list[float], stays: float) -> Counted:
    network = Counted()
    average = averaged(network, stays)  # type: ignore[arg-type]
    for step, value in enumerate(values):
        with torch.no_grad():
            network.weight.fill_(value)
            network.count.fill_(step)
        average.update_parameters(network)
    return average.module  # type: ignore[return-value]


def test_the_first_weights_are_taken_as_they_are():
    assert follow([3.0], 0.9).weight.item() == 3


def test_so_much_of_it_stays_in_the_long_run():
    average = follow([0.0] * 500 + [1.0] * 10, 0.9)
    assert average.weight.item() == pytest.approx(1 - 0.9**10, rel=1e-4)
    assert average.count.item() == 509, "counts are not averaged"


def test_beginnings_are_soon_forgotten():
    assert follow([100.0] + [1.0] * 60, 0.999).weight.item() < 20
