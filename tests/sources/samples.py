"""Small pictures and how to compare them."""

import io
import struct
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

BGR = NDArray[np.uint8]


def quarters(width: int = 48, height: int = 32) -> BGR:
    """A picture that looks different however it is turned."""
    image = np.empty((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = (20, 40, 200)
    image[: height // 2, width // 2 :] = (30, 180, 60)
    image[height // 2 :, : width // 2] = (210, 90, 10)
    image[height // 2 :, width // 2 :] = (240, 230, 220)
    return image


def clouds(width: int = 160, height: int = 120) -> BGR:
    """A smooth picture with something in every part of it."""
    coarse = np.random.default_rng(0).integers(0, 255, (8, 8, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def as_pil(image: BGR) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(image[:, :, ::-1]))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def qoi(image: BGR) -> bytes:
    """The Quite OK Image Format in its simplest form, which Pillow of old can read, not write."""
    height, width = image.shape[:2]
    header = b"qoif" + struct.pack(">IIBB", width, height, 3, 0)
    pixels = b"".join(b"\xfe" + pixel.tobytes() for pixel in image[:, :, ::-1].reshape(-1, 3))
    return header + pixels + b"\0\0\0\0\0\0\0\1"


def difference(one: NDArray[Any], other: NDArray[Any]) -> int:
    """The largest difference of any value of two pictures of one shape."""
    assert one.shape == other.shape
    return int(np.abs(one.astype(int) - other.astype(int)).max())
