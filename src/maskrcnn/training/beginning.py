"""The network that a training begins with, and what it brings along."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from maskrcnn.errors import UsageError
from maskrcnn.labels import Labels
from maskrcnn.models import open_model
from maskrcnn.models.published import GPL3
from maskrcnn.models.spec import UNKNOWN_LICENCE, Licence
from maskrcnn.training.architecture import FROM_NOTHING, Architecture
from maskrcnn.training.export.initial import architecture_in, load_weights
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.network.trunks.weights import begin
from maskrcnn.training.plan import Plan


@dataclass(frozen=True)
class Beginning:
    """A network before its first step.

    Attributes
    ----------
    network : MaskRCNN
    trunk_knows : bool
        Whether its trunk has weights from elsewhere.
    licence : Licence
        Of those weights, and so of what becomes of them.
    notes : tuple of str
        What the user should hear.
    """

    network: MaskRCNN
    trunk_knows: bool
    licence: Licence
    notes: tuple[str, ...]


def beginning(plan: Plan, labels: Labels) -> Beginning:
    """Make the network of a plan.

    Raises
    ------
    ModelError
        If weights cannot be read, or are of another network.
    """
    torch.manual_seed(plan.options.seed)
    network = MaskRCNN(plan.architecture)
    if plan.begin_with is not None:
        model = open_model(plan.begin_with)
        notes = load_weights(network, model, labels)
        return Beginning(network, True, model.spec.licence, notes)
    if plan.weights == FROM_NOTHING:
        return Beginning(network, False, UNKNOWN_LICENCE, ())
    return Beginning(network, True, begin(network.first.trunk, plan.weights), ())


def architecture_of(model: str, classes: int) -> Architecture:
    """Return the architecture of a model of ours, for so many classes.

    Raises
    ------
    ModelError
        If it cannot be opened, or is none of ours.
    """
    return replace(architecture_in(open_model(model)), classes=classes)


def licence_of(begun: Beginning, wanted: str | None) -> Licence:
    """Return the terms of what a network becomes.

    Raises
    ------
    UsageError
        If they are to be others than those of the weights that it began with allow.
    """
    if wanted is None or wanted == begun.licence.name:
        return begun.licence
    if begun.licence == GPL3:
        raise UsageError(
            f"--licence {wanted}: the network begins with weights under {GPL3.name}, which it "
            "passes on: take another trunk, or leave the licence out"
        )
    return Licence(wanted)
