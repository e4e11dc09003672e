"""A network that learns, step by step, and can be put down and taken up again at any of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_

from maskrcnn.errors import ModelError, UsageError
from maskrcnn.rcnn.settings import RCNNSettings
from maskrcnn.training import checkpoint
from maskrcnn.training.average import averaged
from maskrcnn.training.learning import Batch, Teacher
from maskrcnn.training.network.freezing import freeze, freeze_norms, thaw
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.optimizer import make_optimizer, set_rate
from maskrcnn.training.options import TrainOptions
from maskrcnn.training.schedule import rate

MOMENTS = ("exp_avg", "exp_avg_sq", "step")
"""What the optimizer remembers of each weight."""


class Trainer:
    """Teaches one network.

    All chance comes from the seed and the number of the step, so that a training that was stopped
    goes on as if it had not been.

    Parameters
    ----------
    network : MaskRCNN
    settings : RCNNSettings
        Of the network, with as many proposals as the heads' are chosen from.
    options : TrainOptions
    trunk_knows : bool
        Whether the trunk has weights from elsewhere: its norms stay as they are then.

    Attributes
    ----------
    network : MaskRCNN
        As it is after the last step.
    steps : int
        How many it has learned from.
    """

    def __init__(
        self,
        network: MaskRCNN,
        settings: RCNNSettings,
        options: TrainOptions,
        trunk_knows: bool = False,
    ) -> None:
        self.options = options
        self.steps = 0
        self._device = device_of(options)
        self._narrow = is_narrow(options, self._device)
        self.network = network.to(self._device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._trunk_knows = trunk_knows
        self._average = averaged(self.network, options.average)
        self._optimizer = make_optimizer(self.network, options, trunk_knows)
        self._teacher = Teacher(settings, options.rois, self._device)

    @property
    def average(self) -> MaskRCNN:
        """The average of what the network has been, which is what is kept of it."""
        average: MaskRCNN = self._average.module  # type: ignore[assignment]
        return average

    def step(self, batch: Batch) -> dict[str, float]:
        """Learn from a batch, and return the losses.

        Raises
        ------
        ModelError
            If they are not finite any more.
        """
        options = self.options
        self._hold_trunk()
        self.network.train()
        rng = np.random.default_rng((options.seed, self.steps))
        with torch.autocast(self._device.type, torch.bfloat16, self._narrow):
            losses = self._teacher.losses(self.network, batch, rng)
        self._optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        told = {name: loss.item() for name, loss in losses.items()}
        length = clip_grad_norm_(self.network.parameters(), options.clip)
        if not torch.isfinite(length):
            raise ModelError(
                f"step {self.steps + 1}: the network does not learn any more, its losses are "
                f"{told}: begin anew with a lower --learning-rate than {options.learning_rate}"
            )
        part = rate(self.steps, options.steps, options.warm_up)
        set_rate(self._optimizer, options.learning_rate * part)
        self._optimizer.step()
        self._average.update_parameters(self.network)
        self.steps += 1
        return told

    def _hold_trunk(self) -> None:
        """Keep what the trunk has learned elsewhere: at first all of it, then some of it."""
        trunk = self.network.first.trunk
        if self.steps < self.options.frozen_steps:
            freeze(trunk)
            return
        thaw(trunk)
        if self._trunk_knows:
            freeze_norms(trunk)
        freeze(trunk.stages[: self.options.frozen_stages])

    def save(self, path: Path) -> None:
        """Write everything that the next steps depend on."""
        state = self._optimizer.state_dict()["state"]
        moments = {
            f"{place}.{name}": numbers[name] for place, numbers in state.items() for name in MOMENTS
        }
        parts = {
            "network": self.network.state_dict(),
            "average": self._average.state_dict(),
            "moments": moments,
        }
        checkpoint.save(path, parts)

    def load(self, path: Path, steps: int) -> None:
        """Go on with what `save` wrote after so many steps.

        Raises
        ------
        ModelError
            If it cannot be read, or is of another network.
        """
        parts = checkpoint.load(path)
        try:
            self.network.load_state_dict(parts["network"])
            self._average.load_state_dict(parts["average"])
            self._optimizer.load_state_dict(self._with_moments(parts.get("moments", {})))
        except (KeyError, RuntimeError, ValueError) as error:
            raise ModelError(f"{path}: is a checkpoint of another network: {error}") from error
        self.steps = steps

    def _with_moments(self, moments: dict[str, torch.Tensor]) -> dict[str, object]:
        """Return the optimizer's state; moments lie in memory as their weights do, as they must."""
        groups = self._optimizer.param_groups
        weights = [weight for group in groups for weight in group["params"]]
        state: dict[int, dict[str, torch.Tensor]] = {}
        for key, tensor in moments.items():
            number, _, name = key.partition(".")
            like = weights[int(number)] if tensor.ndim else tensor
            state.setdefault(int(number), {})[name] = torch.empty_like(like).copy_(tensor)
        return {**self._optimizer.state_dict(), "state": state}


def device_of(options: TrainOptions) -> torch.device:
    """Return the device that is asked for.

    Raises
    ------
    UsageError
        If PyTorch has no such device here.
    """
    name = options.device
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, NotImplementedError):
        raise UsageError(
            f"PyTorch has no device {name!r} here: take cpu, or leave --device out"
        ) from None
    return device


def is_narrow(options: TrainOptions, device: torch.device) -> bool:
    """Tell whether the network computes in bfloat16."""
    if options.precision != "auto":
        return options.precision == "bf16"
    return device.type == "cuda" or torch.cpu._is_amx_tile_supported()
