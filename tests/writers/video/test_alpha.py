"""Transparent videos: alpha and colours come out as they went in, in all that can hold them."""

import base64
import json
from dataclasses import asdict
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from maskrcnn.errors import OutputError, UsageError
from maskrcnn.writers.video import VideoFormat, check, format_of, join
from maskrcnn.writers.video.codecs import ALPHA_ENCODERS
from tests.support.browser import chromium
from tests.support.recordings import UNEVEN, bgr, footage_of, record, write_segments

SIZE = (51, 67)
VIDEOS = [
    ("clip.webm", None, 4),
    ("clip.mkv", None, 4),
    ("clip.mkv", "ffv1", 0),
    ("clip.mov", None, 2),
]
"""Names, codecs, and how many levels they may be off."""


def glass(number, size=SIZE):
    """A blue and an orange half, behind a ramp of alpha with an opaque block that moves."""
    picture = np.empty((*size, 4), np.uint8)
    picture[..., :3] = (200, 120, 40)
    picture[size[0] // 2 :, :, :3] = (40, 110, 220)
    picture[..., 3] = np.linspace(0, 255, size[1]).astype(np.uint8)
    picture[8:24, 4 + number : 20 + number, 3] = 255
    return picture


def decoded(path):
    """All frames of a video as BGRA, by the decoders that know alpha."""
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        coder = stream.codec_context
        if coder.name == "vp9":
            coder = av.CodecContext.create("libvpx-vp9", "r")
        frames = [frame for packet in file.demux(stream) for frame in coder.decode(packet)]
    return [np.dstack([bgr(frame), alpha_of(frame)]) for frame in frames]


def alpha_of(frame):
    """Of the frame itself: FFmpeg's scaler forgets the last columns on its way to BGRA."""
    if frame.format.name == "bgra":
        return frame.to_ndarray()[..., 3]
    bits = frame.format.components[3].bits
    values = np.frombuffer(frame.planes[3], np.uint16 if bits > 8 else np.uint8)
    alpha = values.reshape(frame.height, -1)[:, : frame.width].astype(float)
    return np.rint(alpha * 255 / (2**bits - 1)).astype(np.uint8)


@pytest.mark.parametrize(("name", "codec", "levels"), VIDEOS)
def test_alpha_and_colours_survive_segments_and_joining(tmp_path, name, codec, levels):
    output = tmp_path / name
    kind, pictures = format_of(output, codec, alpha=True), list(map(glass, range(len(UNEVEN))))
    joined = record(output, kind, footage_of(SIZE), pictures)
    check(output, kind, joined.frames, joined.seconds)
    shown = [each[: SIZE[0], : SIZE[1]].astype(int) for each in decoded(output)]
    assert len(shown) == len(pictures)
    for one, picture in zip(shown, pictures, strict=True):
        assert np.abs(one[..., 3] - picture[..., 3]).mean() <= levels / 4
        assert np.abs(one[..., 3] - picture[..., 3]).max() <= 6 * levels
        for row in (12, 40):
            assert np.abs(one[row, 56:64] - picture[row, 56:64]).max() <= levels


@pytest.mark.parametrize(("name", "codec", "_"), VIDEOS)
def test_pictures_without_alpha_are_opaque(tmp_path, name, codec, _):
    output = tmp_path / name
    kind = format_of(output, codec, alpha=True)
    record(output, kind, footage_of(SIZE), [glass(0)[..., :3]] * len(UNEVEN))
    assert all(one[..., 3].min() >= 253 for one in decoded(output))


def test_a_webm_says_that_it_is_transparent(tmp_path):
    """In the track's own field, which browsers read, and nowhere if it is not."""
    field = b"\x53\xc0\x81\x01"
    for alpha in (True, False):
        output = tmp_path / f"{alpha}.webm"
        kind = format_of(output, alpha=alpha)
        record(output, kind, footage_of(SIZE), [glass(0)[..., :3]] * len(UNEVEN))
        assert (field in output.read_bytes()) is alpha


def test_every_key_frame_of_a_webm_is_one_of_its_alpha(tmp_path):
    """So that a player which jumps there knows both: here to what comes after one segment."""
    output = tmp_path / "clip.webm"
    kind, footage = format_of(output, alpha=True), footage_of((48, 64))
    times = list(range(0, 130 * 3000, 3000))
    noise = np.random.default_rng(0).integers(0, 255, (4, 48, 64, 4), np.uint8)
    scenes = [noise[number // 33] for number in range(130)]
    segments = write_segments(tmp_path, kind, footage, scenes, times, lengths=())
    join(segments, output, kind, footage)
    with av.open(str(output)) as file:
        keys = [n for n, p in enumerate(file.demux(video=0)) if p.size and p.is_keyframe]
    with av.open(str(output)) as file:
        packets = [packet for packet in file.demux(video=0) if packet.size]
        whole = alphas(packets)
        assert keys == [0, 120]
        assert all(map(np.array_equal, alphas(packets[120:]), whole[120:]))


def alphas(packets):
    coder = av.CodecContext.create("libvpx-vp9", "r")
    return [alpha_of(frame) for packet in [*packets, None] for frame in coder.decode(packet)]


@pytest.mark.parametrize(("quality", "tag"), [(None, b"ap4h"), (100, b"ap4x")])
def test_prores_is_called_what_editors_know(tmp_path, quality, tag):
    output = tmp_path / "clip.mov"
    kind = format_of(output, None, quality, alpha=True)
    record(output, kind, footage_of(SIZE), [glass(0)] * len(UNEVEN))
    assert tag in output.read_bytes()


@pytest.mark.parametrize("name", ["frames", "frames/%04d.webp", "frames/%d.png", "frames/%d.tiff"])
def test_image_sequences_are_transparent(tmp_path, name):
    output = tmp_path / name
    kind, pictures = format_of(output, alpha=True), list(map(glass, range(len(UNEVEN))))
    joined = record(output, kind, footage_of(SIZE), pictures)
    check(output, kind, joined.frames, joined.seconds)
    files = sorted((tmp_path / "frames").iterdir())
    for path, picture in zip(files, pictures, strict=True):
        shown = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))
        assert np.array_equal(shown[..., 3], picture[..., 3])
        if path.suffix != ".webp":
            assert np.array_equal(shown, picture)


@pytest.mark.parametrize("name", ["clip.webp", "clip.gif"])
def test_animations_are_transparent(tmp_path, name):
    output = tmp_path / name
    kind, pictures = format_of(output, alpha=True), list(map(glass, range(len(UNEVEN))))
    joined = record(output, kind, footage_of(SIZE), pictures)
    check(output, kind, joined.frames, joined.seconds)
    with Image.open(output) as animation:
        for number, picture in enumerate(pictures):
            animation.seek(number)
            shown = np.asarray(animation.convert("RGBA"))[..., [2, 1, 0, 3]].astype(int)
            alpha = picture[..., 3].astype(int)
            if name == "clip.gif":
                clear = np.abs(alpha - 128) > 2
                assert np.array_equal(shown[clear][..., 3] > 0, alpha[clear] > 127)
            else:
                assert np.abs(shown[..., 3] - alpha).max() <= 2
            assert np.abs(shown[12, 56:64] - picture[12, 56:64])[..., :3].max() <= 12


@pytest.mark.parametrize(
    ("name", "codec", "words"),
    [
        ("clip.mp4", None, "cannot be transparent: choose from .mov, .mkv, .webm, .gif, .webp"),
        ("clip.avi", None, "cannot be transparent"),
        ("frames/%d.jpg", None, "cannot be transparent"),
        ("clip.webm", "av1", "cannot hold av1 with transparency: choose from vp9"),
        ("clip.mkv", "h264", "choose from vp9, ffv1"),
    ],
)
def test_what_cannot_be_transparent_is_refused_with_what_can(name, codec, words):
    with pytest.raises(UsageError, match=words) as error:
        format_of(Path(name), codec, alpha=True)
    assert "\n" not in str(error.value)


def test_transparent_pictures_need_a_transparent_video(tmp_path):
    output = tmp_path / "clip.webm"
    with pytest.raises(OutputError, match="keeps no transparency"):
        record(output, format_of(output), footage_of(SIZE), [glass(0)] * len(UNEVEN))
    assert not output.exists()


def test_a_transparent_format_survives_a_journal():
    kind = format_of(Path("clip.mov"), alpha=True)
    assert VideoFormat(**json.loads(json.dumps(asdict(kind)))) == kind


@pytest.mark.parametrize("dial", [each.dial for each in ALPHA_ENCODERS.values() if each.dial])
def test_more_quality_is_never_less(dial):
    numbers = [dial.at(quality) for quality in range(1, 101)]
    assert numbers == sorted(numbers, reverse=dial.worst > dial.best)
    assert (numbers[0], numbers[74], numbers[99]) == (dial.worst, dial.good, dial.best)


CLEAR_AND_OPAQUE = """async source => {
    const video = document.createElement("video");
    video.src = source;
    await new Promise((done, failed) => { video.oncanplay = done; video.onerror = failed; });
    video.currentTime = 0.3;
    await new Promise(done => { video.onseeked = done; });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const brush = canvas.getContext("2d");
    brush.drawImage(video, 0, 0);
    return [0, 65].map(x => brush.getImageData(x, 40, 1, 1).data[3]);
}"""


@pytest.mark.development
def test_a_browser_sees_through_a_webm(tmp_path):
    output = tmp_path / "clip.webm"
    record(output, format_of(output, alpha=True), footage_of(SIZE), list(map(glass, range(8))))
    source = f"data:video/webm;base64,{base64.b64encode(output.read_bytes()).decode()}"
    with chromium() as browser:
        clear, opaque = browser.new_page().evaluate(CLEAR_AND_OPAQUE, source)
    assert clear < 10
    assert opaque > 240
