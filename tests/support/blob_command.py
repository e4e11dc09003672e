"""The command line with a predictor that finds red squares: `python -m tests.support.blob_command`.

Short segments and a pause a frame, so that a test can kill it in the middle of things, and a bound
on the size of files, which acts as a full disk does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from unittest.mock import patch

from maskrcnn.cli.app import run
from tests.support.blobs import BlobSegmenter, blob_predictor
from tests.support.shared import ROOT


def command(
    *arguments: str, name: str = "video", pause: float = 0.0, **environment: str
) -> subprocess.Popen[str]:
    """Start it, as a user would start `maskrcnn`."""
    return subprocess.Popen(
        [sys.executable, "-m", __name__, name, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "BLOB_PAUSE": str(pause), **environment},
    )


def finish(process: subprocess.Popen[str]) -> str:
    """Wait until it has ended well, and return what it told."""
    told, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    return told


if __name__ == "__main__":
    if "BLOB_LARGEST" in os.environ:
        import resource

        largest = int(os.environ["BLOB_LARGEST"])
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    # A shell that starts a command in the background has it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pause = float(os.environ.get("BLOB_PAUSE", "0"))
    predictor = blob_predictor(BlobSegmenter(pause, requests=2))
    with (
        patch("maskrcnn.pipeline.video.SEGMENT_FRAMES", 20),
        patch("maskrcnn.pipeline.stream.SEGMENT_SECONDS", 0.5),
        patch("maskrcnn.predictor.load", lambda *_, **__: predictor),
    ):
        sys.exit(run(sys.argv[1:]))
