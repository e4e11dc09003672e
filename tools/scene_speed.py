"""Measure how fast scenes are drawn, on one core.

python -m tools.scene_speed
"""

from __future__ import annotations

import sys
import time

import cv2

from maskrcnn.datasets.scenes import SCENES, open_scene

PICTURES = 60
ROUNDS = 8


def main() -> None:
    """Print the pictures a second of each scene: of each picture the best of some rounds."""
    cv2.setNumThreads(1)
    for name in sys.argv[1:] or SCENES:
        rounds = [_seconds(name) for _ in range(ROUNDS + 1)][1:]  # the first one makes the noise
        best = [min(each) for each in zip(*rounds, strict=True)]
        print(f"{name:8}{len(best) / sum(best):6.0f} pictures a second")


def _seconds(name: str) -> list[float]:
    """Return how long each picture takes, with its masks."""
    scene, taken = open_scene(name, PICTURES, 0), []
    for place in range(PICTURES):
        start = time.process_time()
        scene.picture(place)
        scene.example(place)
        taken.append(time.process_time() - start)
    return taken


if __name__ == "__main__":
    main()
