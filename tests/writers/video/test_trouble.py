"""Full disks and unwritable places: one line, and nothing half-written under the final name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maskrcnn.errors import OutputError
from maskrcnn.writers.video import format_of, join
from tests.support.recordings import UNEVEN, footage_of, record, write_segments
from tests.support.videos import numbered

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from maskrcnn.errors import OutputError
from maskrcnn.writers.video import format_of, join
from tests.support.recordings import *
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, output, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
kind, footage = format_of(output), footage_of((96, 128))
noise = list(np.random.default_rng(0).integers(0, 255, (20, 96, 128, 3), np.uint8))
times = range(0, 60000, 3000)
room = lambda bytes: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, resource.RLIM_INFINITY))
if sys.argv[4] == "segment":
    room(limit)
try:
    segments = write_segments(folder, kind, footage, noise, times, (5,))
    room(limit)
    join(segments, output, kind, footage)
except OutputError as error:
    print(error)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits are those of Unix")


def run_on_full_disk(folder, output, limit, stage):
    return subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder), str(output), str(limit), stage],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize("stage", ["segment", "join"])
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi", "a.gif", "a.webp", "a.mov"])
def test_a_full_disk_is_one_line_and_no_file(tmp_path, name, stage):
    (tmp_path / "segments").mkdir()
    done = run_on_full_disk(tmp_path / "segments", tmp_path / name, 20_000, stage)
    assert done.stderr == ""
    assert done.stdout.endswith("cannot be written: File too large\n")
    assert done.stdout.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == [tmp_path / "segments"]
    expected = 2 if stage == "join" else 0
    assert len(list((tmp_path / "segments").iterdir())) == expected


@pytest.mark.parametrize("name", ["a.mp4", "a.gif", "frames"])
def test_an_unwritable_place_is_named(tmp_path, name):
    output = tmp_path / "a file" / name
    kind = format_of(output)
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"cannot be written: (Not a directory|File exists)"):
        record(output, kind, footage_of((48, 64)), numbered(len(UNEVEN)))


def test_an_unwritable_segment_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"segment-0\.mkv: cannot be written"):
        write_segments(
            tmp_path / "file",
            format_of(Path("a.mp4")),
            footage_of((48, 64)),
            numbered(len(UNEVEN)),
            UNEVEN,
        )


def test_a_file_that_was_there_stays_when_joining_fails(tmp_path):
    output = tmp_path / "clip.mp4"
    output.write_bytes(b"an earlier video")
    kind, footage = format_of(output), footage_of((48, 64))
    segments = write_segments(tmp_path, kind, footage, numbered(len(UNEVEN)), UNEVEN)
    segments[-1].write_bytes(b"")
    with pytest.raises(OutputError, match="not a whole segment"):
        join(segments, output, kind, footage)
    assert output.read_bytes() == b"an earlier video"
