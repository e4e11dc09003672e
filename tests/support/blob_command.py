"""The command line with a predictor that finds red squares: `python -m tests.support.blob_command`.

Short segments and a pause a frame, so that a test can kill it in the middle of things.
"""

from __future__ import annotations

import os
import sys

import maskrcnn.pipeline.stream
import maskrcnn.pipeline.video
import maskrcnn.predictor
from maskrcnn.cli.app import run
from tests.support.blobs import BlobSegmenter, blob_predictor

if __name__ == "__main__":
    pause = float(os.environ.get("BLOB_PAUSE", "0"))
    maskrcnn.pipeline.video.SEGMENT_FRAMES = 20
    maskrcnn.pipeline.stream.SEGMENT_FRAMES = 20
    maskrcnn.predictor.load = lambda *_, **__: blob_predictor(BlobSegmenter(pause, requests=2))
    sys.exit(run(sys.argv[1:]))
