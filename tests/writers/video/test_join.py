"""From segments to a file: every frame, at its time, as good as it went in."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from maskrcnn.errors import OutputError
from maskrcnn.writers.video import check, format_of, join
from maskrcnn.writers.video.formats import CONTAINERS, SUFFIXES
from maskrcnn.writers.video.webp import frame_durations
from tests.support.recordings import (
    LAST,
    TICK,
    UNEVEN,
    bgr,
    footage_of,
    play,
    psnr,
    record,
    write_segments,
)
from tests.support.videos import number_of, numbered

COUNT = len(UNEVEN)
STARTS = [float((time - UNEVEN[0]) * TICK) for time in UNEVEN]
END = float((UNEVEN[-1] + LAST - UNEVEN[0]) * TICK)
PACKETS = [
    (suffix, codec)
    for suffix, container in SUFFIXES.items()
    for codec in CONTAINERS[container].codecs
    if codec not in {"gif", "webp"}
]
TICKS = {"mp4": 0.0, "mov": 0.0, "mkv": 0.001, "webm": 0.001, "gif": 0.01}


@pytest.mark.parametrize("size", [(48, 64), (51, 67)], ids=["even", "odd"])
@pytest.mark.parametrize(("suffix", "codec"), [*PACKETS, (".gif", None)])
def test_every_frame_comes_out_at_its_time(tmp_path, suffix, codec, size):
    output = tmp_path / f"clip{suffix}"
    kind, pictures = format_of(output, codec), numbered(COUNT, size)
    joined = record(output, kind, footage_of(size), pictures)
    check(output, kind, joined.frames, joined.seconds)
    assert joined.frames == COUNT
    assert joined.seconds == pytest.approx(END)
    shown = play(output)
    assert [number_of(one.picture[: size[0], : size[1]]) for one in shown] == list(range(COUNT))
    assert psnr(shown[0].picture[: size[0], : size[1]], pictures[0]) > 30
    assert psnr(shown[-1].picture[: size[0], : size[1]], pictures[-1]) > 30
    if suffix == ".avi":
        assert shown[-1].end == pytest.approx(END, abs=0.001)
        assert "AVI has one rate" in joined.notes[0]
    else:
        tick = TICKS[kind.container] + 1e-9
        assert [one.start for one in shown] == pytest.approx(STARTS, abs=tick)
        assert shown[-1].end == pytest.approx(END, abs=tick)


@pytest.mark.parametrize(("suffix", "codec"), PACKETS)
def test_joined_packets_decode_to_the_frames_of_the_segments(tmp_path, suffix, codec):
    output = tmp_path / f"clip{suffix}"
    kind, footage = format_of(output, codec), footage_of((48, 64))
    noise = np.random.default_rng(0).integers(0, 255, (COUNT, 48, 64, 3), np.uint8)
    segments = write_segments(tmp_path, kind, footage, list(noise), UNEVEN, (1, 1, 3))
    join(segments, output, kind, footage)
    apart = [frame for segment in segments for frame in decoded(segment)]
    assert len(apart) == COUNT
    assert all(map(np.array_equal, decoded(output), apart))


def decoded(path):
    with av.open(str(path)) as file:
        return [bgr(frame) for frame in file.decode(video=0)]


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_mp4_begins_with_its_index(tmp_path, suffix):
    output = tmp_path / f"clip{suffix}"
    record(output, format_of(output), footage_of((48, 64)), numbered(COUNT))
    data = output.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_h265_in_mp4_is_called_what_apple_plays(tmp_path):
    output = tmp_path / "clip.mp4"
    record(output, format_of(output, "h265"), footage_of((48, 64)), numbered(COUNT))
    assert b"hvc1" in output.read_bytes()


def test_avi_opens_in_opencv_at_the_rate_of_the_footage(tmp_path):
    output = tmp_path / "clip.avi"
    footage = footage_of((48, 64), rate=Fraction(30000, 1001), time_base=Fraction(1, 1000))
    times = [round(number * 1001 / 30) for number in range(COUNT)]
    joined = record(output, format_of(output), footage, numbered(COUNT), times, last=33)
    assert joined.notes == ()
    video = cv2.VideoCapture(str(output))
    assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(29.97, abs=0.01)
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == COUNT
    pictures = [np.asarray(video.read()[1], np.uint8) for _ in range(COUNT)]
    assert [number_of(picture) for picture in pictures] == list(range(COUNT))
    assert not video.read()[0]


@pytest.mark.parametrize("quality", [None, 100])
def test_animated_webp_keeps_times_and_pictures(tmp_path, quality):
    output = tmp_path / "clip.webp"
    kind, pictures = format_of(output, None, quality), numbered(COUNT, (51, 67))
    joined = record(output, kind, footage_of((51, 67)), pictures)
    check(output, kind, joined.frames, joined.seconds)
    edges = np.cumsum([0, *frame_durations(output)]) / 1000
    assert edges == pytest.approx([*STARTS, END], abs=0.001)
    with Image.open(output) as animation:
        assert animation.info["loop"] == 0
        animation.seek(COUNT - 1)
        with pytest.raises(EOFError):
            animation.seek(COUNT)
        last = np.asarray(animation.convert("RGB"))[..., ::-1]
    assert psnr(last, pictures[-1]) > (90 if quality == 100 else 30)


def test_animated_webp_shows_a_still_scene_for_as_long_as_it_lasts(tmp_path):
    output = tmp_path / "clip.webp"
    kind = format_of(output)
    still = [*numbered(1), *numbered(1, first=1) * (COUNT - 1)]
    joined = record(output, kind, footage_of((48, 64)), still)
    check(output, kind, joined.frames, joined.seconds)
    assert sum(frame_durations(output)) == round(END * 1000)


@pytest.mark.parametrize("name", ["frames/%04d.png", "frames/a-%d.jpg", "frames"])
def test_image_sequences_have_a_picture_a_frame(tmp_path, name):
    output = tmp_path / name
    kind, pictures = format_of(output), numbered(COUNT, (51, 67))
    joined = record(output, kind, footage_of((51, 67)), pictures)
    check(output, kind, joined.frames, joined.seconds)
    files = sorted((tmp_path / "frames").iterdir())
    assert len(files) == COUNT
    read = [np.asarray(cv2.imread(str(file)), np.uint8) for file in files]
    assert [number_of(picture) for picture in read] == list(range(COUNT))
    assert psnr(read[0], pictures[0]) > (90 if files[0].suffix == ".png" else 30)


def test_pictures_of_an_earlier_longer_run_are_told_of(tmp_path):
    output = tmp_path / "frames"
    kind, footage = format_of(output), footage_of((48, 64))
    record(output, kind, footage, numbered(COUNT))
    joined = record(output, kind, footage, numbered(5), UNEVEN[:5])
    assert joined.notes == (f"{output / '000005.png'} and what follows is of an earlier run",)
    check(output, kind, 5, joined.seconds)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi", ".mov"])
def test_wide_pixels_stay_wide(tmp_path, suffix):
    output = tmp_path / f"clip{suffix}"
    footage = footage_of((48, 64), pixel_aspect=Fraction(4, 3))
    record(output, format_of(output), footage, numbered(COUNT))
    with av.open(str(output)) as file:
        assert file.streams.video[0].sample_aspect_ratio == Fraction(4, 3)


def test_frames_closer_than_a_tick_of_the_container_all_stay(tmp_path):
    output = tmp_path / "clip.mkv"
    kind = format_of(output)
    record(output, kind, footage_of((48, 64)), numbered(COUNT), range(0, 18 * COUNT, 18))
    assert [number_of(one.picture) for one in play(output)] == list(range(COUNT))


def test_h264_at_quality_100_loses_nothing_more_than_colour_resolution(tmp_path):
    grey = np.random.default_rng(0).integers(0, 255, (48, 64, 1), np.uint8).repeat(3, axis=2)
    output = tmp_path / "clip.mp4"
    record(output, format_of(output, None, 100), footage_of((48, 64)), [grey] * COUNT)
    assert np.abs(play(output)[-1].picture.astype(int) - grey).max() <= 2


def test_segments_that_do_not_belong_together_are_refused(tmp_path):
    output = tmp_path / "clip.mp4"
    kind, footage = format_of(output), footage_of((48, 64))
    first, *_ = write_segments(tmp_path, kind, footage, numbered(COUNT), UNEVEN)
    (tmp_path / "other").mkdir()
    size = (32, 32)
    [other] = write_segments(
        tmp_path / "other", kind, footage_of(size), numbered(2, size), UNEVEN[:2], ()
    )
    with pytest.raises(OutputError, match="segment of another video"):
        join([first, other], output, kind, footage)
    assert not output.exists()


@pytest.mark.parametrize("damage", ["missing", "empty", "noise"])
def test_a_damaged_segment_is_named(tmp_path, damage):
    output = tmp_path / "clip.mp4"
    kind, footage = format_of(output), footage_of((48, 64))
    segments = write_segments(tmp_path, kind, footage, numbered(COUNT), UNEVEN)
    segments[1].unlink()
    if damage != "missing":
        segments[1].write_bytes(b"" if damage == "empty" else bytes(range(256)) * 9)
    with pytest.raises(OutputError, match=segments[1].name):
        join(segments, output, kind, footage)
    assert sorted(tmp_path.glob("*clip*")) == []


def test_no_segments_are_no_video(tmp_path):
    with pytest.raises(OutputError, match="no segments"):
        join([], tmp_path / "a.mp4", format_of(Path("a.mp4")), footage_of((48, 64)))
