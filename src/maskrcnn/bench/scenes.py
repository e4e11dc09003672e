"""Pictures with a known number of objects in them, on which drawing and writing are timed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.bench.pictures import resized
from maskrcnn.coco_classes import COCO_80
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Size, Uint8
from maskrcnn.sources.frame import Frame

GRAIN = 4.0


@dataclass(frozen=True)
class Scene:
    """What is in a picture.

    Attributes
    ----------
    name : str
    size : (int, int)
        Height and width in pixels.
    objects : int
    widths, heights : (int, int)
        Of the objects in pixels: the least, and what they stay below.
    cell : float
        Pixels a side of a cell of their soft crops.
    """

    name: str
    size: Size
    objects: int
    widths: tuple[int, int]
    heights: tuple[int, int]
    cell: float


SCENES = (
    Scene("photo", (1080, 1920), 20, (100, 380), (100, 380), 6),
    Scene("street", (576, 768), 10, (30, 50), (90, 130), 2.4),
)
"""A large photo, its objects of 2 to 3 % of the picture each, as in COCO's photos of about 20
objects; and a frame of a video with people in a street. Soft crops are as fine as YOLO gives them:
two cells for each of its prototypes."""


def found_in(scene: Scene, photo: Frame) -> Instances:
    """Return a scene: ellipses on a photo, which is brought to the size of the scene.

    The photo gets grain as of a camera: enlarged without, it would be too easy to encode.
    """
    rng = np.random.default_rng(1)
    low, high = zip(scene.widths, scene.heights, strict=True)
    sides = rng.integers(low, high, (scene.objects, 2))
    height, width = scene.size
    corners = rng.random((scene.objects, 2)) * (np.array([width, height]) - sides)
    return Instances(
        size=scene.size,
        boxes=np.concatenate([corners, corners + sides], 1).astype(np.float32),
        scores=np.sort(rng.random(scene.objects))[::-1].astype(np.float32),
        class_ids=rng.integers(0, len(COCO_80), scene.objects).astype(np.int32),
        crops=tuple(_ellipse(*np.ceil(side / scene.cell).astype(int)[::-1]) for side in sides),
        labels=Labels(COCO_80),
        image=_grainy(resized(photo.image, scene.size)),
        name=f"{scene.name}.jpg",
    )


def _ellipse(height: int, width: int) -> Uint8:
    """Return a soft crop that is 255 inside an ellipse and falls off at its edge."""
    rows, columns = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    return (np.clip(4 * (1 - rows**2 - columns**2), 0, 1) * 255).astype(np.uint8)


def _grainy(image: Uint8) -> Uint8:
    grain = np.random.default_rng(0).normal(0, GRAIN, image.shape).astype(np.float32)
    return np.asarray(np.clip(image + grain, 0, 255), np.uint8)
