"""What the page says in words: the sentences that depend on the picture, the network or the run."""

from __future__ import annotations

from maskrcnn.explain.data import MOST_OBJECTS
from maskrcnn.explain.explanation import Explanation
from maskrcnn.explain.lineage import Lineage
from maskrcnn.explain.selective_search import MOST, SIDE
from maskrcnn.explain.steps import Steps
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.options import Confidence

INSTALL = 'pip install "maskrcnn[selective-search]"'
CLASSES_NAMED = 5


def sentences(told: Explanation) -> dict[str, str]:
    """Return the plain text for each gap of the page, by its name."""
    steps = told.steps
    network, view = steps.network, steps.view
    rows, columns = steps.cells[steps.level]
    height, width = steps.image.shape[:2]
    input_height, input_width = view.input_size
    return {
        "picture": told.name,
        "picture_size": f"{width}×{height}",
        "input_size": f"{input_width}×{input_height}",
        "why_this_size": _why_this_size(steps),
        "model": network.spec.name,
        "licence": network.spec.licence.name,
        "engine": network.engine,
        "objects": count(len(steps.found), "object"),
        "confidence": confidence_in_words(told.confidence),
        "no_objects": _no_objects(steps, told.confidence),
        "followed": _followed(steps),
        "no_masks": _no_masks(steps),
        "classes": ", ".join(f"{name} {score:.2f}" for name, score in class_scores(steps)),
        "cells": f"{columns}×{rows}",
        "channels": f"{len(steps.features):,}",
        "cell_width": f"{input_width / columns:.0f}",
        "cell_height": f"{input_height / rows:.0f}",
        "map_or_pyramid": "map" if len(view.maps) == 1 else "pyramid",
        "pyramid": _pyramid(steps),
        "anchors": str(steps.anchor_objectness.shape[2]),
        "all_anchors": f"{view.objectness.shape[1]:,}",
        "anchor_product": _anchor_product(steps),
        "least_objectness": f"{steps.cell_objectness.min():.3f}",
        "greatest_objectness": f"{steps.cell_objectness.max():.3f}",
        "candidates": f"{len(steps.candidates):,}",
        "survivors": f"{len(steps.proposals):,}",
        "overlap": f"{network.stages.settings.proposals.overlap:g}",
        "looked_at": f"{len(steps.looked_at):,}",
        "proposer": _proposer(steps),
        "milliseconds_a": milliseconds(steps.seconds["A"]),
        "milliseconds_proposals": milliseconds(steps.seconds["proposals"]),
        "milliseconds_b": milliseconds(steps.seconds["B"]),
        "stage_c": _stage_c(steps),
        "number_of_classes": str(network.stages.settings.classes),
        "roi": _roi(steps),
        "the_map": "the shared map" if len(view.maps) == 1 else "the map that suits its size",
        "mask_side": "" if steps.masks is None else "×".join(map(str, steps.masks.shape[1:])),
        "lineage": _lineage(told.lineage),
        "no_search": _no_search(told.lineage),
    }


def class_scores(steps: Steps) -> list[tuple[str, float]]:
    """Return the classes that score highest in any box looked at, best first."""
    best = steps.probabilities[:, 1:].max(0, initial=0)
    labels = steps.network.spec.labels
    return [(labels.name(int(i)), float(best[i])) for i in (-best).argsort()[:CLASSES_NAMED]]


def count(number: int, thing: str) -> str:
    """Return `1 object`, `2 objects`, `no objects`."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def milliseconds(seconds: float) -> str:
    """Return `0.21 ms`, `21 ms`, `2,100 ms`."""
    return f"{seconds * 1000:,.{0 if seconds >= 0.01 else 1}f} ms"


def confidence_in_words(confidence: Confidence) -> str:
    """Return `0.5`, or `0.7 (person) and 0.5 (all others)`."""
    named = [f"{number:g} ({name})" for name, number in confidence.by_class.items()]
    others = f"{confidence.default:g}"
    return f"{', '.join(named)} and {others} (all others)" if named else others


def _why_this_size(steps: Steps) -> str:
    size = steps.network.spec.input_size
    if not isinstance(size, KeepAspectRatio):
        return "It keeps its own size here, as was asked for or as the model has it."
    return (
        f"It is scaled until its shorter side has {size.shorter} pixels, or its longer side "
        f"{size.longer}, whichever comes first."
    )


def _pyramid(steps: Steps) -> str:
    maps = steps.cells[: len(steps.view.maps)]
    if len(maps) == 1:
        return ""
    sizes = [f"{columns}×{rows}" for rows, columns in maps]
    return (
        f"It is one of a pyramid of {len(maps)} maps (Lin et al., 2017, arXiv:1612.03144), of "
        f"{', '.join(sizes)} cells, for objects of different sizes: the one that most boxes of "
        "this picture are cut from."
    )


def _anchor_product(steps: Steps) -> str:
    anchors = steps.network.stages.settings.anchors
    maps = zip(steps.cells, anchors, strict=True)
    return " + ".join(f"{rows} × {columns} × {len(each.widths)}" for (rows, columns), each in maps)


def _no_objects(steps: Steps, confidence: Confidence) -> str:
    if len(steps.found):
        return ""
    name, score = class_scores(steps)[0]
    return (
        f"No object passes the confidence of {confidence_in_words(confidence)}, so there is none "
        f"to follow here. The best was {name} with {score:.2f}: a lower --confidence shows it."
    )


def _followed(steps: Steps) -> str:
    if len(steps.found) <= MOST_OBJECTS:
        return ""
    return f"Of {len(steps.found)} objects the best {MOST_OBJECTS} can be followed here."


def _no_masks(steps: Steps) -> str:
    if steps.masks is not None:
        return ""
    return (
        f"{steps.network.spec.name} is a Faster R-CNN: it has no third stage, so it gives boxes "
        "and no masks. A Mask R-CNN shows more here."
    )


def _proposer(steps: Steps) -> str:
    if steps.proposer == "rpn":
        return f"The second stage looked at the best {len(steps.looked_at):,} of those that stay."
    return (
        "On this page the second stage did not look at these: as was asked for, it looked at "
        f"{len(steps.looked_at):,} boxes of Selective Search, which is Fast R-CNN's way."
    )


def _stage_c(steps: Steps) -> str:
    if steps.masks is None:
        return "none: a Faster R-CNN"
    if not len(steps.masks):
        return "not needed: no objects"
    return milliseconds(steps.seconds["C"])


def _roi(steps: Steps) -> str:
    side = steps.network.stages.settings.crop.box_size
    return f"{side}×{side}"


def _lineage(lineage: Lineage) -> str:
    if lineage.searched is None:
        return ""
    return (
        f"Selective Search ran on the picture with its longer side at most {SIDE} pixels and gave "
        f"{len(lineage.searched):,} boxes; {MOST:,} is the most that are taken. R-CNN's time was "
        f"not measured in full: {count(lineage.sample, 'region')} of them were each warped to "
        f"{lineage.side}×{lineage.side} pixels and run alone, and the mean was multiplied by their "
        "number. All else was measured as a whole."
    )


def _no_search(lineage: Lineage) -> str:
    if lineage.searched is not None:
        return ""
    return (
        "R-CNN and Fast R-CNN are missing here, because this build of OpenCV has no Selective "
        f"Search. To see them, run: {INSTALL}"
    )
