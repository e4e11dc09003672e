"""Where the pictures of a COCO dataset usually lie, if not beside its file.

COCO itself has `annotations/instances_train2017.json` and `train2017/` side by side; others have
`train.json` beside `train/`, or a folder `images`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from maskrcnn.formats.common.picture_folder import IMAGES
from maskrcnn.formats.originals import Originals

PREFIX = "instances_"


def nearby(originals: Originals, file: Path, name: str) -> Originals:
    """Return where pictures are, by one of them; as it was if that is found, or nowhere."""
    if originals.source is not None or originals.find(name) is not None:
        return originals
    places = (replace(originals, folder=folder, base=None) for folder in _usual(file))
    return next((place for place in places if place.find(name) is not None), originals)


def _usual(file: Path) -> Iterator[Path]:
    part = file.stem.removeprefix(PREFIX)
    for above in (file.parent, file.absolute().parent.parent):
        yield from (above / part, above / IMAGES, above / IMAGES / part)
