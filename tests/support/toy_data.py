"""Bright discs and squares on grey: annotated pictures that any network learns at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from maskrcnn.datasets import Example
from maskrcnn.formats import FORMATS, ExportOptions
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8, crop_of_mask

LABELS = Labels(("disc", "square"))
COLORS = ((60, 200, 250), (230, 90, 60))


@dataclass(frozen=True)
class ToyData:
    """Pictures of two objects each, of one size."""

    count: int = 32
    seed: int = 0
    size: tuple[int, int] = (96, 128)
    name: str = "toys"
    labels: Labels = LABELS

    def __len__(self) -> int:
        return self.count

    def example(self, place: int) -> Example:
        """Return what is marked in a picture."""
        masks, classes = self._objects(place)
        boxes, crops = zip(*map(crop_of_mask, masks), strict=True)
        found = Instances(
            self.size,
            np.stack(boxes),
            np.ones(len(masks), np.float32),
            np.array(classes, np.int32),
            crops,
            self.labels,
            name=f"{self.name}-{place}",
        )
        return Example(found, Instances.empty(self.size, self.labels))

    def picture(self, place: int) -> Uint8:
        """Return a picture."""
        rng = np.random.default_rng((self.seed, place, 1))
        picture = rng.integers(100, 130, (*self.size, 3), np.uint8)
        for mask, class_id in zip(*self._objects(place), strict=True):
            picture[mask] = COLORS[class_id]
        return picture

    def _objects(self, place: int) -> tuple[list[np.ndarray], list[int]]:
        """Return the masks `bool (H, W)` and classes of objects side by side."""
        rng = np.random.default_rng((self.seed, place))
        height, width = self.size
        masks, classes = [], []
        for half in range(2):
            side = int(rng.integers(24, height // 2))
            x = half * width // 2 + int(rng.integers(0, width // 2 - side))
            y = int(rng.integers(0, height - side))
            class_id = int(rng.integers(2))
            rows, columns = (
                np.arange(n) + 0.5 - low - side / 2 for n, low in ((height, y), (width, x))
            )
            far = (
                np.maximum(abs(rows)[:, None], abs(columns))
                if class_id
                else np.hypot(rows[:, None], columns)
            )
            masks.append(far < side / 2)
            classes.append(class_id)
        return masks, classes


def written(data: ToyData, folder: Path) -> Path:
    """Write pictures and a COCO file of them into a folder, and return the file."""
    with FORMATS["coco"].write(folder / "toys.json", data.labels, ExportOptions()) as writer:
        for place in range(len(data)):
            name = f"{place:03}.png"
            cv2.imwrite(str(folder / name), data.picture(place))
            writer.write(replace(data.example(place).found, name=name))
    return folder / "toys.json"
