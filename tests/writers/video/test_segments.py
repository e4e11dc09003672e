"""Segments: exact times, whole or not there, the same in every process."""

import hashlib
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import OutputError
from maskrcnn.footage import Moment
from maskrcnn.writers.video import SegmentWriter, format_of
from maskrcnn.writers.video.codecs import ENCODERS
from maskrcnn.writers.video.formats import CONTAINERS
from maskrcnn.writers.video.reel import Reel
from tests.support.recordings import (
    LAST,
    UNEVEN,
    footage_of,
    moments,
    write_segment,
    write_segments,
)
from tests.support.videos import numbered

HOME = {"vp9": "webm", "prores": "mov", "ffv1": "mkv", "mjpeg": "avi"}


def kind_of(codec):
    return format_of(Path(f"clip.{HOME.get(codec, 'mp4')}"), codec)


@pytest.mark.parametrize("codec", ENCODERS)
def test_segments_keep_times_to_the_tick(tmp_path, codec):
    kind, footage = kind_of(codec), footage_of((48, 64))
    segments = write_segments(tmp_path, kind, footage, numbered(8), UNEVEN)
    shown = list(Reel(segments, footage.time_base).packets())
    assert [one.start for one in shown] == [time - UNEVEN[0] for time in UNEVEN]
    assert shown[-1].duration == LAST
    assert [one.what.is_keyframe for one in shown][:5:3] == [True, True]


@settings(max_examples=25, deadline=None)
@given(
    times=st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=6, unique=True),
    tick=st.sampled_from(["1/1000", "1001/30000", "1/90000", "1/1000000", "1/12800"]),
    last=st.integers(1, 10**9),
)
def test_any_times_are_kept(tmp_path_factory, times, tick, last):
    footage = footage_of((16, 16), time_base=Fraction(tick))
    times = sorted(times)
    frames = zip(
        numbered(len(times), (16, 16)), moments(times, last, footage.time_base), strict=True
    )
    path = tmp_path_factory.mktemp("any") / "segment.mkv"
    write_segment(path, kind_of("mjpeg"), footage, frames)
    shown = list(Reel([path], footage.time_base).packets())
    assert [one.start for one in shown] == [time - times[0] for time in times]
    assert shown[-1].duration == last


def test_a_clock_finer_than_containers_is_rounded_to_microseconds(tmp_path):
    footage = footage_of((16, 16), time_base=Fraction(1, 10**9))
    times = [5, 3_000_000_499, 7_000_000_501]
    segments = write_segments(tmp_path, kind_of("mjpeg"), footage, numbered(3, (16, 16)), times)
    shown = list(Reel(segments, Fraction(1, 10**6)).packets())
    assert [one.start for one in shown] == [0, 3_000_000, 7_000_001]


def test_a_segment_whose_writing_fails_is_not_there(tmp_path):
    def frames():
        yield numbered(1)[0], Moment(0, 0, 1, Fraction(1, 10))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_segment(tmp_path / "s.mkv", kind_of("h264"), footage_of((48, 64)), frames())
    assert list(tmp_path.iterdir()) == []


def test_a_segment_is_not_there_before_it_is_closed(tmp_path):
    path = tmp_path / "s.mkv"
    with writer(path) as segment:
        segment.write(numbered(1)[0], Moment(0, 0, 1, Fraction(1, 90000)))
        assert not path.exists()
    assert list(tmp_path.iterdir()) == [path]


def writer(path, size=(48, 64), kind=None):
    return SegmentWriter(path, kind or kind_of("h264"), footage_of(size))


def test_frames_that_do_not_fit_are_refused(tmp_path):
    picture, moment = numbered(1)[0], Moment(0, 9, 1, Fraction(1, 90000))
    for frames, words in [
        ([(picture[:32, :32], moment)], "32×32 in a video of 64×48"),
        ([(picture, moment), (picture, moment)], "frame 0 is not later"),
        ([], "no frames"),
    ]:
        with pytest.raises(OutputError, match=words):
            write_segment(tmp_path / "s.mkv", kind_of("h264"), footage_of((48, 64)), frames)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "codec", "size", "words"),
    [
        ("a.mp4", "h265", (1, 1), "1×1 is not a size of h265 mp4: sides are 16 to 16384"),
        ("a.mp4", "av1", (1, 1), "16 to"),
        ("a.gif", None, (2, 65536), "65536×2 is not a size of gif"),
        ("a.webp", None, (2, 16384), "1 to 16383"),
        ("a.mp4", "h264", (2, 20000), "1 to 16384"),
    ],
)
def test_sizes_that_a_codec_lacks_are_refused_at_once(tmp_path, name, codec, size, words):
    with pytest.raises(OutputError, match=words):
        writer(tmp_path / "s.mkv", size, format_of(Path(name), codec))


@pytest.mark.parametrize("codec", ["h264", "vp9", "mjpeg", "prores", "ffv1"])
def test_one_pixel_is_a_video(tmp_path, codec):
    kind, footage = kind_of(codec), footage_of((1, 1))
    pictures = [np.full((1, 1, 3), 10 * number, np.uint8) for number in range(8)]
    segments = write_segments(tmp_path, kind, footage, pictures, UNEVEN)
    assert len(list(Reel(segments, footage.time_base).frames())) == 8


def test_8k_is_a_video(tmp_path):
    footage = footage_of((4320, 7680))
    pictures = [np.full((4320, 7680, 3), 80 * number, np.uint8) for number in range(3)]
    [path] = write_segments(tmp_path, kind_of("h264"), footage, pictures, [0, 3000, 6000], ())
    with av.open(str(path)) as file:
        assert [frame.width for frame in file.decode(video=0)] == [7680] * 3


SCRIPT = """
import sys
from pathlib import Path
from tests.support.recordings import *
from tests.support.videos import numbered
from maskrcnn.writers.video import format_of
for name, codec in {kinds}:
    path = Path(sys.argv[1]) / f"{{codec}}.mkv"
    frames = zip(numbered(30, (144, 192)), moments(range(0, 90000, 3000)))
    write_segment(path, format_of(Path(name), codec), footage_of((144, 192)), frames)
"""


def test_other_processes_write_the_same_packets(tmp_path):
    """And none of the encoders writes to the terminal, whoever logs for it."""
    kinds = [(f"clip.{HOME.get(codec, 'mp4')}", codec) for codec in ENCODERS]
    digests = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT.format(kinds=kinds), str(tmp_path / name)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            check=True,
        )
        assert done.stdout + done.stderr == b""
        digests.append([digest(tmp_path / name / f"{codec}.mkv") for _, codec in kinds])
    assert digests[0] == digests[1]


def digest(path):
    with av.open(str(path)) as file:
        packets = b"".join(bytes(packet) for packet in file.demux(video=0))
        extradata = file.streams.video[0].codec_context.extradata or b""
    return hashlib.sha256(extradata + packets).hexdigest()


def test_every_codec_of_every_container_has_an_encoder():
    listed = {codec for container in CONTAINERS.values() for codec in container.codecs}
    assert listed - set(ENCODERS) == {"gif", "webp"}
