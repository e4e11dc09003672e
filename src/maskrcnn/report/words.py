"""What the page says in words: its heading, where things come from, and what was left out."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from maskrcnn import __version__
from maskrcnn.report.names import file_name
from maskrcnn.report.numbers import Rows
from maskrcnn.report.survey import Survey


def heading(survey: Survey) -> str:
    """Return the title: the user's, or the name of what was looked at."""
    return survey.options.title or f"What was found in {subject(survey)}"


def subject(survey: Survey) -> str:
    """Return what was looked at: the video's name, or how many photos."""
    video = survey.collection.originals.video
    if video is not None:
        return file_name(video.name)
    return "a video" if survey.is_video else counted(len(survey.seconds), "photo")


def facts(survey: Survey) -> list[tuple[str, str]]:
    """Return pairs of what is told of the results as a whole, and what it is."""
    known = survey.collection.facts
    model = known.get("model") or ", ".join(name for name in survey.models if name)
    told = [
        ("Results", file_name(survey.collection.name)),
        ("Written", _written(Path(survey.collection.name))),
        ("Model", str(model or "not told")),
        ("Licence of its weights", str(known.get("licence") or "not told")),
    ]
    scale = survey.options.scale
    if scale is not None:
        told.append(("A pixel is", f"{scale.length:.6g} {scale.unit} wide"))
    return [(what, value) for what, value in told if value]


def _written(results: Path) -> str:
    try:
        time = results.stat().st_mtime
    except (OSError, ValueError):
        return ""
    return datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def maker() -> str:
    """Return what made the page."""
    return f"maskrcnn {__version__}"


def notes(survey: Survey, rows: Rows) -> list[str]:
    """Return what a reader must know so as not to be misled: what the page leaves out.

    Parameters
    ----------
    survey : Survey
    rows : Rows
        The objects that the page has numbers of.
    """
    return [
        *survey.collection.notes,
        *_numbers_left_out(survey, rows),
        *_pictures_left_out(survey),
        *_cutouts_left_out(survey, rows),
        *_gone(survey),
        *_about_objects(survey),
        *_about_places(survey),
    ]


def _numbers_left_out(survey: Survey, rows: Rows) -> list[str]:
    numbers = survey.numbers
    if len(rows) == numbers.seen:
        return []
    return [
        f"Of {counted(numbers.seen, 'object')} the page holds the {len(rows):,} of the best "
        f"scores; those left out score at most {numbers.floor:.4f}."
    ]


def _pictures_left_out(survey: Survey) -> list[str]:
    shown, count = len(survey.views), len(survey.seconds)
    if shown == count:
        return []
    return [
        f"Numbers are of all {count:,} {_pictures(survey)}; {shown:,} of them, evenly spread, are "
        "shown."
    ]


def _cutouts_left_out(survey: Survey, rows: Rows) -> list[str]:
    most = survey.options.cutouts
    tracked = survey.collection.is_tracked
    count = len(np.unique(rows["track"])) if tracked else survey.numbers.seen
    if not 0 < most < count or _gone(survey):
        return []
    what = counted(count, "track" if tracked else "object")
    return [f"{most:,} of {what} are shown by themselves: of each class the best."]


def _gone(survey: Survey) -> list[str]:
    gone = sum(view.source is None for view in survey.views)
    if not gone:
        return []
    if gone == len(survey.views):
        return [f"The {_pictures(survey)} could not be read: only outlines and numbers are shown."]
    return [
        f"{gone:,} of the {len(survey.views):,} {_pictures(survey)} shown could not be read: there "
        "are only outlines and numbers of them."
    ]


def _about_objects(survey: Survey) -> list[str]:
    told = []
    if not survey.has_masks and survey.numbers.seen:
        told.append("There are boxes only, no masks: areas are those of the boxes.")
    if survey.is_video and not survey.collection.is_tracked:
        told.append("Nobody kept track of the objects: each counts anew in every frame.")
    return told


def _about_places(survey: Survey) -> list[str]:
    if survey.counts is None:
        return []
    return [
        "Lines and zones count tracks in all frames: of the filters, only that of classes changes "
        "them."
    ]


def _pictures(survey: Survey) -> str:
    return "frames" if survey.is_video else "photos"


def counted(count: int, thing: str) -> str:
    """Say how many there are: `1 photo`, `1,200 photos`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
