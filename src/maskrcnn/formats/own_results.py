"""Our own results files, as a format among others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from maskrcnn.formats.collection import Collection
from maskrcnn.formats.format import ExportOptions, Format, Writer
from maskrcnn.formats.originals import Originals, VideoSource
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.results import Header, WholeResultsWriter, read_header, read_outlines, read_results


def read(path: Path, source: Path | None = None) -> Collection:
    """Open a results file.

    Raises
    ------
    ResultsError
        If it is none, is of a later version, or a line is no JSON.
    """
    header = read_header(path)
    base = header.facts.get("base")
    outlines = list(read_outlines(path))
    tracked = any(each.is_tracked for each in outlines)
    of_video = any(each.is_frame for each in outlines)
    return Collection(
        name=str(path),
        labels=header.labels,
        names=tuple(each.name for each in outlines),
        records=lambda: _records(path, tracked),
        originals=Originals(
            source,
            path.parent,
            base if isinstance(base, str) else None,
            _video(header, source) if of_video else None,
        ),
        is_tracked=tracked,
        facts=header.facts,
    )


def file_of(path: Path) -> Path:
    """Return the results file in a folder that `maskrcnn` has written, or what was named itself."""
    inside = path / "results.jsonl"
    return inside if path.is_dir() and inside.is_file() else path


def _video(header: Header, source: Path | None) -> VideoSource | None:
    """Return which video frames are of; that of a live stream has to be named."""
    if "video" in header.facts:
        return VideoSource.from_json(header.facts["video"])
    return None if source is None else VideoSource(str(source))


def _records(path: Path, tracked: bool) -> Iterator[Instances]:
    """Read the instances of each picture; where some are tracked, those without any are too."""
    for found in read_results(path):
        lost = tracked and found.track_ids is None and not len(found)
        yield replace(found, track_ids=np.zeros(0, np.int32)) if lost else found


def recognises(path: Path) -> bool:
    """Tell whether a file is named as results are."""
    return path.name.endswith((".jsonl", ".jsonl.gz"))


def write(place: Path, labels: Labels, options: ExportOptions) -> Writer:
    """Write a results file."""
    return WholeResultsWriter(place, labels, **options.facts)


FORMAT = Format(
    "results",
    "our own: soft masks, tracks, times; what everything else is made from",
    ".jsonl",
    write,
    read,
    recognises,
)
