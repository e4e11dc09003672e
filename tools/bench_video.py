"""Time a whole video against the network alone, in turns.

`python -m tools.bench_video VIDEO [--model NAME] [--frames 200] [--rounds 3] [--every 4]`

*Network* is the sum of the times inside the network, one frame after the other from memory, with
all cores to itself; *video* is everything: reading the file, network, drawing, encoding, results,
joining and checking. Prints a line of JSON: frames a second of both, best of the rounds, and their
ratio in the same rounds (median).
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

import maskrcnn
from maskrcnn.footage import Footage
from maskrcnn.options import EngineOptions
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.scene import SceneOptions
from maskrcnn.pipeline.video import VideoJob, run_video
from maskrcnn.sources.video import Cut, Video
from maskrcnn.writers.video import format_of


class Silent:
    """Counts objects, and says nothing."""

    def __init__(self) -> None:
        self.objects = 0

    def begins(self, footage: Footage, done: int) -> None:
        """Hear of the video."""

    def sees(self, seen: maskrcnn.Instances) -> None:
        """Hear of a frame."""
        self.objects += len(seen)


def main() -> None:
    """Measure, and print the figures."""
    options = _options()
    engine = EngineOptions.of(options.engine)
    alone = maskrcnn.load(options.model, engine=engine)
    busy = maskrcnn.load(
        options.model,
        engine=EngineOptions(engine.engine, engine.device, engine.precision, throughput=True),
    )
    with Video(options.video) as video:
        frames = list(islice(video.frames(), options.frames))
    network, whole, objects = [], [], 0
    for predictor in (alone, busy):
        for frame in frames[:3]:
            predictor(frame)
    for _ in range(options.rounds):
        found = [alone.segment(frame) for frame in frames]
        network.append(len(frames) / sum(one.trace.network_seconds for one in found if one.trace))
        seconds, objects = whole_video(options, busy)
        whole.append(len(frames) / seconds)
    ratios = [a / b for a, b in zip(whole, network, strict=True)]
    figures = {
        "video": Path(options.video).name,
        "model": alone.spec.name,
        "engine": alone.engine,
        "frames": len(frames),
        "objects_a_frame": round(objects / len(frames), 1),
        "every": options.every,
        "track": options.track,
        "network_fps": round(max(network), 2),
        "video_fps": round(max(whole), 2),
        "ratio": round(statistics.median(ratios), 3),
    }
    print(json.dumps(figures))


def whole_video(options: argparse.Namespace, predictor: maskrcnn.Predictor) -> tuple[float, int]:
    """Make the video and its results; return the seconds it took and the objects seen."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / f"out{options.suffix}"
        request = Request(
            output,
            format_of(output),
            output.with_suffix(".jsonl"),
            options.every,
            SceneOptions(track=options.track),
        )
        job = VideoJob(options.video, request, Cut(frames=options.frames))
        watcher = Silent()
        start = time.perf_counter()
        run_video(job, predictor, watcher, "new")
        return time.perf_counter() - start, watcher.objects


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video")
    parser.add_argument("--model")
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--suffix", default=".mp4")
    parser.add_argument("--track", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
