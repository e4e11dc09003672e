"""Where masks lie, and which photo each is of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from maskrcnn.sources.formats import PICTURE_SUFFIXES

MASKS = ("masks", "mask", "annotations", "labels", "gt", "ground_truth", "segmentations")
IMAGES = ("images", "imgs", "photos", "pictures", "JPEGImages")
ENDS = ("_segmentation", "_mask", "-mask", ".mask", "_seg", "_gt", "_label")
"""What the name of a mask has behind that of its photo."""
SUFFIX = ".png"


class Layout(NamedTuple):
    """Where things are.

    Attributes
    ----------
    masks : Path
        The folder of the masks.
    images : Path
        The folder of the photos, by default.
    """

    masks: Path
    images: Path

    @property
    def files(self) -> Iterator[Path]:
        """The masks, by name; in a folder of both those that are called so."""
        mixed = self.masks == self.images
        for path in sorted(self.masks.rglob(f"*{SUFFIX}")):
            if not mixed or path.stem.endswith(ENDS):
                yield path

    def name(self, mask: Path, images: Path) -> str:
        """Return the name of the photo of a mask, whatever its suffix; `.jpg` if it is nowhere."""
        stem = mask.relative_to(self.masks).with_suffix("").as_posix()
        end = next((end for end in ENDS if stem.endswith(end)), "")
        for bare in dict.fromkeys((stem.removesuffix(end), stem)):
            for suffix in sorted(PICTURE_SUFFIXES):
                photo = images / f"{bare}{suffix}"
                if photo != mask and photo.is_file():
                    return f"{bare}{suffix}"
        return f"{stem.removesuffix(end)}.jpg"


def layout_of(folder: Path) -> Layout | None:
    """Return where masks are in a folder; None if there are none."""
    if not folder.is_dir():
        return None
    below = (folder / name for name in MASKS)
    apart = next((each for each in below if next(each.glob(f"**/*{SUFFIX}"), None)), None)
    if apart is not None:
        images = (folder / name for name in IMAGES)
        return Layout(apart, next((each for each in images if each.is_dir()), folder))
    mixed = Layout(folder, folder)
    return mixed if next(mixed.files, None) else None
