"""A network that begins from nothing learns drawn scenes: the short form of the long training."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import maskrcnn
from maskrcnn.datasets import open_dataset
from maskrcnn.evaluation import evaluate

BAR = 0.25
"""Mask AP50 that two minutes are enough for; what has not learned to see has none."""


def test_two_minutes_of_shapes(tmp_path: Path):
    place = tmp_path / "shapes.maskrcnn"
    command = [sys.executable, "-m", "maskrcnn", "train", "--data", "shapes:400", "-o", str(place)]
    recipe = ["--steps", "300", "--rounds", "2", "--learning-rate", "2e-3"]
    recipe += ["--input-size", "256,384", "--augment", "scale=0.8-1.25,copy-paste=0"]
    done = subprocess.run(
        [*command, *recipe, "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, last, _ = map(json.loads, done.stdout.splitlines()[1:])
    assert sum(last["losses"].values()) < 0.8 * sum(first["losses"].values())
    assert last["waited"] < 0.2 * last["seconds"], "pictures are ready when they are wanted"
    assert last["scores"]["mask AP50"] > BAR
    predictor = maskrcnn.load(place)
    judged = evaluate(predictor, open_dataset("shapes:60:1000000"))
    assert judged.masks is not None
    assert (judged.masks.ap50 or 0) > BAR
    assert (judged.boxes.ap50 or 0) > BAR
