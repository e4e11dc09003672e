"""What came of a video: its pictures, its times, its results, and who was told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from maskrcnn.footage import Footage
from maskrcnn.instances import Instances
from maskrcnn.results import read_results
from tests.support.samples import same


class Audience:
    def __init__(self) -> None:
        self.footage: Footage | None = None
        self.done = -1
        self.seen: list[Instances] = []

    def begins(self, footage: Footage, done: int) -> None:
        self.footage, self.done = footage, done

    def sees(self, seen: Instances) -> None:
        self.seen.append(seen)


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as video:
        return [frame.to_ndarray(format="bgr24") for frame in video.decode(video=0)]


def times(path: Path) -> list[float]:
    with av.open(str(path)) as video:
        return [frame.time or 0.0 for frame in video.decode(video=0)]


def equal(first: Path, second: Path, *, results: bool = True) -> None:
    """Frame for frame, picture and results."""
    assert times(first) == times(second)
    for before, after in zip(pictures(first), pictures(second), strict=True):
        assert np.array_equal(before, after)
    if not results:
        return
    records = (read_results(path.with_suffix(".jsonl")) for path in (first, second))
    for one, other in zip(*records, strict=True):
        assert same(replace(one, trace=None), replace(other, trace=None))
        assert np.array_equal(one.track_ids, other.track_ids)
