from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maskrcnn.footage import ColorTags
from maskrcnn.sources.video import Cut, Video, decoding, reading
from tests.support import videos
from tests.support.videos import Recipe, make, moments, number_of, numbered

COUNT = 60
MJPEG = Recipe("mjpeg", "yuvj420p", colors=ColorTags(range=2))
OPEN = Recipe(gop=12, b_frames=3, options={"x264-params": "open-gop=1"})
REFRESH = Recipe(gop=20, options={"x264-params": "intra-refresh=1"})
KINDS = {
    "long.mp4": Recipe(gop=40, b_frames=3),
    "long.mkv": Recipe(gop=40, b_frames=3),
    "open.mp4": OPEN,
    "open.mkv": Recipe("libx265", gop=20, options={"x265-params": "log-level=none:open-gop=1"}),
    "refresh.mp4": REFRESH,
    "fragments.mp4": Recipe(b_frames=2, muxing={"movflags": "+frag_keyframe+empty_moov"}),
    "VP9.webm": Recipe("libvpx-vp9", gop=20),
    "MJPEG.avi": MJPEG,
    "B-frames.avi": Recipe("mpeg4", b_frames=2),
    "stream.ts": Recipe(gop=12, b_frames=3),
    "raw.h264": Recipe(b_frames=3),
}
BY_SEEK = {"long.mp4", "long.mkv", "VP9.webm", "MJPEG.avi"}


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """Each kind with its frames as a reading without a break gives them."""
    folder = tmp_path_factory.mktemp("clips")
    paths = {name: make(folder / name, numbered(COUNT), recipe) for name, recipe in KINDS.items()}
    paths["broken.mp4"] = videos.garble(videos.constant(folder / "broken.mp4", COUNT), 30)
    paths["broken.mkv"] = videos.cut_off(videos.constant(folder / "broken.mkv", COUNT))
    paths["late.mkv"] = videos.late(folder / "late.mkv", 5, COUNT)
    return {name: (path, list(Video(path).frames())) for name, path in paths.items()}


def same(frames, expected):
    assert [(f.index, f.moment) for f in frames] == [(f.index, f.moment) for f in expected]
    assert all(np.array_equal(f.image, e.image) for f, e in zip(frames, expected, strict=True))


@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", [*KINDS, "broken.mp4", "broken.mkv", "late.mkv"])
def test_reading_on_gives_what_a_reading_without_a_break_gives(clips, name, data):
    path, whole = clips[name]
    last = data.draw(st.integers(0, len(whole) - 1))
    same(list(Video(path).frames(whole[last].moment)), whole[last + 1 :])


@pytest.mark.parametrize("name", ["long.mp4", "stream.ts"])
def test_reading_on_inside_a_cut_ends_where_the_cut_ends(clips, name):
    path, _ = clips[name]
    for cut in (Cut(start=1, end=5), Cut(start=1, frames=40)):
        whole = list(Video(path, cut).frames())
        assert [number_of(frame.image) for frame in whole] == list(range(10, 50))
        same(list(Video(path, cut).frames(whole[25].moment)), whole[26:])
        assert list(Video(path, cut).frames(whole[-1].moment)) == []


@pytest.mark.parametrize("name", sorted(BY_SEEK))
def test_what_is_long_past_is_not_decoded_again(clips, name, monkeypatch):
    path, whole = clips[name]
    decoded = []

    def spied(*args):
        for frame in decoding.decoded(*args):
            decoded.append(frame)
            yield frame

    monkeypatch.setattr(reading, "decoded", spied)
    same(list(Video(path).frames(whole[-3].moment)), whole[-2:])
    assert len(decoded) < 25
    decoded.clear()
    assert len(list(Video(path, Cut(start=5.8)).frames())) == 2
    assert len(decoded) < 25


def test_a_moment_that_the_file_does_not_have_is_found_by_reading_from_the_beginning(clips):
    path, whole = clips["long.mp4"]
    between = replace(whole[50].moment, ticks=whole[50].moment.ticks + 1)
    same(list(Video(path).frames(between)), whole[51:])


def test_repaired_times_are_the_same_when_reading_goes_on(tmp_path):
    """Two recordings, one behind the other, whose clocks begin at 0 both."""
    one = videos.constant(tmp_path / "one.ts", 30).read_bytes()
    (tmp_path / "both.ts").write_bytes(one + one)
    video = Video(tmp_path / "both.ts")
    whole = list(video.frames())
    assert [number_of(frame.image) for frame in whole] == [*range(30), *range(30)]
    times = [moment.ticks * moment.time_base for moment in moments(whole)]
    assert {after - before for before, after in pairwise(times)} == {Fraction(1, 10)}
    assert video.damage.times == 1
    same(list(video.frames(whole[44].moment)), whole[45:])
