"""Measure what `--every N` gains and loses, against the same network on every frame.

    python tools/every_nth.py [VIDEO] [--every 2,3,4,6,8] [--frames 240] [--model NAME] [--json]

Without a video, on a clip that it makes: a camera that pans, zooms and turns over an example photo.
Carried instances are matched with those of the network on the same frame, greedily, by class and
mask IoU of 0.5 or more. For each N and each way of filling the frames in between:

IoU         mean over the matches
recall      matches by the network's objects
precision   matches by the carried objects
lost        1 - mean IoU over all of the network's objects; unmatched ones count 0
fps         frames a second of the whole loop, the video read and decoded beforehand

The ways: "hold still" repeats the last key frame's instances, "live" knows the past only,
"look ahead" is what files get. The network's own answers flicker from frame to frame: they lose
something against themselves, too.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

import maskrcnn
from maskrcnn.flow.every_nth import every_nth
from maskrcnn.instances import Instances
from maskrcnn.masks import mask_iou
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.video import Video

PHOTO = Path(__file__).parents[1] / "examples" / "photos" / "astronaut.jpg"
LEAST_IOU = 0.5


@dataclass(frozen=True)
class Figures:
    """What one way of filling the frames in between gains and loses."""

    every: int
    way: str
    fps: float
    iou: float
    recall: float
    precision: float
    lost: float


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", nargs="?", type=Path)
    parser.add_argument("--every", default="2,3,4,6,8")
    parser.add_argument("--frames", type=int, default=240)
    parser.add_argument("--model")
    parser.add_argument("--confidence", type=float, default=0.5)
    parser.add_argument("--threads", type=int, help="threads of OpenCV's own")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.threads is not None:
        cv2.setNumThreads(options.threads)
    predictor = maskrcnn.load(options.model, confidence=options.confidence)
    frames = read(options.video, options.frames)
    predictor(frames[0])
    rows = list(measure(predictor, frames, [int(n) for n in options.every.split(",")]))
    clip = "pan and zoom over a photo" if options.video is None else options.video.name
    about = {
        "model": predictor.spec.name,
        "engine": predictor.engine,
        "opencv_threads": cv2.getNumThreads(),
        "clip": clip,
        "size": "×".join(str(side) for side in frames[0].image.shape[1::-1]),
        "frames": len(frames),
    }
    if options.json:
        print(json.dumps(about | {"figures": [rounded(row) for row in rows]}))
    else:
        print(", ".join(f"{name}: {value}" for name, value in about.items()))
        print("\n".join(table(rows)))


def read(video: Path | None, count: int) -> list[Frame]:
    """Return the first frames of a video, or of the clip made here."""
    with tempfile.TemporaryDirectory() as folder:
        if video is None:
            video = Path(folder) / "pan.avi"
            write_pan(video, min(count, 100))
        with Video(video) as opened:
            return list(islice(opened.frames(), count))


def write_pan(path: Path, count: int) -> None:
    """Write a clip of 25 frames a second in which a camera pans, zooms and turns over a photo."""
    photo = cv2.imread(str(PHOTO))
    assert photo is not None
    size = (640, 480)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, size)
    middle = np.array(photo.shape[1::-1]) / 2
    for turn in np.linspace(0, 2 * np.pi, count):
        zoom = 1.5 - 0.2 * np.cos(turn)
        view = cv2.getRotationMatrix2D(middle.tolist(), 5 * np.sin(turn), zoom)
        view[:, 2] += np.array(size) / 2 - middle + [70 * np.sin(2 * turn), 40 * np.cos(turn)]
        writer.write(cv2.warpAffine(photo, view, size, borderMode=cv2.BORDER_REFLECT))
    writer.release()


def measure(
    predictor: maskrcnn.Predictor, frames: list[Frame], intervals: list[int]
) -> Iterator[Figures]:
    """Yield the figures of the network on every frame, then of every way at every interval."""
    truth, fps = timed(predictor(iter(frames)))
    yield Figures(1, "network", fps, 1, 1, 1, 0)
    for n in intervals:
        held = [truth[i // n * n] for i in range(len(frames))]
        yield compared(n, "hold still", 0, truth, held)
        for way, look_ahead in (("live", False), ("look ahead", True)):
            carried, fps = timed(every_nth(iter(frames), predictor, n, look_ahead))
            yield compared(n, way, fps, truth, carried)


def timed(results: Iterator[Instances]) -> tuple[list[Instances], float]:
    """Return all results, without their pictures, and how many came a second."""
    start = time.perf_counter()
    found = [replace(each, image=None) for each in results]
    return found, len(found) / (time.perf_counter() - start)


def compared(
    n: int, way: str, fps: float, truth: list[Instances], carried: list[Instances]
) -> Figures:
    """Compare the frames in between with what the network finds there."""
    between = [i for i in range(len(truth)) if i % n]
    ious = [iou for i in between for iou in matches(truth[i], carried[i])]
    there = sum(len(truth[i]) for i in between)
    here = sum(len(carried[i]) for i in between)
    iou, recall = sum(ious) / max(len(ious), 1), len(ious) / max(there, 1)
    return Figures(n, way, fps, iou, recall, len(ious) / max(here, 1), 1 - iou * recall)


def matches(truth: Instances, carried: Instances) -> list[float]:
    """Return the mask IoU of each pair of the same class, the best pairs first."""
    ious = mask_iou(list(truth.masks), list(carried.masks))
    ious[truth.class_ids[:, None] != carried.class_ids] = 0
    found = []
    while ious.size and ious.max() >= LEAST_IOU:
        row, column = np.unravel_index(ious.argmax(), ious.shape)
        found.append(float(ious[row, column]))
        ious[row], ious[:, column] = 0, 0
    return found


def rounded(row: Figures) -> dict[str, str | float]:
    """Return figures for JSON, with four places."""
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in vars(row).items()}


def table(rows: list[Figures]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield "| every | frames between | fps | IoU | recall | precision | lost |"
    yield "|--:|---|--:|--:|--:|--:|--:|"
    for row in rows:
        fps = f"{row.fps:.1f}" if row.fps else ""
        ratios = " | ".join(f"{x:.3f}" for x in (row.iou, row.recall, row.precision, row.lost))
        yield f"| {row.every} | {row.way} | {fps} | {ratios} |"


if __name__ == "__main__":
    main()
