"""What the page draws: everything that its scripts need, as plain values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from maskrcnn.datasets import Dataset
from maskrcnn.errors import PictureError
from maskrcnn.evaluation.evaluation import ClassFigures, Evaluation
from maskrcnn.evaluation.overlay import overlay
from maskrcnn.evaluation.worst import Difficult
from maskrcnn.formats.collection import Refusal
from maskrcnn.webpage import photo_uri

SIDE, QUALITY = 720, 78


def drawn(
    judged: Sequence[Evaluation], dataset: Dataset, machine: Mapping[str, str], refuse: Refusal
) -> dict[str, Any]:
    """Return what the page draws; times are in seconds, memory in bytes."""
    return {
        "machine": dict(machine),
        "evaluations": [_evaluation(each, dataset, refuse) for each in judged],
    }


def _evaluation(one: Evaluation, dataset: Dataset, refuse: Refusal) -> dict[str, Any]:
    told = one.to_json()
    seen = [place for place, each in enumerate(one.classes) if _is_seen(each, one, place)]
    rows = [*seen, len(one.classes)]
    return {
        **{name: told[name] for name in ("model", "engine", "boxes", "masks", "together")},
        **{name: told[name] for name in ("curves", "costs", "notes")},
        "iou": one.options.iou,
        "floor": one.options.floor,
        "most": one.options.most,
        "confidence": one.options.confidence.default,
        "classes": [told["classes"][place] for place in seen],
        "confusion": one.confusion[rows][:, rows].tolist(),
        "worst": [_picture(each, dataset, refuse) for each in one.worst],
    }


def _is_seen(figures: ClassFigures, one: Evaluation, place: int) -> bool:
    """Tell whether anything of a class is marked or found."""
    found = figures.sweep.right[0] + figures.sweep.wrong[0]
    return bool(figures.sweep.marked or found or one.confusion[:, place].any())


def _picture(one: Difficult, dataset: Dataset, refuse: Refusal) -> dict[str, Any]:
    told = one.to_json()
    height, width = one.example.found.size
    return {
        "name": PurePath(one.name).name,
        "width": width,
        "height": height,
        "src": _source(one, dataset, refuse),
        "missed": _counted(told["missed"]),
        "false": _counted(told["false"]),
        "mistaken": _counted(f"{was} taken for {shown}" for was, shown in told["mistaken"]),
        "matched": told["matched"],
        "overlap": told["overlap"],
    }


def _source(one: Difficult, dataset: Dataset, refuse: Refusal) -> str | None:
    """Return the picture with what is right and wrong of it, None where it cannot be read."""
    try:
        picture = dataset.picture(one.place)
    except PictureError as error:
        refuse(one.name, error)
        return None
    return photo_uri(overlay(one, picture, SIDE), QUALITY)


def _counted(names: Any) -> list[list[Any]]:
    """Return names and how often each comes, the most frequent first."""
    return [list(each) for each in Counter(names).most_common()]
