"""The first runs of a process, many at once: a new process each, as races happen only there."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import faulthandler, sys, tempfile, threading
from pathlib import Path

import numpy as np

from maskrcnn.checkup import _doubling_network
from maskrcnn.engines import NetworkFile, compile_network
from maskrcnn.options import EngineOptions

faulthandler.dump_traceback_later(20, exit=True)
with tempfile.TemporaryDirectory() as folder:
    file = NetworkFile(_doubling_network(Path(folder)))
    network = compile_network(file, EngineOptions(engine="openvino", precision="f32"))
sys.setswitchinterval(1e-6)
together = threading.Barrier(8)


def run():
    together.wait()
    network.run({"x": np.zeros((1, 4), np.float32)})


threads = [threading.Thread(target=run) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.mark.parametrize("attempt", range(5))
def test_threads_may_begin_at_once(attempt):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
