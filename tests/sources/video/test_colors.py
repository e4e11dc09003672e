import numpy as np
import pytest

from maskrcnn.footage import ColorTags
from maskrcnn.sources.video import Video
from tests.support import videos
from tests.support.videos import Recipe, make, solid

COLORS = [(0, 0, 255), (255, 0, 0), (0, 255, 0), (40, 120, 200), (255, 255, 255), (0, 0, 0)]
LIMITED, FULL = 1, 2


def first(path, **kwargs):
    return next(Video(path, **kwargs).frames()).image


@pytest.mark.parametrize("pixels", ["yuv420p", "yuv444p", "yuv420p10le"])
@pytest.mark.parametrize("range_", [0, LIMITED, FULL])
@pytest.mark.parametrize("matrix", [1, 2, 5, 6, 9], ids="BT.{}".format)
def test_colors_come_back_by_the_matrix_and_range_of_the_file(tmp_path, matrix, range_, pixels):
    """Coded by the equations of H.273 in NumPy; without tags, by BT.601 and the limited range."""
    tags = ColorTags(range=range_, matrix=matrix)
    pictures = [solid(color) for color in COLORS]
    path = make(tmp_path / "clip.mkv", pictures, Recipe("ffv1", pixels, colors=tags))
    for frame, color in zip(Video(path).frames(), COLORS, strict=True):
        assert np.abs(frame.image.astype(int) - color).max() <= 3


@pytest.mark.parametrize("pixels", ["bgr0", "bgra", "rgb48le", "gbrp12le"])
def test_rgb_comes_back_as_it_was(tmp_path, pixels):
    picture = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    path = make(tmp_path / "clip.mkv", [picture] * 2, Recipe("ffv1", pixels))
    assert np.abs(first(path).astype(int) - picture).max() <= 1


def test_grey_stays_grey(tmp_path):
    path = make(tmp_path / "clip.mkv", [solid((90, 90, 90))] * 2, Recipe("ffv1", "gray"))
    assert np.abs(first(path).astype(int) - 90).max() <= 1


def test_scaled_colors_stay(tmp_path):
    tags = ColorTags(range=FULL, matrix=1)
    path = videos.colored(tmp_path / "clip.mkv", (40, 120, 200), tags, "yuv420p")
    image = first(path, size="32x")
    assert image.shape == (24, 32, 3)
    assert np.abs(image.astype(int) - (40, 120, 200)).max() <= 5


def test_uncompressed_pictures_are_upright(tmp_path):
    """AVI stores them bottom row first."""
    picture = solid((0, 0, 0))
    picture[:10, :10] = (10, 20, 250)
    path = make(tmp_path / "clip.avi", [picture] * 2, Recipe("rawvideo", "bgr24"))
    assert np.array_equal(first(path), picture)


def test_transparent_parts_are_shown_on_white(tmp_path):
    picture = np.dstack([solid((200, 40, 20)), np.full((48, 64), 255, np.uint8)])
    picture[:, 32:, 3] = 0
    video = Video(make(tmp_path / "clip.mkv", [picture] * 2, Recipe("ffv1", "bgra")))
    assert video.notes == ("transparent parts are shown on white",)
    image = next(video.frames()).image
    assert np.all(image[:, :32] == (200, 40, 20))
    assert np.all(image[:, 32:] == 255)


def test_what_could_be_transparent_but_is_not_needs_no_words(tmp_path):
    path = make(tmp_path / "clip.gif", [solid((0, 0, 255))] * 2, Recipe("gif", "rgb8"))
    assert Video(path).notes == ()
    assert np.abs(first(path).astype(int) - (0, 0, 255)).max() <= 3


def test_hdr_is_seen_in_8_bits_and_keeps_its_tags(tmp_path):
    video = Video(videos.hdr(tmp_path / "clip.mp4"))
    assert video.notes == ("10-bit HDR (PQ): seen and drawn in 8 bits",)
    assert video.footage.colors == ColorTags(range=1, matrix=9, primaries=9, transfer=16)
    frames = list(video.frames())
    assert [videos.number_of(frame.image) for frame in frames] == list(range(10))
    assert frames[0].image.dtype == np.uint8


def test_tags_of_the_stream_are_told(tmp_path):
    tags = ColorTags(range=1, matrix=1, primaries=1, transfer=1)
    path = make(tmp_path / "clip.mp4", [solid((9, 9, 9))] * 2, Recipe(colors=tags))
    assert Video(path).footage.colors == tags
    assert Video(videos.constant(tmp_path / "plain.mp4", 2)).footage.colors == ColorTags()
