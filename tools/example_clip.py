"""Make the example clip: the example photos, panned and zoomed, with a tone for sound.

`python -m tools.example_clip examples/videos/photos.mp4` made the one in this repository.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

PHOTOS = Path(__file__).parents[1] / "examples" / "photos"
WIDTH, HEIGHT = 384, 288
RATE = 20
SECONDS_A_PHOTO = 2
SAMPLES = 24_000
TONE = 440
Picture = NDArray[np.uint8]


def photos() -> list[Path]:
    """Return the photos in their order."""
    return sorted(PHOTOS.glob("*.jpg"))


def frames() -> Iterator[Picture]:
    """Give each photo in turn, seen through a window that moves across and closes in."""
    for photo in photos():
        picture = np.asarray(cv2.imread(str(photo)), np.uint8)
        count = RATE * SECONDS_A_PHOTO
        for number in range(count):
            yield window(picture, number / (count - 1))


def window(picture: Picture, part: float) -> Picture:
    """Return what the window shows when a part, 0 to 1, of the photo's time is over."""
    height, width = picture.shape[:2]
    zoom = 1 + 0.15 * part
    scale = max(WIDTH / width, HEIGHT / height) * zoom
    left = (width * scale - WIDTH) * (0.25 + 0.5 * part)
    top = (height * scale - HEIGHT) * 0.15 * part
    move = np.array([[scale, 0, -left], [0, scale, -top]])
    return np.asarray(
        cv2.warpAffine(picture, move, (WIDTH, HEIGHT), flags=cv2.INTER_AREA), np.uint8
    )


def write(path: Path) -> None:
    """Write the clip: H.264 and AAC in MP4."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as clip:
        video = clip.add_stream("libx264", rate=RATE, options={"crf": "24", "preset": "veryslow"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = clip.add_stream("aac", rate=SAMPLES, layout="mono")
        sound.bit_rate = 32_000
        for picture in frames():
            clip.mux(video.encode(av.VideoFrame.from_ndarray(picture, "bgr24")))
        clip.mux(video.encode())
        for piece in tone(SECONDS_A_PHOTO * len(photos())):
            clip.mux(sound.encode(piece))
        clip.mux(sound.encode())


def tone(seconds: int) -> Iterator[av.AudioFrame]:
    """Give a soft tone that swells and fades with each photo, a second at a time."""
    for second in range(seconds):
        times = second + np.arange(SAMPLES) / SAMPLES
        swell = np.sin(np.pi * times / SECONDS_A_PHOTO) ** 2
        wave = (0.2 * swell * np.sin(2 * np.pi * TONE * times)).astype(np.float32)
        piece = av.AudioFrame.from_ndarray(wave[None], "fltp", "mono")
        piece.sample_rate, piece.pts = SAMPLES, second * SAMPLES
        piece.time_base = Fraction(1, SAMPLES)
        yield piece


if __name__ == "__main__":
    write(Path(sys.argv[1]))
