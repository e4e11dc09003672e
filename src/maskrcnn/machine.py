"""What the figures of a benchmark depend on: the processor, its cores, and versions."""

from __future__ import annotations

import os
import platform
from importlib import metadata

from maskrcnn import __version__

PACKAGES = ("opencv-python-headless", "opencv-python", "openvino", "onnxruntime", "numpy")


def machine() -> dict[str, str]:
    """Return name and value of each, versions of packages that are installed only."""
    import openvino

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = {
        "processor": str(openvino.Core().get_property("CPU", "FULL_DEVICE_NAME")).strip(),
        "cores": str(cores),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "maskrcnn": __version__,
    }
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
