"""Colours: what the tags say is what the numbers mean, in every codec."""

import av
import numpy as np
import pytest

from maskrcnn.footage import ColorTags
from maskrcnn.writers.video import format_of
from tests.support.recordings import UNEVEN, footage_of, play, record

PALETTE = [
    (0, 0, 0),
    (255, 255, 255),
    (40, 90, 200),
    (200, 120, 30),
    (60, 180, 75),
    (128, 128, 128),
]
"""BGR; none is so vivid that rounding in YUV alone costs more than some levels."""

VIDEOS = [
    ("clip.mp4", "h264"),
    ("clip.mp4", "h265"),
    ("clip.mp4", "av1"),
    ("clip.webm", "vp9"),
    ("clip.avi", "mjpeg"),
    ("clip.mov", "prores"),
    ("clip.mkv", "ffv1"),
    ("clip.gif", None),
]
TAGS = {
    "untagged": ColorTags(),
    "709": ColorTags(1, 1, 1, 1),
    "709 full": ColorTags(2, 1, 1, 1),
    "601": ColorTags(1, 6, 6, 6),
    "2020 PQ": ColorTags(1, 9, 9, 16),
    "2020 HLG": ColorTags(1, 9, 9, 18),
    "RGB": ColorTags(2, 0, 1, 13),
}


def patches(size=(64, 96)):
    """Six large patches of the palette."""
    picture = np.zeros((*size, 3), np.uint8)
    for number, color in enumerate(PALETTE):
        row, column = divmod(number, 3)
        picture[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32] = color
    return picture


@pytest.mark.parametrize(("name", "codec"), VIDEOS)
@pytest.mark.parametrize("tags", TAGS)
def test_colours_survive(tmp_path, name, codec, tags):
    output = tmp_path / name
    footage = footage_of((64, 96), colors=TAGS[tags])
    record(
        output,
        format_of(output, codec, None if codec in {"ffv1", None} else 90),
        footage,
        [patches()] * len(UNEVEN),
    )
    for shown in (play(output)[0], play(output)[-1]):
        for number, color in enumerate(PALETTE):
            row, column = divmod(number, 3)
            middle = shown.picture[
                row * 32 + 12 : row * 32 + 20, column * 32 + 12 : column * 32 + 20
            ]
            off = np.abs(middle.reshape(-1, 3).mean(axis=0) - color).max()
            assert off <= 4, (number, color, middle[0, 0])


@pytest.mark.parametrize(
    ("tags", "lines", "written"),
    [
        ("709", 64, (1, 1, 1, 1)),
        ("709 full", 64, (2, 1, 1, 1)),
        ("2020 PQ", 64, (1, 9, 9, 16)),
        ("2020 HLG", 64, (1, 9, 9, 18)),
        ("untagged", 64, (1, 2, 2, 2)),
        ("untagged", 720, (1, 2, 2, 2)),
        ("RGB", 64, (2, 6, 1, 13)),
    ],
)
@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_tags_are_kept_and_none_are_made_up_for_yuv(tmp_path, name, tags, lines, written):
    output = tmp_path / name
    footage = footage_of((lines, 96), colors=TAGS[tags])
    record(output, format_of(output), footage, [np.zeros((lines, 96, 3), np.uint8)] * len(UNEVEN))
    with av.open(str(output)) as file:
        next(file.decode(video=0))
        context = file.streams.video[0].codec_context
        found = (
            context.color_range or 1,
            context.colorspace,
            context.color_primaries,
            context.color_trc,
        )
    assert found == written


def test_odd_sides_repeat_the_edge(tmp_path):
    output = tmp_path / "clip.mp4"
    picture = np.full((51, 67, 3), 20, np.uint8)
    picture[-3:], picture[:, -3:] = 235, 235
    record(output, format_of(output, None, 100), footage_of((51, 67)), [picture] * len(UNEVEN))
    shown = play(output)[0].picture
    assert shown.shape == (52, 68, 3)
    assert shown[-1].min() > 228
    assert shown[:, -1].min() > 228
