"""Layers that are kept as they are stay so in training, until they are let go."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch

from maskrcnn.training.network.freezing import freeze, freeze_norms, thaw
from maskrcnn.training.network.trunks import Trunk
from maskrcnn.training.network.trunks.plain import PlainTrunk


@pytest.fixture
def trunk():
    torch.manual_seed(0)
    return PlainTrunk(width=0.25)


def changed_by_a_step(trunk: Trunk) -> set[str]:
    """Train for a step, and tell which weights and statistics are others than before."""
    trunk.train()
    before = deepcopy(trunk.state_dict())
    optimiser = torch.optim.AdamW(trunk.parameters(), lr=0.01)
    sum(each.square().mean() for each in trunk(torch.rand(2, 3, 64, 64))).backward()
    optimiser.step()
    return {name for name, tensor in trunk.state_dict().items() if not tensor.equal(before[name])}


def names(trunk: Trunk) -> set[str]:
    return set(trunk.state_dict())


def test_all_learns_unless_it_is_frozen(trunk):
    assert changed_by_a_step(trunk) == names(trunk)


def test_nothing_that_is_frozen_changes_in_training(trunk):
    freeze(trunk)
    freeze(trunk)
    trunk.train()
    with torch.no_grad():
        trunk(torch.rand(2, 3, 64, 64))
    fresh = PlainTrunk(width=0.25)
    fresh.load_state_dict(trunk.state_dict())
    picture = torch.rand(1, 3, 64, 64)
    for frozen, used in zip(trunk.train()(picture), fresh.eval()(picture), strict=True):
        assert frozen.equal(used)
    assert not any(weight.requires_grad for weight in trunk.parameters())


def test_the_first_layers_are_frozen_alone(trunk):
    freeze(trunk.stages[:2])
    assert changed_by_a_step(trunk) == {
        name for name in names(trunk) if name.startswith(("stages.2.", "stages.3."))
    }


def test_norms_are_frozen_alone(trunk):
    freeze_norms(trunk)
    convolutions = {name for name in names(trunk) if trunk.state_dict()[name].ndim == 4}
    assert changed_by_a_step(trunk) == convolutions


def test_what_was_frozen_learns_again(trunk):
    freeze(trunk)
    thaw(trunk)
    assert changed_by_a_step(trunk) == names(trunk)


def test_a_copy_is_frozen_too(trunk):
    freeze(trunk.stages[:3])
    assert all(name.startswith("stages.3.") for name in changed_by_a_step(deepcopy(trunk)))
