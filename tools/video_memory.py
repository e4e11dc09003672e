"""Watch the memory of a process that makes a long video.

`python -m tools.video_memory VIDEO [--frames 10000] [--every 8] [--track]`

Repeats a video until it is long enough, and makes it into another as `maskrcnn video` does. Prints
a line of JSON: megabytes in use by frames done.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from fractions import Fraction
from itertools import chain, islice, repeat
from pathlib import Path

import maskrcnn
from maskrcnn.footage import Footage, Moment
from maskrcnn.options import EngineOptions
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.scene import SceneOptions
from maskrcnn.pipeline.video import VideoJob, run_video
from maskrcnn.sources.video import Video
from maskrcnn.writers.video import SegmentWriter, format_of, join

MILESTONES = (100, 300, 1000, 3000, 10_000, 30_000)


class Scales:
    """Notes how much memory is in use after so many frames."""

    def __init__(self) -> None:
        self.frames = 0
        self.megabytes: dict[int, int] = {}

    def begins(self, footage: Footage, done: int) -> None:
        """Hear of the video."""

    def sees(self, seen: maskrcnn.Instances) -> None:  # noqa: ARG002 - only how many matters
        """Count a frame."""
        self.frames += 1
        if self.frames in MILESTONES:
            self.megabytes[self.frames] = resident_megabytes()


def resident_megabytes() -> int:
    """Return what this process holds in memory now, on Linux."""
    (pages,) = Path("/proc/self/statm").read_text().split()[1:2]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") // 2**20


def repeated(source: str, path: Path, frames: int) -> None:
    """Write a video again and again, into one of so many frames."""
    with Video(source) as video:
        tick = 1 / video.footage.rate
        footage = Footage(video.footage.size, video.footage.rate, Fraction(tick))
        rounds = chain.from_iterable(video.frames() for _ in repeat(None))
        form, segment = format_of(path), path.with_name("segment.mkv")
        with SegmentWriter(segment, form, footage) as writer:
            for index, frame in enumerate(islice(rounds, frames)):
                writer.write(frame.image, Moment(index, index, 1, footage.time_base))
    join([segment], path, form, footage)


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video")
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--track", action="store_true")
    options = parser.parse_args()
    scales = Scales()
    predictor = maskrcnn.load(engine=EngineOptions(throughput=True))
    with tempfile.TemporaryDirectory() as folder:
        long, output = Path(folder) / "long.mp4", Path(folder) / "out.mp4"
        repeated(options.video, long, options.frames)
        request = Request(
            output,
            format_of(output),
            output.with_suffix(".jsonl"),
            options.every,
            SceneOptions(track=options.track, trails=options.track),
        )
        outcome = run_video(VideoJob(str(long), request), predictor, scales)
    figures = {"every": options.every, "frames": outcome.frames, "megabytes": scales.megabytes}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
