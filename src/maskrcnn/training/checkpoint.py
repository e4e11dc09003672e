"""Numbers of an unfinished training on disk: tensors by name, and nothing that could run.

Source of the file format: https://github.com/huggingface/safetensors.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from maskrcnn.errors import ModelError
from maskrcnn.files import written_whole

Tensors = Mapping[str, torch.Tensor]


def save(path: Path, parts: Mapping[str, Tensors]) -> None:
    """Write some tensors by name, in parts that have a name too.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    flat = {
        f"{part}.{name}": tensor.contiguous()
        for part, tensors in parts.items()
        for name, tensor in tensors.items()
    }
    with written_whole(path) as temporary:
        save_file(flat, temporary)


def load(path: Path) -> dict[str, dict[str, torch.Tensor]]:
    """Read what `save` wrote.

    Raises
    ------
    ModelError
        If it is missing or damaged.
    """
    try:
        flat = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path}: is no checkpoint that can be read: {error}") from error
    parts: dict[str, dict[str, torch.Tensor]] = {}
    for name, tensor in flat.items():
        part, _, rest = name.partition(".")
        parts.setdefault(part, {})[rest] = tensor
    return parts
