import cv2
import numpy as np
import pytest

from maskrcnn.errors import VideoError
from maskrcnn.footage import ColorTags
from maskrcnn.sources.video import Cut, Video
from tests.support import videos
from tests.support.videos import Recipe, cut_off, garble, make, moments, number_of, numbered

MJPEG = Recipe("mjpeg", "yuvj420p", colors=ColorTags(range=2))
FIRST = Recipe(muxing={"movflags": "+faststart"})


def read(path, cut=None):
    """The numbers of the frames that come out, and what the user hears."""
    video = Video(path, cut) if cut else Video(path)
    return [number_of(frame.image) for frame in video.frames()], video.damage


@pytest.mark.parametrize(
    ("name", "recipe"), [("clip.mp4", Recipe()), ("clip.avi", MJPEG), ("long.mp4", Recipe(gop=60))]
)
def test_a_corrupt_packet_is_left_out_and_counted(tmp_path, name, recipe):
    path = garble(make(tmp_path / name, numbered(24), recipe), 15)
    frames, damage = read(path)
    assert frames[:15] == list(range(15))
    assert len(frames) == 23
    assert damage.packets == 1
    assert damage.words() == ["1 frame could not be decoded: left out"]


@pytest.mark.parametrize("packet", [20, 21, 22, 23])
@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("clip.mp4", Recipe(gop=60)),
        ("B-frames.mp4", Recipe(gop=60, b_frames=3)),
        ("H.265.mp4", Recipe("libx265", gop=60)),
        ("lossless.mkv", Recipe("ffv1")),
    ],
)
def test_a_corrupt_packet_near_the_end_takes_no_good_frames_along(tmp_path, name, recipe, packet):
    path = make(tmp_path / name, numbered(24), recipe)
    frames, damage = read(garble(path, packet, skip=6))
    assert damage.packets >= 1
    assert len(frames) + damage.packets >= 24


def test_frames_that_a_decoder_drops_without_a_word_are_counted(tmp_path):
    path = make(tmp_path / "clip.mp4", numbered(36), Recipe("libx265", gop=12))
    frames, damage = read(garble(path, 15))
    assert frames[:15] == list(range(15))
    assert frames[-12:] == list(range(24, 36))
    assert damage.packets == 36 - len(frames) > 1


def test_frames_decoded_with_errors_are_kept_and_counted(tmp_path):
    path = make(tmp_path / "clip.avi", numbered(24, (96, 128)), Recipe("mpeg4", gop=60))
    frames, damage = read(garble(path, 10, skip=50))
    assert len(frames) == 24
    assert damage.frames == 1
    assert damage.words() == ["1 frame decoded with errors"]


def test_nothing_before_the_first_key_frame_counts(tmp_path):
    path = videos.constant(tmp_path / "clip.ts", 36)
    data = path.read_bytes()
    cut = len(data) // 2 // 188 * 188
    path.write_bytes(data[:376] + data[cut:])  # its tables, then from the middle of a group on
    frames, damage = read(path)
    assert frames == list(range(frames[0], 36))
    assert damage.packets <= 1


@pytest.mark.parametrize(
    ("name", "recipe"), [("clip.mp4", FIRST), ("clip.mkv", Recipe()), ("clip.avi", MJPEG)]
)
def test_a_file_cut_short_gives_what_it_has_and_says_so(tmp_path, name, recipe):
    path = make(tmp_path / name, numbered(40), recipe)
    length = path.stat().st_size
    frames, damage = read(cut_off(path, 0.7))
    assert 5 < len(frames) < 40
    assert frames == list(range(len(frames)))
    missing = length - path.stat().st_size
    assert damage.missing_bytes == missing
    assert f"cut short: the last {missing:,} bytes are missing" in damage.words()


def test_a_stream_that_ends_early_inside_a_whole_file_is_noticed(tmp_path):
    path = garble(make(tmp_path / "clip.mkv", numbered(40)), 10)  # with the header of its block
    frames, damage = read(path)
    assert frames == list(range(10))
    assert damage.words() == ["ends 3.00 s before its stated end"]


def test_a_cut_before_the_end_is_no_damage(tmp_path):
    path = videos.constant(tmp_path / "clip.mkv", 40)
    assert read(path, Cut(end=2))[1].words() == []
    assert read(path, Cut(frames=5))[1].words() == []


def test_reading_on_from_the_last_frame_is_no_damage(tmp_path):
    video = Video(videos.constant(tmp_path / "clip.mkv", 40))
    *_, last = video.frames()
    assert list(video.frames(last.moment)) == []
    assert video.damage.words() == []


@pytest.mark.parametrize("suffix", ["avi", "mkv"])
def test_frames_that_change_size_are_scaled_to_the_first(tmp_path, suffix):
    path = videos.resized(tmp_path / f"clip.{suffix}", 20)
    video = Video(path)
    shapes = {frame.image.shape for frame in video.frames()}
    assert shapes == {(48, 64, 3)}
    assert read(path)[0] == list(range(20))
    assert video.damage.words() == ["10 frames of another size: scaled"]


def test_damage_is_counted_anew_by_each_reading(tmp_path):
    video = Video(garble(videos.constant(tmp_path / "clip.mp4"), 15))
    for _ in range(2):
        list(video.frames())
        assert video.damage.packets == 1


def test_numbered_pictures_of_which_one_is_broken(tmp_path):
    for number, picture in enumerate(numbered(5)):
        cv2.imwrite(str(tmp_path / f"{number:04}.png"), picture)
    (tmp_path / "0002.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    frames, damage = read(tmp_path / "%04d.png")
    assert frames == [0, 1, 3, 4]
    assert damage.packets == 1


@pytest.mark.parametrize("seed", range(30))
def test_noise_anywhere_in_a_file_breaks_nothing(tmp_path, seed):
    """Frames come out in order, or there is a word why none do."""
    random = np.random.default_rng(seed)
    suffix = ["mp4", "mkv", "avi", "ts", "webm"][seed % 5]
    recipe = {"avi": MJPEG, "webm": Recipe("libvpx-vp9")}.get(suffix, Recipe(b_frames=2))
    path = make(tmp_path / f"clip.{suffix}", numbered(30), recipe)
    data = np.frombuffer(path.read_bytes(), np.uint8).copy()
    for start in random.integers(len(data) // 4, len(data) * 3 // 4, 5):
        data[start : start + 20] = random.integers(0, 256, len(data[start : start + 20]))
    path.write_bytes(data.tobytes())
    try:
        ticks = [moment.ticks for moment in moments(Video(path).frames())]
    except VideoError:
        return
    assert ticks == sorted(set(ticks))
