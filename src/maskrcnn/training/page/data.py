"""What the page draws: the numbers of all rounds, and pictures of some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from maskrcnn.training.album import Album
from maskrcnn.training.page.words import ABOUT_LOSSES
from maskrcnn.training.plan import Plan
from maskrcnn.training.rounds import Round
from maskrcnn.training.schedule import rate
from maskrcnn.webpage import file_uri

PERCENT = 100
MOST_PICTURES = 24
RATES = 200
DIGITS = 5
"""Of a number that is drawn."""

Number = float | None


def drawn(plan: Plan, rounds: Sequence[Round], album: Album) -> dict[str, Any]:
    """Return what the scripts of the page draw, as JSON holds it."""
    losses = _columns([each.losses for each in rounds])
    return {
        "steps": plan.options.steps,
        "seconds": sum(each.seconds for each in rounds),
        "step": [each.step for each in rounds],
        "best": max((place for place, each in enumerate(rounds) if each.is_best), default=None),
        "losses": [
            {"name": name, "about": ABOUT_LOSSES.get(name, ""), "values": values}
            for name, values in losses.items()
        ],
        "total": [_number(sum(each.losses.values())) for each in rounds],
        "scores": _columns([_percent(each.scores) for each in rounds]),
        "speed": [_number(each.pictures / max(each.seconds, 1e-9)) for each in rounds],
        "waited": [_number(PERCENT * each.waited / max(each.seconds, 1e-9)) for each in rounds],
        "rates": _rates(plan),
        "pictures": _pictures(rounds, album),
    }


def _percent(scores: Mapping[str, float]) -> dict[str, float]:
    return {name: PERCENT * score for name, score in scores.items()}


def _columns(rows: Sequence[Mapping[str, float]]) -> dict[str, list[Number]]:
    """Turn a mapping for each round into a list for each name, in the order of appearance."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [_number(row.get(name)) for row in rows] for name in names}


def _number(value: Number) -> Number:
    return float(f"{value:.{DIGITS}g}") if value is not None and isfinite(value) else None


def _rates(plan: Plan) -> dict[str, list[Number]]:
    """Return the learning rate at some steps, the first and the last among them."""
    options = plan.options
    count = min(RATES, options.steps)
    steps = sorted({round(1 + (options.steps - 1) * i / max(count - 1, 1)) for i in range(count)})
    rates = [
        options.learning_rate * rate(step - 1, options.steps, options.warm_up) for step in steps
    ]
    return {"step": list(steps), "values": [_number(each) for each in rates]}


def _pictures(rounds: Sequence[Round], album: Album) -> list[dict[str, Any]]:
    """Return what was found after some rounds, evenly spread; the last one is among them."""
    files = {place: album.path(each.step) for place, each in enumerate(rounds)}
    there = [place for place, file in files.items() if file.is_file()]
    return [
        {"round": place, "uri": file_uri(files[place].read_bytes(), "webp")}
        for place in _spread(there, MOST_PICTURES)
    ]


def _spread(places: Sequence[int], most: int) -> list[int]:
    """Choose some, evenly, the first and the last among them."""
    if len(places) <= most:
        return list(places)
    return [places[round(i * (len(places) - 1) / (most - 1))] for i in range(most)]
