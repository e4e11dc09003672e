"""A network learns, and a training that was put down goes on as if it had not been."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch

from maskrcnn.errors import ModelError
from maskrcnn.training.architecture import Architecture
from maskrcnn.training.augmentation.options import AS_THEY_ARE
from maskrcnn.training.loading.loader import Loader
from maskrcnn.training.loading.options import LoadOptions
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.options import TrainOptions
from maskrcnn.training.trainer import Trainer
from tests.support.toy_data import ToyData

SMALL = Architecture(classes=2, width=16, box_width=32, mask_width=16, shorter=96, longer=128)
OPTIONS = TrainOptions(steps=30, rois=16, proposals=32, precision="f32", learning_rate=3e-3)


def trainer_of(options: TrainOptions = OPTIONS) -> Trainer:
    torch.manual_seed(0)
    return Trainer(MaskRCNN(SMALL), SMALL.settings(options.proposals), options)


def loader_of(workers: int = 1) -> Loader:
    load = LoadOptions(batch=2, workers=workers)
    return Loader(ToyData(), SMALL.input_size, AS_THEY_ARE, load)


def weights_of(trainer: Trainer) -> torch.Tensor:
    return torch.cat([each.flatten().float() for each in trainer.average.state_dict().values()])


@pytest.mark.parametrize("precision", ["f32", "bf16"])
def test_losses_fall(precision):
    trainer = trainer_of(replace(OPTIONS, precision=precision))
    totals = [sum(trainer.step(batch).values()) for batch in islice(loader_of().batches(), 30)]
    assert sum(totals[-5:]) < 0.75 * sum(totals[:5])
    assert trainer.steps == 30


def test_a_training_goes_on_where_it_was_put_down(tmp_path: Path):
    straight = trainer_of()
    for batch in islice(loader_of().batches(), 8):
        straight.step(batch)
    first = trainer_of()
    for batch in islice(loader_of().batches(), 5):
        first.step(batch)
    first.save(tmp_path / "half.safetensors")
    second = trainer_of()
    second.load(tmp_path / "half.safetensors", 5)
    for batch in islice(loader_of(workers=2).batches(5), 3):
        second.step(batch)
    assert torch.equal(weights_of(second), weights_of(straight))


def test_the_average_follows_the_network_slowly():
    trainer = trainer_of()
    for batch in islice(loader_of().batches(), 6):
        trainer.step(batch)
    now = torch.cat([each.flatten().float() for each in trainer.network.state_dict().values()])
    first = torch.cat(
        [each.flatten().float() for each in trainer_of().network.state_dict().values()]
    )
    average = weights_of(trainer)
    assert 0 < (average - now).norm() < (first - now).norm()


def test_a_frozen_trunk_stays_as_it_is_for_so_many_steps():
    trainer = trainer_of(replace(OPTIONS, frozen_steps=2))
    batches = loader_of().batches()
    before = [each.clone() for each in trainer.network.first.trunk.parameters()]
    for _ in range(2):
        trainer.step(next(batches))
    assert all(map(torch.equal, before, trainer.network.first.trunk.parameters()))
    trainer.step(next(batches))
    assert not all(map(torch.equal, before, trainer.network.first.trunk.parameters()))


def test_the_finest_stages_of_a_trunk_can_stay_as_they_are_to_the_end():
    trainer = trainer_of(replace(OPTIONS, frozen_stages=1))
    finest, second, *_ = trainer.network.first.trunk.stages
    before = [[each.clone() for each in stage.parameters()] for stage in (finest, second)]
    trainer.step(next(loader_of().batches()))
    assert all(map(torch.equal, before[0], finest.parameters()))
    assert not all(map(torch.equal, before[1], second.parameters()))


def test_a_network_that_bursts_is_told_of():
    trainer = trainer_of()
    with torch.no_grad():
        trainer.network.second.class_logits.bias.fill_(float("nan"))
    with pytest.raises(ModelError, match=r"step 1: .* lower --learning-rate than 0\.003"):
        trainer.step(next(loader_of().batches()))


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"\x08" + bytes(40)])
def test_damaged_checkpoints_are_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "step.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="is no checkpoint that can be read"):
        trainer_of().load(path, 1)


def test_a_checkpoint_of_another_network_is_refused(tmp_path: Path):
    path = tmp_path / "step.safetensors"
    trainer_of().save(path)
    other = replace(SMALL, width=24)
    trainer = Trainer(MaskRCNN(other), other.settings(), OPTIONS)
    with pytest.raises(ModelError, match="is a checkpoint of another network"):
        trainer.load(path, 1)
