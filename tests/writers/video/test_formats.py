"""What a video is written as, from its name and what the user asks for."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from maskrcnn.errors import UsageError
from maskrcnn.writers.video import VideoFormat, format_of
from maskrcnn.writers.video.codecs import ENCODERS
from maskrcnn.writers.video.formats import picture_path


@pytest.mark.parametrize(
    ("name", "container", "codec"),
    [
        ("clip.mp4", "mp4", "h264"),
        ("clip.M4V", "mp4", "h264"),
        ("clip.mov", "mov", "h264"),
        ("clip.mkv", "mkv", "h264"),
        ("clip.webm", "webm", "vp9"),
        ("clip.avi", "avi", "mjpeg"),
        ("clip.gif", "gif", "gif"),
        ("clip.webp", "webp", "webp"),
        ("frames/%06d.png", "pictures", "png"),
        ("frames/%d.jpg", "pictures", "jpg"),
        ("frames/", "pictures", "png"),
    ],
)
def test_the_name_tells_the_format(name, container, codec):
    kind = format_of(Path(name))
    assert (kind.container, kind.codec) == (container, codec)


def test_a_folder_that_exists_is_an_image_sequence(tmp_path):
    folder = tmp_path / "my.frames"
    folder.mkdir()
    assert format_of(folder).container == "pictures"


def test_pictures_are_numbered_in_a_folder_or_as_the_pattern_says():
    assert picture_path(Path("frames"), 7) == Path("frames/000007.png")
    assert picture_path(Path("out/a%03d-b.jpg"), 7) == Path("out/a007-b.jpg")


@pytest.mark.parametrize(
    ("name", "codec", "quality", "words"),
    [
        ("clip.txt", None, None, "choose from .mp4"),
        ("clip.mp4", "ffv1", None, "choose from h264, h265, av1, vp9"),
        ("clip.webm", "h264", None, "choose from vp9, av1"),
        ("clip.mp4", None, 0, "quality 0 is not from 1 to 100"),
        ("clip.mp4", None, 101, "quality 101 is not from 1 to 100"),
        ("clip.gif", None, 50, "gif has one quality only"),
        ("clip.mkv", "ffv1", 50, "ffv1 has one quality only"),
        ("%d-%d.png", None, None, "not an image sequence"),
        ("%d.mp4", None, None, "not an image sequence"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(name, codec, quality, words):
    with pytest.raises(UsageError, match=words) as error:
        format_of(Path(name), codec, quality)
    assert "\n" not in str(error.value)


def test_a_format_survives_a_journal():
    kind = format_of(Path("clip.mkv"), "h265", 40)
    assert VideoFormat(**json.loads(json.dumps(asdict(kind)))) == kind


@pytest.mark.parametrize("dial", [each.dial for each in ENCODERS.values() if each.dial])
def test_more_quality_is_never_less(dial):
    numbers = [dial.at(quality) for quality in range(1, 101)]
    assert numbers == sorted(numbers, reverse=dial.worst > dial.best)
    assert (numbers[0], numbers[74], numbers[99]) == (dial.worst, dial.good, dial.best)
