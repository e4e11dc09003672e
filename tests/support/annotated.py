"""Data sets made by hand: pictures that differ, and COCO files that tell of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

SIZE = (120, 160)


def scene(seed: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A picture of large soft patches, unlike that of any other seed."""
    patches = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(patches, size[::-1], interpolation=cv2.INTER_CUBIC), np.uint8)


def square(x: float, y: float, side: float = 30.0) -> list[list[float]]:
    """An outline as COCO has it."""
    return [[x, y, x + side, y, x + side, y + side, x, y + side]]


def annotation(image_id: int = 1, category_id: int = 1, **more: Any) -> dict[str, Any]:
    """An object as COCO has it, a square unless it is told otherwise."""
    return {
        "image_id": image_id,
        "category_id": category_id,
        "segmentation": square(10, 10),
        **more,
    }


def coco_file(
    place: Path,
    objects: Iterable[Mapping[str, Any]],
    *,
    pictures: int = 2,
    classes: Iterable[str] = ("cat", "dog"),
    seed: int = 0,
) -> Path:
    """Write pictures `1.png`, `2.png`, … and a file that tells of them and some objects."""
    height, width = SIZE
    place.parent.mkdir(parents=True, exist_ok=True)
    images = []
    for number in range(1, pictures + 1):
        name = f"{number}.png"
        cv2.imwrite(str(place.parent / name), scene(1000 * seed + number))
        images.append({"id": number, "file_name": name, "width": width, "height": height})
    listed = [{"id": number, **each} for number, each in enumerate(objects, start=1)]
    categories = [{"id": id_, "name": name} for id_, name in enumerate(classes, start=1)]
    content = {"images": images, "annotations": listed, "categories": categories}
    place.write_text(json.dumps(content))
    return place


def change(place: Path, part: str, number: int, **changes: Any) -> None:
    """Change what a COCO file says of a record."""
    content = json.loads(place.read_text())
    content[part][number] |= changes
    place.write_text(json.dumps(content))
