"""The encoders: how each is set, how quality turns its own dial, which sizes it takes.

Speeds are those that leave a network on the same two cores its time; numbers of threads are fixed,
because some encoders write other packets with another number. No encoder makes B-frames: packets
then leave in the order in which they are shown, so that the packets of segments that were encoded
apart can follow each other with decoding times equal to presentation times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from av.codec import Codec
from av.codec.codec import UnknownCodecError

GOOD = 75
"""The quality at which nobody sees a difference at a glance, on each encoder's dial."""

KEY_FRAMES = "120"
"""Frames from one key frame to the next, at most: what a player must decode to jump."""

QP_TO_LAMBDA = 118
"""FFmpeg's unit of fixed quantisers."""

Options = dict[str, str]


@dataclass(frozen=True)
class Dial:
    """An encoder's own measure of quality: at quality 1, `GOOD` and 100."""

    worst: int
    good: int
    best: int

    def at(self, quality: int) -> int:
        """Turn a quality of 1 to 100 into the encoder's number."""
        if quality >= GOOD:
            return round(self.good + (self.best - self.good) * (quality - GOOD) / (100 - GOOD))
        return round(self.worst + (self.good - self.worst) * (quality - 1) / (GOOD - 1))


@dataclass(frozen=True)
class Encoder:
    """One of FFmpeg's encoders.

    Attributes
    ----------
    name : str
        FFmpeg's name.
    pixels : str
        The pixel format it is given.
    options : callable
        From the dial's number to its options.
    dial : Dial or None
        None where quality is always the same.
    threads : int
        How many it may use.
    smallest, largest : int
        Sides in pixels that it takes.
    even : bool
        Whether sides must be even.
    """

    name: str
    pixels: str
    options: Callable[[int], Options]
    dial: Dial | None = None
    threads: int = 1
    smallest: int = 1
    largest: int = 16384
    even: bool = True

    @property
    def is_rgb(self) -> bool:
        """Whether it takes red, green and blue as they are."""
        return self.pixels in {"bgr0", "bgra"}

    @property
    def has_alpha(self) -> bool:
        """Whether its pixels are transparent where the pictures are."""
        return self.pixels.startswith(("bgra", "yuva"))

    def number(self, quality: int | None) -> int:
        """Return the encoder's own number for a quality of 1 to 100."""
        return 0 if self.dial is None or quality is None else self.dial.at(quality)

    def settings(self, quality: int | None) -> Options:
        """Return FFmpeg's options for a quality of 1 to 100."""
        return self.options(self.number(quality))


def _x264(crf: int) -> Options:
    # With its macroblock tree a frame in some thousand comes out a little different on a busy
    # machine: a run that was killed and goes on must come to the same packets.
    return {"preset": "veryfast", "crf": str(crf), "bf": "0", "g": KEY_FRAMES, "mbtree": "0"}


def _x265(crf: int) -> Options:
    lossless = "" if crf else ":lossless=1"
    return {
        "preset": "ultrafast",
        "crf": str(crf),
        "g": KEY_FRAMES,
        "x265-params": f"bframes=0:pools=2:frame-threads=1:log-level=none{lossless}",
    }


def _vp9(crf: int) -> Options:
    return {
        "deadline": "realtime",
        "cpu-used": "7",
        "crf": str(crf),
        "b": "0",
        "g": KEY_FRAMES,
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "row-mt": "1",
        "lossless": "0" if crf else "1",
    }


def _av1(crf: int) -> Options:
    low_delay = "pred-struct=1:lp=2"
    return {"preset": "9", "crf": str(crf), "g": KEY_FRAMES, "svtav1-params": low_delay}


def _mjpeg(quantiser: int) -> Options:
    scale = str(quantiser * QP_TO_LAMBDA)
    return {"flags": "+qscale", "global_quality": scale, "qmin": "1", "huffman": "default"}


def _prores(profile: int) -> Options:
    return {"profile": str(profile), "vendor": "apl0"}


def _ffv1(_: int) -> Options:
    return {"level": "3", "g": "1"}


ENCODERS = {
    "h264": Encoder("libx264", "yuv420p", _x264, Dial(51, 21, 0), threads=2),
    "h265": Encoder("libx265", "yuv420p", _x265, Dial(51, 23, 0), threads=2, smallest=16),
    "vp9": Encoder("libvpx-vp9", "yuv420p", _vp9, Dial(63, 28, 0), threads=2),
    "av1": Encoder("libsvtav1", "yuv420p", _av1, Dial(63, 30, 1), threads=2, smallest=16),
    "mjpeg": Encoder("mjpeg", "yuvj420p", _mjpeg, Dial(31, 3, 1), largest=65500, even=False),
    "prores": Encoder("prores_ks", "yuv422p10le", _prores, Dial(0, 2, 3)),
    "ffv1": Encoder("ffv1", "bgr0", _ffv1, even=False),
}
"""Codecs by the names that users give."""

ALPHA_ENCODERS = {
    "vp9": replace(ENCODERS["vp9"], pixels="yuva420p"),
    "prores": replace(ENCODERS["prores"], pixels="yuva444p10le", dial=Dial(4, 4, 5)),
    "ffv1": replace(ENCODERS["ffv1"], pixels="bgra"),
}
"""Those of the codecs that know transparency, set for it."""

PRORES_TAGS = ("apco", "apcs", "apcn", "apch", "ap4h", "ap4x")
"""What QuickTime files call the profiles of ProRes."""


def available() -> list[str]:
    """Return the codecs that this build of FFmpeg can write."""
    return [name for name, encoder in ENCODERS.items() if _exists(encoder.name)]


def _exists(encoder: str) -> bool:
    try:
        Codec(encoder, "w")
    except UnknownCodecError:
        return False
    return True
