"""`model.json`, the first page of a model folder: what its networks do not tell.

::

    {"format": "maskrcnn-model", "version": 1,
     "name": "pills", "title": "Pills on a table", "accuracy": "mask AP 0.81 on 40 photos",
     "licence": {"name": "Apache-2.0", "url": "https://…"},
     "labels": ["round", "oval"],
     "input_size": {"shorter": 320, "longer": 544, "multiple": 64},
     "mask_threshold": 0.5, "bears_bf16": false,
     "settings": {"anchors": [{"widths": […], "heights": […], "stride": 8, "offset": 0.5}, …],
                  "crop": {"strides": [8, 16, 32], "box_size": 7, "mask_size": 14, "sampling": 2},
                  …},
     "architecture": {"classes": 2, "trunk": "plain", …}, "trained": {"steps": 2000, …},
     "files": {"stage-a.onnx": "its sha256", …}}

The words below `settings` are those of `maskrcnn.rcnn.settings`, and the words below `architecture`
those of `maskrcnn.training.architecture`, or there is null. What a reader does not know it passes
over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from maskrcnn.errors import ModelError
from maskrcnn.input_size import LARGEST, InputSize, KeepAspectRatio
from maskrcnn.labels import Labels
from maskrcnn.models.record import Record, parse_json
from maskrcnn.models.spec import Licence, Spec
from maskrcnn.rcnn.anchors import Anchors
from maskrcnn.rcnn.settings import PyramidCrop, RCNNSettings, Suppression

FORMAT = "maskrcnn-model"
VERSION = 1

_MOST_CLASSES = 10_000
_MOST_MAPS = 8
_MOST_ANCHORS = 64
_MOST_CELLS = 64
_MOST_SAMPLES = 8
_MOST_BOXES = 10_000
_MOST_PIXELS = float(LARGEST)
_LEAST_VARIANCE, _MOST_VARIANCE = 1e-6, 1e3


@dataclass(frozen=True)
class ModelJson:
    """What is known of a model.

    Attributes
    ----------
    spec : Spec
        Its labels have no colours.
    settings : RCNNSettings
    files : mapping of file name to sha256
    """

    spec: Spec
    settings: RCNNSettings
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """Return it as the file holds it."""
        spec = self.spec
        known = {
            "format": FORMAT,
            "version": VERSION,
            "name": spec.name,
            "title": spec.title,
            "accuracy": spec.accuracy,
            "licence": asdict(spec.licence),
            "labels": spec.labels.names,
            "input_size": asdict(spec.input_size),
            "mask_threshold": spec.mask_threshold,
            "bears_bf16": spec.bears_bf16,
            "settings": asdict(self.settings),
            "architecture": spec.architecture,
            "trained": spec.trained,
            "files": dict(self.files),
        }
        return (json.dumps(known, indent=1, ensure_ascii=False) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> ModelJson:
        """Read the file.

        Raises
        ------
        ModelError
            If it is of another format or version, or a value is missing, of another kind, out of
            bounds, or does not fit the others.
        """
        record = parse_json(data)
        if record.text("format") != FORMAT:
            raise ModelError(f"format is not {FORMAT}: this is a file of something else")
        if (version := record.whole("version", 1, 10**6)) > VERSION:
            raise ModelError(
                f"version {version} was written by a later maskrcnn than this one, which reads "
                f"version {VERSION}: pip install --upgrade maskrcnn"
            )
        spec = _spec(record)
        settings = _settings(record.part("settings"))
        if settings.classes != len(spec.labels):
            raise ModelError(
                f"settings.classes is {settings.classes}, but there are {len(spec.labels)} labels"
            )
        _check_multiple(spec.input_size, settings)
        return cls(spec, settings, _files(record.part("files")))


def _spec(record: Record) -> Spec:
    licence = record.part("licence")
    labels = record.texts("labels", _MOST_CLASSES)
    if not all(name.strip() == name != "" for name in labels) or len(set(labels)) < len(labels):
        raise ModelError("labels has a name twice, an empty one, or one with blanks around it")
    return Spec(
        name=record.text("name"),
        title=record.text("title"),
        kind="three-stage",
        labels=Labels(labels),
        licence=Licence(licence.text("name"), licence.text("url")),
        input_size=_input_size(record.part("input_size")),
        mask_threshold=record.number("mask_threshold", 0, 1),
        bears_bf16=record.flag("bears_bf16"),
        accuracy=record.text("accuracy"),
        architecture=record.values("architecture"),
        trained=record.values("trained") or {},
    )


def _input_size(record: Record) -> KeepAspectRatio:
    longer = record.whole("longer", 1, LARGEST)
    return KeepAspectRatio(
        record.whole("shorter", 1, longer), longer, record.whole("multiple", 1, LARGEST)
    )


def _settings(record: Record) -> RCNNSettings:
    x, y, width, height = _four(record)
    crop = _crop(record.part("crop"))
    return RCNNSettings(
        classes=record.whole("classes", 1, _MOST_CLASSES),
        anchors=_anchors(record, crop),
        box_variance=(x, y, width, height),
        proposals=_suppression(record.part("proposals")),
        clips_proposals_first=record.flag("clips_proposals_first"),
        crop=crop,
        detections=_suppression(record.part("detections")),
    )


def _four(record: Record) -> tuple[float, ...]:
    numbers = record.numbers("box_variance", 4, _LEAST_VARIANCE, _MOST_VARIANCE)
    if len(numbers) != 4:
        raise ModelError(f"settings.box_variance has {len(numbers)} numbers in place of 4")
    return numbers


def _anchors(record: Record, crop: PyramidCrop) -> tuple[Anchors, ...]:
    maps = tuple(map(_anchors_of_map, record.parts("anchors", _MOST_MAPS)))
    strides = tuple(each.stride for each in maps)
    if strides not in (crop.strides, (*crop.strides, 2 * crop.strides[-1])):
        raise ModelError(
            f"settings.anchors have strides {_listed(strides)}, which are neither those of "
            f"settings.crop, {_listed(crop.strides)}, nor one more, twice as large"
        )
    return maps


def _anchors_of_map(record: Record) -> Anchors:
    widths, heights = (
        record.numbers(key, _MOST_ANCHORS, 1, 4 * _MOST_PIXELS) for key in ("widths", "heights")
    )
    if len(widths) != len(heights):
        raise ModelError(f"settings.anchors: {len(widths)} widths do not go with {len(heights)}")
    return Anchors(
        widths, heights, record.whole("stride", 1, LARGEST), record.number("offset", 0, 1)
    )


def _crop(record: Record) -> PyramidCrop:
    strides = record.numbers("strides", _MOST_MAPS, 1, LARGEST)
    doubled = tuple(strides[0] * 2**level for level in range(len(strides)))
    if strides != doubled or strides[0] != int(strides[0]):
        raise ModelError(
            f"settings.crop.strides are {_listed(strides)}: each should be twice the one before"
        )
    return PyramidCrop(
        tuple(map(int, strides)),
        record.whole("box_size", 1, _MOST_CELLS),
        record.whole("mask_size", 1, _MOST_CELLS),
        record.whole("sampling", 1, _MOST_SAMPLES),
        *([record.whole("side", 1, LARGEST)] if "side" in tuple(record) else []),
    )


def _suppression(record: Record) -> Suppression:
    return Suppression(
        score=record.number("score", 0, 1),
        overlap=record.number("overlap", 0, 1),
        per_class=record.whole("per_class", 1, _MOST_BOXES),
        total=record.whole("total", 1, _MOST_BOXES),
    )


def _check_multiple(size: InputSize, settings: RCNNSettings) -> None:
    coarsest = int(settings.anchors[-1].stride or 1)
    if isinstance(size, KeepAspectRatio) and size.multiple % coarsest:
        raise ModelError(
            f"input_size.multiple is {size.multiple} and should be a multiple of the coarsest "
            f"stride, {coarsest}"
        )


def _files(record: Record) -> dict[str, str]:
    sums = {name: record.text(name) for name in record}
    for name, digest in sums.items():
        if not re.fullmatch("[0-9a-f]{64}", digest):
            raise ModelError(f"files.{name} is no sha256")
    return sums


def _listed(numbers: tuple[Any, ...]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)
