"""A graph of the published size and topology, made by the kit beside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from maskrcnn.coco_classes import COCO_90
from maskrcnn.labels import Labels
from maskrcnn.models.directory import GRAPH, complete_directory
from tests.support.shared import shared

_SCRIPT = "make_reference_graph.py"
_TEXT = "mask_rcnn_inception_v2_coco_2018_01_28.pbtxt"
_CALIBRATION = (
    "messi5.jpg",
    "basketball1.png",
    "leuvenA.jpg",
    "fruits.jpg",
    "building.jpg",
    "butterfly.jpg",
    "squirrel_cls.jpg",
    "board.jpg",
    "stuff.jpg",
    "home.jpg",
)


def folder(root: Path) -> Path:
    """Return a folder in the tutorial's form, made below a root if it is not there yet.

    Takes half a minute and 64 MB, whichever process comes first; skips the test where the kit is
    absent.
    """
    kit, path = shared("reference"), root / "seed-1"
    with FileLock(root / f"{path.name}.lock"):
        if not (path / f"{path.name}.pbtxt").exists():
            _make(kit, path)
    return path


def _make(kit: Path, path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    photos = [str(shared("photos", name)) for name in _CALIBRATION]
    subprocess.run(
        [sys.executable, _SCRIPT, _TEXT, str(path / GRAPH), "--calib", *photos],
        cwd=kit,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        capture_output=True,
    )
    complete_directory(path, Labels(COCO_90))
