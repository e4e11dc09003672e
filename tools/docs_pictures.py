"""Make the pictures of the documentation from the example photos, in float32 on any machine.

python tools/docs_pictures.py
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

import maskrcnn
from maskrcnn.masks import Uint8
from maskrcnn.writers.parts import Parts

ROOT = Path(__file__).parents[1]
PHOTOS = ROOT / "examples" / "photos"
IMAGES = ROOT / "docs" / "images"
ENGINE = maskrcnn.EngineOptions(precision="f32")
GAP = 8
JPEG_QUALITY = 85
TUTORIAL_MASK_SIDE = 15


def main() -> None:
    """Write every picture."""
    small, large = (maskrcnn.load(name, engine=ENGINE) for name in ("yolov5s-seg", "yolov7-seg"))
    names = ("astronaut.jpg", "cat.jpg", "coffee.jpg")
    save("found", [small(PHOTOS / name).draw().image for name in names], height=300)
    save("models", [model(PHOTOS / "coffee.jpg").draw().image for model in (small, large)], 330)
    save("parts", parts(large(PHOTOS / "coffee.jpg")["spoon"]), height=320)
    save("interpolation", edges(large(PHOTOS / "coffee.jpg")), height=420)


def parts(found: maskrcnn.Instances) -> list[Uint8]:
    """Return region, mask and cut-out of the best instance."""
    assert found.image is not None
    pictures = [part for _, part in Parts.of(found.image, found[0]).items()]
    return [part if part.ndim == 3 else np.dstack([part] * 3) for part in pictures]


def edges(found: maskrcnn.Instances) -> list[Uint8]:
    """Return the objects with masks shrunk to the tutorial's 15×15, smooth and drawn its way."""
    side = (TUTORIAL_MASK_SIDE, TUTORIAL_MASK_SIDE)
    crops = tuple(
        np.asarray(cv2.resize(crop, side, interpolation=cv2.INTER_AREA), np.uint8)
        for crop in found.crops or ()
    )
    coarse = replace(found, crops=crops)
    nearest = maskrcnn.MaskOptions(interpolation="nearest")
    left, top = found.boxes[:, :2].min(0).astype(int)
    right, bottom = found.boxes[:, 2:].max(0).astype(int)
    drawn = (each.draw().image for each in (coarse, coarse.with_masks(nearest)))
    return [image[top:bottom, left:right] for image in drawn]


def save(name: str, pictures: list[Uint8], height: int) -> None:
    """Write pictures side by side, all of one height in pixels."""
    scaled = [
        cv2.resize(picture, (round(picture.shape[1] * height / picture.shape[0]), height))
        for picture in pictures
    ]
    gap = np.full((height, GAP, 3), 255, np.uint8)
    row = [piece for picture in scaled for piece in (gap, picture)][1:]
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    cv2.imwrite(str(IMAGES / f"{name}.jpg"), np.hstack(row), quality)


if __name__ == "__main__":
    main()
