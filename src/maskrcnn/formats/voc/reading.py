"""Reading Pascal VOC's folders; `maskrcnn.formats.voc.writing` tells of the format.

Maps are read whose pixels are numbers, as VOC's own, or colours, as CVAT's. 255 marks what belongs
to no class, such as the edges of objects. Without a map of objects each class of a picture is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.listed import Listed, collection_of
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.labelmap.maps import Maps, objects_of, picture_of
from maskrcnn.formats.originals import Originals
from maskrcnn.formats.voc.classes import Classes, decode_objects

PICTURES, CLASSES, OBJECTS = "JPEGImages", "SegmentationClass", "SegmentationObject"
LISTS = Path("ImageSets", "Segmentation")


def recognises(path: Path) -> bool:
    """Tell whether a folder has maps in it as VOC's, or a file is one of its lists."""
    return (_root(path) / CLASSES).is_dir()


def _root(path: Path) -> Path:
    """Return the folder of the data set, by itself or a list in it."""
    is_list = path.suffix == ".txt" and path.absolute().parent.parts[-2:] == LISTS.parts
    return path.absolute().parents[2] if is_list else path


def read(path: Path, source: Path | None = None) -> Collection:
    """Open a folder of VOC's, or one of its lists of pictures.

    Raises
    ------
    ResultsError
        If it is none, or its list of classes or pictures cannot be read.
    """
    root, remarks = _root(path), Remarks(str(path))
    if not (root / CLASSES).is_dir():
        raise ResultsError(f"{path}: is not of VOC: it has no folder {CLASSES}")
    folder = _Folder(root, source or root / PICTURES)
    pictures = list(folder.pictures(_stems(path, root), remarks))
    largest = max((one.class_id + 1 for each in pictures for one in each.objects), default=0)
    labels = folder.classes.labels(largest)
    collection = collection_of(path, labels, pictures, source, remarks, {})
    return replace(collection, originals=Originals(source, root / PICTURES))


def _stems(path: Path, root: Path) -> list[str]:
    """Return what the pictures are called that are listed, or have a map."""
    if path.is_dir():
        maps = sorted((root / CLASSES).rglob("*.png"))
        return [each.relative_to(root / CLASSES).with_suffix("").as_posix() for each in maps]
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path}: cannot be read as a list of pictures: {error}") from error
    return [line.strip() for line in lines if line.strip()]


class _Folder:
    """Reads the maps of one picture after the other."""

    def __init__(self, root: Path, pictures: Path) -> None:
        self.classes = Classes.of(root)
        self._root, self._pictures = root, pictures
        self._class_maps, self._object_maps = Maps(self.classes.decode), Maps(decode_objects)

    def pictures(self, stems: list[str], remarks: Remarks) -> Iterator[Listed]:
        """Yield the pictures, and remark on those whose maps are damaged."""
        for stem in dict.fromkeys(stems):
            try:
                yield self._picture(stem)
            except ValueError as error:
                remarks.left_out(stem, error)

    def _picture(self, stem: str) -> Listed:
        if Path(stem).is_absolute() or ".." in Path(stem).parts:
            raise ValueError("is not the name of a picture in the folder")
        path, beside = (self._root / kind / f"{stem}.png" for kind in (CLASSES, OBJECTS))
        classes, numbers, maps = self._class_maps.read(path), None, self._class_maps
        if beside.is_file():
            path, maps = beside, self._object_maps
            numbers = maps.read(beside, classes.shape)
        draw = partial(maps.shape, path, classes.shape)
        objects = objects_of(classes, numbers, draw, f"{path.parent.name}/{path.name}")
        return Listed(picture_of(stem, self._pictures), classes.shape, objects=objects)
