"""The way back: a network begins with the weights of a model that was exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from maskrcnn.errors import ModelError
from maskrcnn.labels import Labels
from maskrcnn.models.spec import Model
from maskrcnn.rcnn.stages import StageFiles
from maskrcnn.training.architecture import Architecture
from maskrcnn.training.network.mask_rcnn import MaskRCNN

FREE = ("classes", "shorter", "longer")
"""What of an architecture may differ: no weights depend on it but those of classes."""

BY_CLASS = {"second.class_logits": 1, "second.deltas": 0, "third.logits": 0}
"""Layers with weights for each class, and how many rows they have before: the background's."""

Weights = dict[str, torch.Tensor]


def load_weights(network: MaskRCNN, model: Model, labels: Labels) -> tuple[str, ...]:
    """Give a network the weights of a model, which may know other classes.

    Weights of a class go to the class of the same name. Those of a class that the model does not
    know stay as they are.

    Parameters
    ----------
    network : MaskRCNN
    model : Model
        Of the same architecture.
    labels : Labels
        The classes of the network.

    Returns
    -------
    tuple of str
        What the user should hear of it, in sentences.

    Raises
    ------
    ModelError
        If the model is of another architecture, or its files are damaged.
    """
    _check_architecture(network.architecture, model)
    shared = _Shared.of(labels, model.spec.labels)
    try:
        stored = dict(_stored(model))
        with torch.no_grad():
            for name, tensor in network.state_dict().items():
                if tensor.is_floating_point():
                    _fill(name, tensor, stored, shared)
    except ModelError as error:
        raise ModelError(f"{model.path}: {error}: get the model again") from error
    if not shared.only_ours:
        return ()
    return (f"{model.path} does not know {', '.join(shared.only_ours)}: learned from nothing",)


@dataclass(frozen=True)
class _Shared:
    """Classes of the same name in a network and in a model.

    Attributes
    ----------
    ours, theirs : int64 (S,)
        The places of each class that both have.
    counts : (int, int)
        Classes of the network and of the model.
    only_ours : tuple of str
        What the model does not know.
    """

    ours: torch.Tensor
    theirs: torch.Tensor
    counts: tuple[int, int]
    only_ours: tuple[str, ...]

    @classmethod
    def of(cls, ours: Labels, theirs: Labels) -> _Shared:
        places = torch.tensor([theirs.place(name) for name in ours.names])
        known = places >= 0
        lacking = tuple(name for name, has in zip(ours.names, known, strict=True) if not has)
        return cls(known.nonzero()[:, 0], places[known], (len(ours), len(theirs)), lacking)


def architecture_in(model: Model) -> Architecture:
    """Return the architecture of a model that was trained here.

    Raises
    ------
    ModelError
        If it was not, or what it tells makes no sense.
    """
    told = model.spec.architecture
    if told is None:
        raise ModelError(f"{model.path}: was not trained here: only what was can be gone on from")
    try:
        return Architecture.from_json(dict(told))
    except ModelError as error:
        raise ModelError(f"{model.path}: {error}") from error


def _check_architecture(ours: Architecture, model: Model) -> None:
    theirs = asdict(architecture_in(model))
    others = {
        name: value
        for name, value in asdict(ours).items()
        if name not in FREE and value != theirs[name]
    }
    if others:
        raise ModelError(
            f"{model.path}: has {_listed({name: theirs[name] for name in others})}, where the "
            f"network that is to learn has {_listed(others)}: give the same, or begin from nothing"
        )


def _listed(settings: dict[str, object]) -> str:
    return " and ".join(f"{name} {value}" for name, value in settings.items())


def _stored(model: Model) -> Iterator[tuple[str, torch.Tensor]]:
    """Read the weights in stage files, by their names."""
    files = model.file
    if isinstance(files, StageFiles):
        for file in filter(None, (files.first, files.second, files.third)):
            yield from _weights_in(file.path)


def _weights_in(path: Path) -> Iterator[tuple[str, torch.Tensor]]:
    try:
        graph = onnx.load(path, load_external_data=False).graph
        for each in graph.initializer:
            if each.data_location != onnx.TensorProto.EXTERNAL:
                yield each.name, torch.from_numpy(numpy_helper.to_array(each).astype(np.float32))
    except Exception as error:  # protobuf's and onnx's errors share no base
        raise ModelError(f"{path.name} is damaged: {error}") from error


def _fill(name: str, tensor: torch.Tensor, stored: Weights, shared: _Shared) -> None:
    """Copy weights; those of classes, class by class."""
    before = BY_CLASS.get(name.rpartition(".")[0])
    if before is None:
        tensor.copy_(_taken(name, stored, tuple(tensor.shape)))
        return
    ours, theirs = shared.counts
    each = (len(tensor) - before) // ours
    known = _taken(name, stored, (before + each * theirs, *tensor.shape[1:]))
    rows, known_rows = (_rows(places, before, each) for places in (shared.ours, shared.theirs))
    tensor[rows] = known[known_rows].to(tensor.device)


def _rows(places: torch.Tensor, before: int, each: int) -> torch.Tensor:
    """Return the rows that come before those of classes, and those of some classes."""
    of_classes = before + places[:, None] * each + torch.arange(each)
    return torch.cat([torch.arange(before), of_classes.flatten()])


def _taken(name: str, stored: Weights, shape: tuple[int, ...]) -> torch.Tensor:
    """Return weights, which have to be there, of a shape, and finite."""
    if name not in stored or stored[name].shape != shape:
        raise ModelError(f"{name} is missing or of another shape than its architecture has")
    if not stored[name].isfinite().all():
        raise ModelError(f"{name} is not finite")
    return stored[name]
