"""Reading YOLO's folders: pictures and labels matched by name, labels read anew for each picture.

Both usual layouts are read: `images/` and `labels/` side by side with parts such as `train` below
each, and a folder for each part with `images/` and `labels/` of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.class_book import MAX_CLASSES
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.listed import Listed
from maskrcnn.formats.common.numbers import box_in, number, score_of, whole
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found, polygon, window_around
from maskrcnn.formats.common.streamed import streamed
from maskrcnn.formats.common.upright_size import upright_size
from maskrcnn.formats.originals import Originals
from maskrcnn.labels import Labels
from maskrcnn.masks import Size
from maskrcnn.sources.formats import PICTURE_SUFFIXES

DATA = "data.yaml"


@dataclass(frozen=True)
class _Page:
    """A picture and the file of its labels; None if nothing was found in it."""

    name: str
    size: Size
    labels: Path | None


def read(path: Path, source: Path | None = None) -> Collection:
    """Read a folder, or the YAML file in it.

    Raises
    ------
    ResultsError
        If it is none, or none of its pictures can be found.
    """
    root, data = (path, path / DATA) if path.is_dir() else (path.parent, path)
    labels = Labels(_class_names(data))
    remarks = Remarks(root.name)
    base = "images" if (root / "labels").is_dir() else None
    originals = Originals(source, root, base)
    pages = list(_pages(root, originals, remarks))
    if not pages and remarks.notes:
        raise ResultsError(
            f"{root}: none of its pictures is there, and their sizes are needed: name their folder "
            "with --source"
        )

    def pictures(remarks: Remarks) -> Iterator[Listed]:
        for page in pages:
            yield Listed(page.name, page.size, objects=_objects(page, labels, remarks))

    return streamed(path, pictures, lambda: labels, originals, remarks)


def recognises(path: Path) -> bool:
    """Tell whether there are labels, and a `data.yaml` that names their classes."""
    root, data = (path, path / DATA) if path.is_dir() else (path.parent, path)
    return data.suffix in (".yaml", ".yml") and data.is_file() and bool(_label_folders(root))


def _class_names(path: Path) -> tuple[str, ...]:
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ResultsError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    names = data.get("names") if isinstance(data, dict) else None
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict):
        raise ResultsError(f"{path}: does not list the names of classes under names:")
    return _in_order(path, names)


def _in_order(path: Path, names: dict[Any, Any]) -> tuple[str, ...]:
    try:
        known = {whole(place, 0, MAX_CLASSES): _text(name) for place, name in names.items()}
    except ValueError as error:
        raise ResultsError(f"{path}: lists its classes wrongly: {error}") from error
    return tuple(known.get(place, f"class {place}") for place in range(max(known, default=-1) + 1))


def _text(name: Any) -> str:
    if not isinstance(name, str | int | float):
        raise ValueError("a name is no text")
    return str(name)


def _label_folders(root: Path) -> list[Path]:
    single = root / "labels"
    found = [single] if single.is_dir() else sorted(root.glob("*/labels"))
    return [each for each in found if each.is_dir()]


def _pages(root: Path, originals: Originals, remarks: Remarks) -> Iterator[_Page]:
    """Match pictures and labels, in the order of their names."""
    for folder in _label_folders(root):
        images = folder.with_name("images")
        below = images if folder.parent == root else root
        labels = _by_stem(folder, {".txt"})
        pictures = _by_stem(images, PICTURE_SUFFIXES)
        for stem in sorted({*labels, *pictures}):
            place = pictures.get(stem)
            name = str(stem) if place is None else place.relative_to(below).as_posix()
            try:
                if place is None:
                    name, place = _elsewhere(name, originals)
                yield _Page(name, upright_size(place), labels.get(stem))
            except ValueError as error:
                remarks.left_out(name, error, name)


def _by_stem(folder: Path, suffixes: frozenset[str] | set[str]) -> dict[PurePath, Path]:
    """Return the files below a folder by their names there without suffix."""
    files = (each for each in folder.rglob("*") if each.suffix.lower() in suffixes)
    return {each.relative_to(folder).with_suffix(""): each for each in files if each.is_file()}


def _elsewhere(stem: str, originals: Originals) -> tuple[str, Path]:
    for suffix in sorted(PICTURE_SUFFIXES):
        found = originals.find(stem + suffix)
        if found is not None:
            return stem + suffix, Path(found)
    raise RecordError("missing-picture", "its picture is not there: name its folder with --source")


def _objects(page: _Page, labels: Labels, remarks: Remarks) -> list[Found]:
    objects: list[Found] = []
    if page.labels is None:
        return objects
    try:
        lines = page.labels.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        remarks.left_out(page.labels.name, error, page.name)
        return objects
    for place, line in enumerate(lines, start=1):
        where, words = f"{page.labels.name}, line {place}", line.split()
        try:
            if words:
                objects.append(replace(_object(words, page.size, labels), where=where))
        except ValueError as error:
            remarks.left_out(where, error, page.name)
    return objects


def _object(words: list[str], size: Size, labels: Labels) -> Found:
    class_id = whole(words[0])
    if class_id >= len(labels):
        raise RecordError("unknown-class", f"there is no class {class_id}")
    numbers = [number(word) for word in words[1:]]
    score = score_of(numbers.pop() if len(numbers) % 2 else None)
    height, width = size
    xs, ys = ([part * side for part in numbers[i::2]] for i, side in enumerate((width, height)))
    if len(numbers) == 4:
        (x, across), (y, down) = xs, ys
        box = np.array((x - across / 2, y - down / 2, x + across / 2, y + down / 2))
        return Found(class_id, box_in(box, size), (), score, told=box)
    shape = polygon(list(zip(xs, ys, strict=True)), size)
    return Found(class_id, box_in(window_around([shape]), size), (shape,), score)
