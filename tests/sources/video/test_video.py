import subprocess
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from maskrcnn.footage import ColorTags
from maskrcnn.sources.video import Cut, Video
from tests.support import videos
from tests.support.shared import shared
from tests.support.videos import Recipe, make, moments, number_of, numbered

MJPEG = Recipe("mjpeg", "yuvj420p", colors=ColorTags(range=2))
KINDS = {
    "H.264.mp4": Recipe(),
    "B-frames.mp4": Recipe(b_frames=3),
    "fragments.mp4": Recipe(muxing={"movflags": "+frag_keyframe+empty_moov"}),
    "H.265.mkv": Recipe("libx265", b_frames=3),
    "VP9.webm": Recipe("libvpx-vp9"),
    "MJPEG.avi": MJPEG,
    "MPEG-4.avi": Recipe("mpeg4"),
    "B-frames.avi": Recipe("mpeg4", b_frames=2),
    "stream.ts": Recipe(b_frames=3),
    "MPEG-2.mpg": Recipe("mpeg2video", rate=Fraction(25)),
    "flash.flv": Recipe(b_frames=2),
    "raw.h264": Recipe(b_frames=2),
    "pictures.mjpeg": MJPEG,
    "animation.gif": Recipe("gif", "rgb8"),
    "animation.apng": Recipe("apng", "rgb24"),
    "lossless.mkv": Recipe("ffv1", "yuv444p"),
    "uncompressed.avi": Recipe("rawvideo", "bgr24"),
}


def numbers(frames):
    return [number_of(frame.image) for frame in frames]


@pytest.mark.parametrize("kind", KINDS)
def test_every_frame_comes_out_once_and_in_order(tmp_path, kind):
    recipe = KINDS[kind]
    video = Video(make(tmp_path / kind, numbered(20), recipe))
    frames = list(video.frames())
    assert numbers(frames) == list(range(20))
    assert [frame.index for frame in frames] == list(range(20))
    assert [moment.index for moment in moments(frames)] == list(range(20))
    assert video.damage.words() == []
    assert video.footage.size == (48, 64)
    if kind.endswith(("mp4", "mkv", "webm", "avi", "ts")):  # others guess
        assert video.footage.frames == 20
    times = [moment.seconds for moment in moments(frames)]
    rate = 25 if kind.startswith(("raw", "pictures")) else recipe.rate  # nothing else is said
    assert np.allclose(np.diff(times), 1 / float(rate), atol=1e-3)


def test_a_frame_says_what_and_when_it_is(tmp_path):
    path = videos.constant(tmp_path / "clip.mp4")
    frame = list(Video(path).frames())[3]
    assert frame.image.dtype == np.uint8
    assert frame.image.shape == (48, 64, 3)
    assert frame.image.flags.c_contiguous
    assert frame.name == f"{path} frame 3"
    assert frame.path == path
    (moment,) = moments([frame])
    assert moment.seconds == pytest.approx(0.3)
    assert moment.duration * moment.time_base == Fraction(1, 10)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_variable_rate_stays_variable_to_the_tick(tmp_path, suffix):
    shown = moments(Video(videos.variable(tmp_path / f"clip.{suffix}")).frames())
    milliseconds = [1000 * moment.ticks * moment.time_base for moment in shown]
    assert milliseconds == videos.VARIABLE_TIMES
    durations = [1000 * moment.duration * moment.time_base for moment in shown]
    assert durations[:-1] == np.diff(videos.VARIABLE_TIMES).tolist()
    assert durations[-1] == 100


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_late_start_stays_late(tmp_path, suffix):
    video = Video(videos.late(tmp_path / f"clip.{suffix}"))
    frames = list(video.frames())
    assert moments(frames)[0].seconds == pytest.approx(5)
    assert numbers(frames) == list(range(20))
    assert video.damage.words() == []


def test_sound_and_subtitles_do_not_disturb(tmp_path):
    video = Video(videos.sounding(tmp_path / "clip.mkv", subtitle="Hello"))
    assert numbers(video.frames()) == list(range(20))
    assert video.damage.words() == []


def test_odd_sizes_stay_odd(tmp_path):
    video = Video(videos.odd(tmp_path / "clip.mp4"))
    assert video.footage.size == (51, 67)
    assert numbers(video.frames()) == list(range(10))


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_frames_are_turned_as_the_file_asks(tmp_path, degrees):
    video = Video(videos.turned(tmp_path / "clip.mp4", degrees))
    assert video.notes == (f"turned by {degrees}° as the file asks",)
    assert video.footage.size == (48, 64)
    assert numbers(video.frames()) == list(range(10))


@pytest.mark.parametrize("quarters", range(4))
def test_frames_are_mirrored_as_the_file_asks(tmp_path, quarters):
    pictures = [np.fliplr(np.rot90(picture, quarters)) for picture in numbered(10)]
    path = make(tmp_path / "clip.mp4", pictures)
    videos.set_turn(path, 90 * quarters, mirrored=True)
    video = Video(path)
    assert video.notes == ("mirrored as the file asks",)
    assert numbers(video.frames()) == list(range(10))


def test_pixels_that_are_not_square_turn_with_the_frame(tmp_path):
    path = videos.wide_pixels(tmp_path / "clip.mp4")
    assert Video(path).footage.pixel_aspect == Fraction(4, 3)
    videos.set_turn(path, 90)
    assert Video(path).footage.pixel_aspect == Fraction(3, 4)


def test_frames_are_scaled_upright(tmp_path):
    path = make(tmp_path / "clip.mp4", [np.rot90(p) for p in numbered(10, (96, 128))])
    videos.set_turn(path, 90)
    video = Video(path, size="64x")
    frames = list(video.frames())
    assert video.footage.size == frames[0].image.shape[:2] == (48, 64)
    assert video.footage.pixel_aspect == 1
    assert numbers(frames) == list(range(10))


def test_squeezed_frames_keep_their_shape_on_the_screen(tmp_path):
    video = Video(videos.constant(tmp_path / "clip.mp4"), size="64x64")
    assert next(video.frames()).image.shape == (64, 64, 3)
    assert video.footage.pixel_aspect == Fraction(4, 3)


def test_numbered_pictures_are_a_video_from_their_first_number_on(tmp_path):
    for number, picture in enumerate(numbered(5), start=118):
        cv2.imwrite(str(tmp_path / f"shot_{number:04}.png"), picture)
    video = Video(tmp_path / "shot_%04d.png")
    assert video.notes == ("numbered pictures: 25 a second",)
    assert numbers(video.frames()) == list(range(5))


def test_file_names_are_never_taken_for_protocols_or_patterns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("concat:a|b.mp4", "100%d.mp4", "http:clip.mp4", "-i.mp4", "ünï.mp4"):
        videos.constant(tmp_path / "clip.mp4", 3).rename(name)
        assert numbers(Video(name).frames()) == [0, 1, 2]


def test_tags_in_odd_encodings_do_not_matter(tmp_path):
    path = make(tmp_path / "clip.avi", numbered(3), MJPEG)
    data = path.read_bytes()
    software = data.index(b"ISFT") + 8
    path.write_bytes(data[:software] + b"\xff\xfe\xe4" + data[software + 3 :])
    assert numbers(Video(path).frames()) == [0, 1, 2]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "avi"])
@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (Cut(start=1), range(10, 60)),
        (Cut(start=0.1, end=0.3), range(1, 3)),
        (Cut(start=3.01, end=4), range(31, 40)),
        (Cut(end=0.05), range(1)),
        (Cut(frames=7), range(7)),
        (Cut(start=5.85, frames=5), range(59, 60)),
        (Cut(start=2.5, end=9, frames=4), range(25, 29)),
    ],
)
def test_a_cut_is_exact_to_the_frame(tmp_path, suffix, cut, expected):
    recipe = MJPEG if suffix == "avi" else Recipe(gop=40, b_frames=3)
    video = Video(make(tmp_path / f"clip.{suffix}", numbered(60), recipe), cut)
    frames = list(video.frames())
    assert numbers(frames) == list(expected)
    assert [frame.index for frame in frames] == list(range(len(expected)))
    assert video.footage.frames == pytest.approx(len(expected), abs=1)


def test_times_of_a_cut_count_from_the_first_frame(tmp_path):
    path = videos.late(tmp_path / "clip.mkv", seconds=5, count=40)
    frames = list(Video(path, Cut(start=3, end=3.2)).frames())
    assert numbers(frames) == [30, 31]
    assert [moment.ticks for moment in moments(frames)] == [8000, 8100]


def test_what_is_read_can_be_read_again(tmp_path):
    video = Video(videos.constant(tmp_path / "clip.mp4"))
    assert numbers(video.frames()) == numbers(video.frames())
    with video:
        one, other = video.frames(), video.frames()
        assert [number_of(next(frames).image) for frames in (one, other, one)] == [0, 0, 1]
    assert list(one) == list(other) == []


def test_frames_are_the_readers_own(tmp_path):
    path = make(tmp_path / "clip.mkv", numbered(20), Recipe("ffv1", "bgr0"))
    read = []
    for frame in Video(path).frames():
        read.append(number_of(frame.image))
        frame.image[:] = 0
    assert read == list(range(20))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="Linux counts files and threads")
def test_closing_frees_the_decoder(tmp_path):
    def in_use():
        return [len([*Path("/proc/self", kind).iterdir()]) for kind in ("fd", "task")]

    path = make(tmp_path / "clip.mkv", numbered(30, (240, 320)), Recipe("libx265"))
    list(Video(path).frames())  # OpenCV and FFmpeg keep some threads from now on
    before = in_use()
    frames = Video(path).frames()
    next(frames)
    assert in_use() > before
    frames.close()
    deadline = time.monotonic() + 5
    while in_use() > before and time.monotonic() < deadline:
        time.sleep(0.05)  # a thread that has ended is still counted for a moment
    assert in_use() <= before


def test_other_threads_go_on_while_a_video_is_read(tmp_path):
    path = videos.constant(tmp_path / "clip.mp4", 60)
    results = {}

    def read(key):
        results[key] = numbers(Video(path).frames())

    threads = [threading.Thread(target=read, args=(key,)) for key in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {key: list(range(60)) for key in range(4)}


def test_ffmpeg_prints_nothing(tmp_path):
    path = videos.garble(videos.constant(tmp_path / "clip.mp4"), 5)
    script = f"from maskrcnn.sources.video import Video; list(Video({str(path)!r}).frames())"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""


@pytest.mark.development
def test_the_pedestrians_are_those_that_opencv_sees():
    path = shared("video", "vtest.avi")
    video = Video(path, Cut(frames=40))
    peer = cv2.VideoCapture(str(path))
    for frame in video.frames():
        ok, expected = peer.read()
        assert ok
        assert np.abs(frame.image.astype(int) - expected).max() <= 3
    assert video.footage.rate == 10
    assert Video(path).footage.frames == 795
