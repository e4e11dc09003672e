"""A small training that kills itself: `python -m tests.support.killed_training PLACE STEP`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import torch

from tests.training.test_course import Hearer, run

if __name__ == "__main__":
    torch.set_num_threads(1)
    place, step = sys.argv[1:]
    run(Path(place), Hearer(int(step), lambda: os.kill(os.getpid(), signal.SIGKILL)))
