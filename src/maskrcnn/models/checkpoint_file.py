"""From a YOLO checkpoint to a network file: built once, then found in the cache."""

from __future__ import annotations

import hashlib
from pathlib import Path

from maskrcnn import __version__
from maskrcnn.errors import ModelError
from maskrcnn.files import cache_folder, sha256_of, written_whole
from maskrcnn.input_size import FixedSize


def network_of_checkpoint(
    checkpoint: Path, size: FixedSize, sha256: str | None = None, licence: str | None = None
) -> Path:
    """Return the ONNX file of a checkpoint, building it if this is the first time.

    Parameters
    ----------
    checkpoint : Path
        A `.pt` file.
    size : FixedSize
        Of the network's input.
    sha256 : str, optional
        What the checkpoint must be.
    licence : str, optional
        The terms of its weights, kept in the file.

    Raises
    ------
    ModelError
        If the checkpoint is missing, altered, unsafe or of an unknown network.
    """
    try:
        digest = sha256_of(checkpoint)
    except OSError as error:
        raise ModelError(f"{checkpoint}: cannot be read: {error.strerror}") from error
    if sha256 is not None and digest != sha256:
        raise ModelError(
            f"{checkpoint}: has sha256 {digest} in place of {sha256}: reinstall the package it "
            "came with"
        )
    recipe = f"{digest} {size.height}x{size.width} {licence} {__version__}"
    key = hashlib.sha256(recipe.encode()).hexdigest()[:16]
    network = cache_folder("networks") / f"{checkpoint.stem}-{key}.onnx"
    if not network.exists():
        _build(checkpoint, size, licence, network)
    return network


def _build(checkpoint: Path, size: FixedSize, licence: str | None, network: Path) -> None:
    from maskrcnn.models.torch_checkpoint import read_checkpoint
    from maskrcnn.models.yolo_onnx import build_yolo_onnx

    model = build_yolo_onnx(read_checkpoint(checkpoint), (size.height, size.width), licence)
    with written_whole(network) as temporary:
        temporary.write_bytes(model.SerializeToString())
