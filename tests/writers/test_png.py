"""PNG files hold every pixel, as other programs read them."""

from __future__ import annotations

import io
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from maskrcnn.writers import png
from maskrcnn.writers.picture import Picture

SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 40)).flatmap(
    lambda size: st.sampled_from([size, (*size, 3), (*size, 4)])
)


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


@given(SHAPES.flatmap(lambda shape: arrays.arrays(np.uint8, shape)), st.integers(1, 500))
def test_every_pixel_is_kept_whatever_the_bands(image, band):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(png, "BAND", band)
        assert (decoded(png.encode_png(image)) == image).all()


def test_two_readers_take_a_picture_of_many_bands():
    image = np.random.default_rng(0).integers(0, 256, (700, 900, 4), np.uint8)
    data = png.encode_png(image)
    assert data.count(b"IDAT") > 4
    assert (decoded(data) == image).all()
    with Image.open(io.BytesIO(data)) as picture:
        picture.verify()
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.mode == "RGBA"
        assert (np.asarray(picture)[..., [2, 1, 0, 3]] == image).all()


def test_chunks_and_the_stream_in_them_have_checksums():
    data = png.encode_png(np.zeros((9, 9, 3), np.uint8))
    at, stream = 8, b""
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        told = int.from_bytes(data[at + 8 + length : at + 12 + length], "big")
        assert told == zlib.crc32(kind + content)
        stream += content if kind == b"IDAT" else b""
        at += 12 + length
    assert zlib.decompress(stream) == (b"\x01" + bytes(27)) * 9


def test_a_part_of_a_larger_picture_can_be_written():
    large = np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)
    assert (decoded(png.encode_png(large[5:40, 7:50])) == large[5:40, 7:50]).all()
    assert (decoded(Picture(large[:, ::-1]).encode(".png")) == large[:, ::-1]).all()


def test_photos_are_no_larger_than_those_of_opencv():
    ramp = np.mgrid[:300, :400].sum(0)[..., None] // np.array([2, 3, 4])
    noise = np.random.default_rng(2).normal(0, 4, ramp.shape)
    photo = np.clip(ramp + noise, 0, 255).astype(np.uint8)
    most_effort = cv2.imencode(".png", photo, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1]
    assert len(png.encode_png(photo)) < 1.05 * len(most_effort)
