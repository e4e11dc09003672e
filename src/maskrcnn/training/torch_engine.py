"""PyTorch as an engine: a network finds objects as it is, without being exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch

from maskrcnn.engines.network import Array, NetworkFile
from maskrcnn.models.spec import Model, Spec
from maskrcnn.networks import ThreeStage
from maskrcnn.predictor import PredictOptions, Predictor
from maskrcnn.rcnn.stages import Stages, outputs_of_first
from maskrcnn.training.network.mask_rcnn import MaskRCNN

BATCH = 8
"""Pictures of a list that go through the network together."""

Feeds = Mapping[str, Array]
Outputs = tuple[torch.Tensor, ...]


def predictor_of(network: MaskRCNN, spec: Spec, narrow: bool = False) -> Predictor:
    """Return a predictor that runs a network in PyTorch, on the device where its weights are.

    Parameters
    ----------
    network : MaskRCNN
        From now on it is used and not trained, until somebody calls `network.train()`.
    spec : Spec
        What is told of it, with its labels and the size of its input.
    narrow : bool
        Whether it computes in bfloat16.
    """
    network.eval()
    settings = network.architecture.settings()
    inputs = _roi_inputs(network)
    stages = Stages(
        settings,
        TorchNetwork(_first, network, narrow, ("pictures",), outputs_of_first(settings)),
        TorchNetwork(_second, network, narrow, inputs, ("class_logits", "deltas")),
        TorchNetwork(_third, network, narrow, (*inputs, "classes"), ("masks",)),
    )
    model = Model(spec, NetworkFile(Path(spec.name)))
    return Predictor(model, ThreeStage(spec, stages), PredictOptions(batch=BATCH))


class TorchNetwork:
    """One stage of a network: see `maskrcnn.engines.network.Network`.

    Parameters
    ----------
    compute : callable (network, feeds) -> tensors
        The stage.
    network : MaskRCNN
    narrow : bool
        Whether it computes in bfloat16.
    inputs, outputs : tuple of str
        The names of what goes in and of what comes out, in the order in which it does.
    """

    def __init__(
        self,
        compute: Callable[[MaskRCNN, Feeds], Outputs],
        network: MaskRCNN,
        narrow: bool,
        inputs: tuple[str, ...],
        outputs: tuple[str, ...],
    ) -> None:
        self._compute = compute
        self._network = network
        self._narrow = narrow
        self._inputs = inputs
        self._outputs = outputs

    @property
    def description(self) -> str:
        """Engine, precision and device in words."""
        precision = "bf16" if self._narrow else "f32"
        return f"pytorch {precision} on {_device_of(self._network).type.upper()}"

    @property
    def requests(self) -> int:
        """How many threads may run it at once with profit."""
        return 1

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what goes in."""
        return self._inputs

    def run(self, feeds: Feeds) -> dict[str, Array]:
        """Execute the stage."""
        kind = _device_of(self._network).type
        with torch.inference_mode(), torch.autocast(kind, torch.bfloat16, self._narrow):
            results = self._compute(self._network, feeds)
        arrays = [result.float().cpu().numpy() for result in results]
        return dict(zip(self._outputs, arrays, strict=True))


def _device_of(network: MaskRCNN) -> torch.device:
    return next(network.parameters()).device


def _tensor(network: MaskRCNN, array: Array) -> torch.Tensor:
    return torch.from_numpy(array).to(_device_of(network))


def _roi_inputs(network: MaskRCNN) -> tuple[str, ...]:
    levels = range(len(network.architecture.strides))
    return tuple(f"{name}_{i}" for name in ("features", "rois", "pictures") for i in levels)


def _first(network: MaskRCNN, feeds: Feeds) -> Outputs:
    features, objectness, deltas = network.first(_tensor(network, feeds["pictures"]))
    return (*features, objectness, deltas)


def _second(network: MaskRCNN, feeds: Feeds) -> Outputs:
    class_logits, deltas = network.second(_crops(network, feeds, network.architecture.box_size))
    return class_logits, deltas


def _third(network: MaskRCNN, feeds: Feeds) -> Outputs:
    logits = network.third(_crops(network, feeds, network.architecture.mask_size))
    own = logits[torch.arange(len(logits)), feeds["classes"].argmax(1)]
    return (own.float().sigmoid(),)


def _crops(network: MaskRCNN, feeds: Feeds, size: int) -> torch.Tensor:
    """Cut boxes out of the maps; rows are as they go in, level by level."""
    strides = network.architecture.strides
    levels = range(len(strides))
    maps = [_tensor(network, feeds[f"features_{level}"]) for level in levels]
    boxes = np.concatenate([feeds[f"rois_{level}"] * strides[level] for level in levels])
    pictures = np.concatenate([feeds[f"pictures_{level}"] for level in levels])
    by_picture = np.argsort(pictures, kind="stable")
    ends = np.cumsum(np.bincount(pictures, minlength=len(maps[0])))[:-1]
    of_pictures = np.split(boxes[by_picture].astype(np.float32), ends)
    crops = network.crops(maps, of_pictures, size)
    return crops[np.argsort(by_picture)]
