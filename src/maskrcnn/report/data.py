"""What the page draws: everything that its scripts need, as plain values for JSON.

Objects are rows of columns: place `i` of every list in `objects` tells of object `i`. Rows are in
the order of their pictures, `pictures.counts` says how many each picture has.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from maskrcnn.report.names import short_names
from maskrcnn.report.numbers import Rows
from maskrcnn.report.survey import Survey
from maskrcnn.report.words import notes


def drawn(survey: Survey) -> dict[str, Any]:
    """Return what the page draws; lengths are in pixels of the pictures, times in seconds."""
    rows = survey.numbers.best()
    classes = _classes(rows)
    labels, scale = survey.collection.labels, survey.options.scale
    return {
        "video": survey.is_video,
        "tracked": survey.collection.is_tracked,
        "scale": None if scale is None else {"length": scale.length, "unit": scale.unit},
        "classes": [labels.name(class_id) for class_id in classes],
        "pictures": _pictures(survey, rows),
        "objects": _objects(rows, classes, survey.collection.is_tracked),
        "views": _views(survey, rows),
        "cutouts": _cutouts(survey, rows),
        "counts": survey.counts,
        "notes": notes(survey, rows),
    }


def _classes(rows: Rows) -> list[int]:
    """Return the classes that were found, those of most objects first."""
    class_ids, counts = np.unique(rows["class"], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [int(class_id) for class_id in class_ids[order]]


def _pictures(survey: Survey, rows: Rows) -> dict[str, Any]:
    count = len(survey.seconds)
    video = survey.is_video
    return {
        "names": None if video else short_names(survey.collection.names),
        "seconds": [round(time or 0.0, 4) for time in survey.seconds] if video else None,
        "frames": survey.frames if video else None,
        "counts": np.bincount(rows["picture"], minlength=count).tolist(),
    }


def _objects(rows: Rows, classes: list[int], tracked: bool) -> dict[str, Any]:
    rank = {class_id: place for place, class_id in enumerate(classes)}
    return {
        "class": [rank[class_id] for class_id in rows["class"].tolist()],
        "score": rows["score"].astype(float).round(4).tolist(),
        **{
            name: rows[name].astype(float).round(1).tolist()
            for name in ("x", "y", "width", "height")
        },
        "area": rows["area"].tolist(),
        "track": rows["track"].tolist() if tracked else None,
    }


def _views(survey: Survey, rows: Rows) -> list[dict[str, Any]]:
    views = []
    for view in survey.views:
        numbers = view.first + np.arange(len(view.outlines))
        height, width = view.shown
        views.append(
            {
                "picture": view.picture,
                "size": list(view.size[::-1]),
                "width": width,
                "height": height,
                "src": view.source,
                "outlines": [
                    [row, outline]
                    for row, outline in zip(_rows_of(numbers, rows), view.outlines, strict=True)
                    if row >= 0
                ],
            }
        )
    return views


def _cutouts(survey: Survey, rows: Rows) -> list[dict[str, Any]]:
    cutouts = survey.cutouts.all()
    places = _rows_of(np.array([each.number for each in cutouts], np.int64), rows)
    return [
        {"row": row, "src": each.source}
        for row, each in zip(places, cutouts, strict=True)
        if row >= 0
    ]


def _rows_of(numbers: np.ndarray[Any, np.dtype[np.int64]], rows: Rows) -> list[int]:
    """Return the rows of some objects, -1 of those that are left out."""
    if not len(rows):
        return [-1] * len(numbers)
    places = np.searchsorted(rows["number"], numbers).clip(0, len(rows) - 1)
    return [int(place) for place in np.where(rows["number"][places] == numbers, places, -1)]
