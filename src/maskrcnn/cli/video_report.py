"""What `maskrcnn video` tells while it works and when it is done."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from maskrcnn.cli import console
from maskrcnn.errors import InterruptedRunError

if TYPE_CHECKING:
    from maskrcnn.footage import Footage
    from maskrcnn.instances import Instances
    from maskrcnn.models import Spec
    from maskrcnn.pipeline.request import Request
    from maskrcnn.pipeline.watching import Outcome


class Narrator:
    """Tells how a video goes: the tutorial's report, a live bar, and a line a frame of JSON."""

    def __init__(
        self,
        name: str,
        request: Request,
        spec: Spec | None = None,
        *,
        as_json: bool = False,
        quiet: bool = False,
        doing: str = "segmenting",
    ) -> None:
        self._name, self._doing = name, doing
        self._request = request
        self._spec = spec
        self._as_json = as_json
        self._quiet = as_json or quiet
        self._frames = self._objects = self._done = 0
        self._total: int | None = None
        self._tracks: dict[int, str] = {}
        self._began = time.perf_counter()
        self._bar = _bar()
        self._task: TaskID | None = None

    def __enter__(self) -> Narrator:
        return self

    def __exit__(self, *_: object) -> None:
        if self._task is not None:
            self._bar.stop()

    def begins(self, footage: Footage, done: int) -> None:
        """Say what the video is."""
        height, width = footage.size
        self._total, self._done = footage.frames, done
        count = "" if self._total is None else f"{self._total:,} frames in total, "
        self._say(f"{self._name}: {count}{width}×{height}, {float(footage.rate):.4g} a second")
        if done:
            self._say(f"going on behind the {done:,} frames that are written")
        self._began = time.perf_counter()

    def sees(self, seen: Instances) -> None:
        """Count a frame; after the first one, estimate the time to the end."""
        self._frames += 1
        self._objects += len(seen)
        for one in seen:
            if one.track_id is not None:
                self._tracks.setdefault(one.track_id, one.label)
        if self._as_json:
            console.out.print(json.dumps(seen.to_json()), markup=False)
        if self._frames == 1:
            self._estimate()
        self._advance()

    def interrupted(self) -> InterruptedRunError:
        """Return what says where a run was cut short, and how to go on."""
        output, frames = self._request.output, f"{self._done + self._frames:,} frames"
        if output is None:
            return InterruptedRunError(f"interrupted after {frames}")
        return InterruptedRunError(
            f"interrupted after {frames}: {output} is good until there; "
            "the same command with --resume goes on, from its last segment"
        )

    def close(self, outcome: Outcome) -> None:
        """Say what came of it."""
        for note in outcome.notes:
            console.remark(f"{self._name}: {note}")
        if self._as_json:
            if outcome.counts:
                console.out.print(json.dumps({"counts": outcome.counts}), markup=False)
            return
        seconds = time.perf_counter() - self._began
        arrow = "" if self._request.video is None else f"  → {self._request.video}"
        rate = f", {self._frames / seconds:.1f} a second" if self._frames else ""
        self._say(f"{outcome.frames:,} frames in {seconds:.1f} s{rate}{arrow}")
        self._say(self._census())
        for line in _counted(outcome.counts):
            self._say(line)
        if self._request.results is not None and self._spec is not None:
            self._say(
                f"results in {self._request.results}; licence of {self._spec.name}'s weights: "
                f"{self._spec.licence.name}"
            )

    def _estimate(self) -> None:
        seconds = time.perf_counter() - self._began
        if self._total is None:
            self._say(f"the first frame took {seconds:.3f} s")
        else:
            left = max(self._total - self._done, 0) * seconds
            self._say(f"the first frame took {seconds:.3f} s; at most {left:.0f} s to finish")
        if console.err.is_terminal:
            self._bar.start()
            self._task = self._bar.add_task(
                self._doing, total=self._total, completed=self._done, rate="", objects=""
            )

    def _advance(self) -> None:
        if self._task is None:
            return
        rate = self._frames / (time.perf_counter() - self._began)
        objects = f"{len(self._tracks):,} tracks" if self._tracks else f"{self._objects:,} objects"
        self._bar.update(self._task, advance=1, rate=f"{rate:.1f} a second", objects=objects)

    def _census(self) -> str:
        if not self._tracks:
            mean = self._objects / max(self._frames, 1)
            return f"{self._objects:,} objects, {mean:.1f} a frame"
        counts = Counter(self._tracks.values()).most_common()
        return "seen: " + ", ".join(f"{count} {label}" for label, count in counts)

    def _say(self, line: str) -> None:
        if not self._quiet:
            console.out.print(line, markup=False)


def _counted(counts: dict[str, Any]) -> Iterator[str]:
    """Give a line for each line and zone, and for each class that stayed in one."""
    for line in counts.get("lines", ()):
        yield f"{line['name']}: {line['in']} in, {line['out']} out"
    for zone in counts.get("zones", ()):
        yield (
            f"{zone['name']}: {zone['entered']} entered, {zone['left']} left, "
            f"{zone['most']} at most at once"
        )
        for label, one in zone["classes"].items():
            dwell, unit = one["dwell"], counts["unit"]
            yield (
                f"  {dwell['objects']} {label}: {dwell['mean']:.1f} {unit} on average, "
                f"{dwell['longest']:.1f} at most"
            )


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[objects]}"),
        TimeRemainingColumn(),
        console=console.err,
        transient=True,
    )
