"""Trainings that nobody carried out: their plans, their rounds, and pictures of what was found."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maskrcnn.training.album import Album
from maskrcnn.training.architecture import Architecture
from maskrcnn.training.options import TrainOptions
from maskrcnn.training.page import TrainingPage
from maskrcnn.training.plan import Plan
from maskrcnn.training.rounds import Round

LOSSES = {"objectness": 0.5, "anchor boxes": 0.2, "classes": 0.9, "boxes": 0.3, "masks": 0.7}
"""What each is at first, and how much is gained."""
PICTURES = 10
"""Learned from in a round, in 5 seconds."""


def plan_of(steps: int = 100, rounds: int = 10, **others: Any) -> Plan:
    """Return a plan of a small network."""
    named = {"name": "pills", "data": "pills.json", "held_out": "a fifth of pills.json"} | others
    architecture = Architecture(classes=3)
    options = TrainOptions(steps=steps)
    return Plan(architecture=architecture, options=options, rounds=rounds, **named)


def round_of(plan: Plan, step: int, **others: Any) -> Round:
    """Return a round at a step: losses fall and scores rise; it is the best so far."""
    left = exp(-4 * step / plan.options.steps)
    scores = {
        "box AP": 0.8 * (1 - left),
        "mask AP": 0.7 * (1 - left),
        "mask AP50": 0.9 * (1 - left),
    }
    told: dict[str, Any] = {
        "losses": {name: most * (0.1 + left) for name, most in LOSSES.items()},
        "seconds": 5.0,
        "waited": 0.5,
        "pictures": PICTURES,
        "scores": scores,
        "is_best": True,
    }
    return Round(step=step, **(told | others))


def album_of(folder: Path, steps: Iterable[int]) -> Album:
    """Put a small picture in a folder for each step."""
    album = Album(folder)
    for step in steps:
        shade = np.full((24, 96, 3), step % 251, np.uint8)
        cv2.imwrite(str(album.path(step)), shade)
    return album


def written(plan: Plan, path: Path, rounds: list[Round]) -> Path:
    """Write the page of some rounds, the last of which has just ended."""
    album = album_of(path.parent, [each.step for each in rounds])
    page = TrainingPage(plan, path, album)
    page.begins(rounds[:-1])
    for each in rounds[-1:]:
        page.ended(each)
    return path
