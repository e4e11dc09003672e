import os
import socket
import struct

import cv2
import numpy as np
import pytest
from PIL import Image

from maskrcnn.errors import UsageError, VideoError
from maskrcnn.sources.video import Cut, Video
from tests.support import videos
from tests.support.videos import Recipe, make, numbered, solid


def refused(source, **kwargs):
    with pytest.raises(VideoError) as caught:
        Video(source, **kwargs)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_what_is_not_there(tmp_path):
    assert refused(tmp_path / "none.mp4") == f"{tmp_path}/none.mp4: no such file"
    assert "no such file" in refused("concat:a.mp4|b.mp4")
    assert "is a folder; name a video in it" in refused(tmp_path)
    assert "no picture is named like this" in refused(tmp_path / "%06d.png")
    assert "its folder cannot be read" in refused(tmp_path / "none" / "%06d.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_pipe_is_sent_to_stream(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is no file; `maskrcnn stream` reads cameras and pipes" in refused(tmp_path / "pipe")


@pytest.mark.parametrize("scheme", ["rtsp", "udp", "tcp"])
def test_live_streams_are_sent_to_stream(scheme):
    message = refused(f"{scheme}://me:secret@camera.local/live?key=secret")
    assert message == f"{scheme}://camera.local/live: a live stream; `maskrcnn stream` reads it"


def test_other_schemes_are_not_read():
    assert refused("s3://bucket/a.mp4") == (
        "s3://bucket/a.mp4: s3:// is not read; download the video first"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty (0 bytes)"),
        (b"hello\n" * 100, "not a video; it looks like text"),
        (b'{"a": 1}', "not a video; it looks like JSON"),
        (b"%PDF-1.7\n" + bytes(500), "it looks like a PDF document"),
        (b"<!DOCTYPE html><html></html>", "it looks like a web page"),
        (bytes(range(256)), "it looks like no known format (it begins with 00 01 02 03)"),
    ],
)
@pytest.mark.parametrize("suffix", ["mp4", "txt", "bin"])
def test_what_is_no_video_is_named(tmp_path, data, words, suffix):
    path = tmp_path / f"file.{suffix}"
    path.write_bytes(data)
    assert words in refused(path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "bmp", "webp", "tiff", "avif"])
def test_a_picture_is_sent_to_image(tmp_path, suffix):
    path = tmp_path / f"photo.{suffix}"
    if path.suffix not in Image.registered_extensions():
        pytest.skip(f"this Pillow was built without {suffix.upper()}")
    Image.fromarray(solid((1, 2, 3))).save(path)
    assert "a picture, not a video; `maskrcnn image` reads it" in refused(path)


@pytest.mark.parametrize("suffix", ["m4a", "mp4"])
def test_sound_alone_is_no_video(tmp_path, suffix):
    assert "sound only, no video in it" in refused(videos.sound_only(tmp_path / f"a.{suffix}"))


def test_subtitles_alone_are_no_video(tmp_path):
    (tmp_path / "a.srt").write_text("1\n00:00:00,200 --> 00:00:00,700\nHello\n\n")
    assert "nothing to see, no video in it" in refused(tmp_path / "a.srt")


@pytest.mark.parametrize("suffix", ["mp4", "avi", "mkv"])
def test_a_video_without_frames(tmp_path, suffix):
    message = refused(videos.no_frames(tmp_path / f"a.{suffix}"))
    assert any(words in message for words in ("holds no frames", "no video in it", "never finish"))


def test_a_recording_that_was_never_finished(tmp_path):
    path = videos.cut_off(videos.constant(tmp_path / "a.mp4"))
    assert "damaged, cut short, or its recording was never finished" in refused(path)


def test_a_video_of_noise(tmp_path):
    path = make(tmp_path / "a.avi", numbered(3), Recipe("mjpeg", "yuvj420p"))
    for packet in range(3):
        videos.garble(path, packet)
    assert "none of its frames can be decoded (mjpeg); get a complete copy" in refused(path)


def test_an_encrypted_video(tmp_path):
    key = "0123456789abcdef0123456789abcdef"
    encryption = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": key}
    recipe = Recipe(muxing={**encryption, "encryption_kid": key[::-1]})
    assert "is encrypted; decrypt it first" in refused(
        make(tmp_path / "a.mp4", numbered(3), recipe)
    )


def test_a_codec_that_nobody_knows(tmp_path):
    path = make(tmp_path / "a.avi", numbered(3), Recipe("mjpeg", "yuvj420p"))
    path.write_bytes(path.read_bytes().replace(b"MJPG", b"Q7X!"))
    assert "FFmpeg cannot decode here; convert it to H.264" in refused(path)


@pytest.mark.parametrize("suffix", ["mkv", "avi"])
def test_one_pixel_shows_no_object(tmp_path, suffix):
    message = refused(videos.one_pixel(tmp_path / f"a.{suffix}"))
    assert "1 × 1 pixels are too few to show an object" in message


@pytest.mark.parametrize(
    ("width", "height", "words"),
    [
        (16_000, 13_000, "16,000 × 13,000 pixels are more than the limit of 200,000,000"),
        (100_000, 100_000, "none of its frames can be decoded"),  # FFmpeg's own limit
    ],
)
def test_claims_of_very_many_pixels_are_refused(tmp_path, width, height, words):
    path = make(tmp_path / "a.avi", numbered(2), Recipe("rawvideo", "bgr24"))
    data = bytearray(path.read_bytes())
    start = data.index(b"strf") + 12
    data[start : start + 8] = struct.pack("<2i", width, height)
    path.write_bytes(data)
    assert words in refused(path)


def test_8k_is_read(tmp_path):
    path = make(tmp_path / "a.mov", [solid((10, 200, 30), (4320, 7680))], Recipe("qtrle", "rgb24"))
    video = Video(path)
    assert video.footage.size == (4320, 7680)
    small = next(Video(path, size="640").frames()).image
    assert small.shape == (360, 640, 3)
    assert np.abs(small.astype(int) - (10, 200, 30)).max() <= 6


def test_a_cut_behind_the_end(tmp_path):
    video = Video(videos.constant(tmp_path / "a.mp4"), Cut(start=65))
    assert video.footage.frames == 0
    with pytest.raises(VideoError, match=r"no frame from 1:05 on; it ends at about 0:02"):
        list(video.frames())


def test_a_file_that_went_away(tmp_path):
    video = Video(videos.constant(tmp_path / "a.mp4"))
    (tmp_path / "a.mp4").unlink()
    with pytest.raises(VideoError, match="is not there"):
        next(video.frames())


def test_sizes_that_make_no_sense(tmp_path):
    with pytest.raises(UsageError, match="write WIDTHxHEIGHT"):
        Video(videos.constant(tmp_path / "a.mp4"), size="big")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile '{}'\n"),
    ],
)
def test_a_list_in_a_file_fetches_nothing_from_elsewhere(tmp_path, name, text):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/clip.ts"
        (tmp_path / name).write_text(text.format(address))
        refused(tmp_path / name)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_list_of_files_beside_it_is_read(tmp_path):
    videos.constant(tmp_path / "clip.ts")
    text = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nclip.ts\n#EXT-X-ENDLIST\n"
    (tmp_path / "list.m3u8").write_text(text)
    assert len(list(Video(tmp_path / "list.m3u8").frames())) == 20


def test_names_are_safe_to_print(tmp_path):
    assert "no such file" in refused("\x1b[31mred.mp4")
    assert "\x1b" not in refused("\x1b[31mred.mp4")
    cv2.imwrite(str(tmp_path / "a.png"), solid((0, 0, 0)))
    assert "null" in refused("a\0b.mp4") or "cannot be read" in refused("a\0b.mp4")
