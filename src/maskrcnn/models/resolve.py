"""From what the user names, a zoo name, a folder or a file, to a model that is ready to run."""

from __future__ import annotations

import difflib
from pathlib import Path

from maskrcnn.errors import ModelError
from maskrcnn.models.spec import YOLO_SIZE, Model
from maskrcnn.models.stage_folder import CARD, SUFFIX, open_stage_folder
from maskrcnn.models.zoo import DEFAULT, ZOO


def open_model(model: str | Path | None = None) -> Model:
    """Find a model and make its network file ready.

    Parameters
    ----------
    model : str or Path, optional
        A name of the zoo, a folder, or an `.onnx`, `.pt`, `.pb` or `.maskrcnn` file; None is the
        default.

    Raises
    ------
    ModelError
        If there is no such model, or its files are missing, damaged or do not match.
    """
    name = str(DEFAULT if model is None else model)
    if name in ZOO and not isinstance(model, Path):
        return ZOO[name].prepare()
    path = Path(name).expanduser()
    if (path / CARD).exists():
        return open_stage_folder(path)
    if path.is_dir():
        from maskrcnn.models.directory import open_directory

        return open_directory(path)
    if path.is_file():
        return _open_file(path)
    raise ModelError(_unknown(name))


def _open_file(path: Path) -> Model:
    if path.suffix == SUFFIX:
        return open_stage_folder(path)
    if path.suffix == ".onnx":
        from maskrcnn.models.onnx_file import open_onnx

        return open_onnx(path)
    if path.suffix == ".pt":
        from maskrcnn.models.checkpoint_file import network_of_checkpoint
        from maskrcnn.models.onnx_file import open_onnx

        return open_onnx(network_of_checkpoint(path, YOLO_SIZE), name=path.stem)
    if path.suffix == ".pb":
        from maskrcnn.models.directory import open_directory

        return open_directory(path.parent, path.name)
    raise ModelError(
        f"{path}: not a model by its name: a folder, or a file that ends in .onnx, .pt, .pb or "
        f"{SUFFIX}, is"
    )


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, ZOO, n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(ZOO)}"
    return f"there is no model, folder or file {name!r}: {hint}"
