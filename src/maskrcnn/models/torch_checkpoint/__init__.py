"""Read the files of `torch.save` without PyTorch and without executing what they hold.

A `.pt` file is a pickle beside raw numbers, and a pickle is a program: the usual loader looks up
any class or function that the file names, and calls it. This reader takes the same instructions
as plain data (`pickle_machine`): tensors become NumPy arrays (`tensors`), containers become
containers, objects of known libraries become inert `Record`s (`vocabulary`), and any other name
is refused. Both forms of the format are read: the zip archive of PyTorch 1.6 and later
(`archive`), and the chain of pickles that came before it (`legacy`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint import archive, legacy
from maskrcnn.models.torch_checkpoint.pickle_machine import Record, Symbol
from maskrcnn.models.torch_checkpoint.tensors import Storage

__all__ = ["Record", "Storage", "Symbol", "read_checkpoint"]


def read_checkpoint(path: str | os.PathLike[str]) -> object:
    """Read what `torch.save` wrote to a file.

    Parameters
    ----------
    path : str or path-like
        A file in the zip form or in the older form.

    Returns
    -------
    object
        What was saved: tensors and parameters as read-only NumPy arrays (`bfloat16` widened to
        `float32`), storages saved on their own as `Storage`, containers as dict, list, tuple and
        set, objects of known libraries as `Record`, classes and constants as `Symbol`.

    Raises
    ------
    ModelError
        If the file cannot be read, is no checkpoint, is damaged, would need an absurd amount of
        memory, or names something that is none of the above.
    """
    try:
        with Path(path).open("rb") as file:
            return _read(file)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from error


def _read(file: BinaryIO) -> object:
    start = file.read(legacy.MAGIC_SIZE)
    file.seek(0)
    if start.startswith(archive.MAGIC):
        return archive.read_archive(file)
    if legacy.is_magic(start):
        return legacy.read_legacy(file)
    raise ModelError(f"not a file of torch.save: it begins with {start[:12]!r}; pass a .pt file")
