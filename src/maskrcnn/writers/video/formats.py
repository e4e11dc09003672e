"""What a video is written as: its container, its codec, its quality; and what each container takes.

Facts about containers are those that players keep to, which is less than what FFmpeg can write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from maskrcnn.errors import UsageError
from maskrcnn.writers.picture import QUALITY as PICTURES
from maskrcnn.writers.picture import WITH_ALPHA
from maskrcnn.writers.video.codecs import ALPHA_ENCODERS, ENCODERS, GOOD, Encoder

MILLISECOND = Fraction(1, 1000)
FINEST = 1_000_000
"""Ticks a second, at most: with more, the 32 bits that MP4 has for a duration soon overflow."""

LONGEST = 2**31 - 1
"""The longest duration that a packet is given, in ticks: some versions of PyAV take 32 bits."""

NUMBER = re.compile(r"%0?\d*d")
"""Where the number goes in the name of a picture of a sequence, as in C's `printf`."""


@dataclass(frozen=True)
class Container:
    """What a kind of file takes.

    Attributes
    ----------
    muxer : str
        FFmpeg's name; empty for a folder of pictures.
    codecs : tuple of str
        For pictures; the first is the one taken unless another is asked for.
    sound : frozenset of str
        Codecs of sound that are copied; None of it is everything that FFmpeg can write.
    new_sound : str
        FFmpeg's encoder for sound that cannot be copied; empty where there is no sound.
    subtitles : frozenset of str
        Codecs of subtitles that are copied.
    time_base : Fraction or None
        Seconds a tick; None where any will do.
    largest : int
        The longest side in pixels.
    alpha : tuple of str
        Those of the codecs whose transparency players show in this container.
    """

    muxer: str
    codecs: tuple[str, ...]
    sound: frozenset[str] = frozenset()
    new_sound: str = ""
    subtitles: frozenset[str] = frozenset()
    time_base: Fraction | None = None
    largest: int = 65535
    alpha: tuple[str, ...] = ()


_COMMON = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})
_PCM = frozenset(
    {"pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le"}
)
_FREE = frozenset({"opus", "vorbis"})

CONTAINERS = {
    "mp4": Container(
        "mp4",
        ("h264", "h265", "av1", "vp9"),
        _COMMON | {"opus", "flac"},
        "aac",
        frozenset({"mov_text"}),
    ),
    "mov": Container(
        "mov",
        ("h264", "h265", "prores", "mjpeg"),
        _COMMON | _PCM,
        "aac",
        frozenset({"mov_text"}),
        alpha=("prores",),
    ),
    "mkv": Container(
        "matroska",
        ("h264", "h265", "vp9", "av1", "mjpeg", "ffv1", "prores"),
        _COMMON | _PCM | _FREE | {"flac", "dts", "truehd", "mp2", "wavpack"},
        "aac",
        frozenset({"subrip", "ass", "webvtt", "hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle"}),
        MILLISECOND,
        alpha=("vp9", "ffv1"),
    ),
    "webm": Container(
        "webm",
        ("vp9", "av1"),
        _FREE,
        "libopus",
        frozenset({"webvtt"}),
        MILLISECOND,
        alpha=("vp9",),
    ),
    "avi": Container(
        "avi",
        ("mjpeg", "ffv1"),
        frozenset({"mp3", "mp2", "ac3", "pcm_u8", "pcm_s16le"}),
        "libmp3lame",
    ),
    "gif": Container("gif", ("gif",), time_base=Fraction(1, 100), alpha=("gif",)),
    "webp": Container("webp", ("webp",), time_base=MILLISECOND, largest=16383, alpha=("webp",)),
    "pictures": Container("", ()),
}
"""Containers by what `VideoFormat.container` calls them."""

SUFFIXES = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "mkv",
    ".webm": "webm",
    ".avi": "avi",
    ".gif": "gif",
    ".webp": "webp",
}


@dataclass(frozen=True)
class VideoFormat:
    """What a video is written as; `VideoFormat(**dataclasses.asdict(format))` is the same again.

    Attributes
    ----------
    container : str
        A name in `CONTAINERS`, `"pictures"` for an image sequence.
    codec : str
        One that the container takes.
    quality : int or None
        1 to 100; None where the codec has no choice.
    alpha : bool
        Whether it is transparent where its pictures are.
    """

    container: str
    codec: str
    quality: int | None = None
    alpha: bool = False

    @property
    def segment_suffix(self) -> str:
        """The suffix of segment files."""
        return ".mkv"

    @property
    def encoder(self) -> Encoder:
        """What encodes the segments: the codec's own, or a lossless one where join encodes."""
        encoders = ALPHA_ENCODERS if self.alpha else ENCODERS
        return encoders.get(self.codec, encoders["ffv1"])

    @property
    def takes(self) -> Container:
        """What the container takes."""
        return CONTAINERS[self.container]

    @property
    def is_joined_by_packets(self) -> bool:
        """Whether the packets of segments go into the file as they are."""
        return self.codec in ENCODERS

    def __str__(self) -> str:
        return self.codec if self.container in {"gif", "webp"} else f"{self.codec} {self.container}"


def format_of(
    output: Path,
    codec: str | None = None,
    quality: int | None = None,
    alpha: bool = False,
) -> VideoFormat:
    """Tell what a video is written as, from the name of its file and what the user asked for.

    A name with a number in it such as `frames/%06d.png` is an image sequence, and so is a folder,
    which is a path that exists as one or has no suffix: it gets `000000.png`, `000001.png`, ….

    Parameters
    ----------
    output : Path
        Where the video goes.
    codec : str, optional
        One that the container takes, for instance `"h265"`.
    quality : int, optional
        1 to 100, where 75 is good to the eye and 100 lossless if the codec can.
    alpha : bool
        Whether it must keep transparency.

    Raises
    ------
    UsageError
        If the suffix is not a video's, the container does not take the codec, or the quality is
        not from 1 to 100 or would do nothing; or if there is no transparency in it.
    """
    container = _container_of(output)
    choices = _codecs_of(output, container, alpha)
    codec = choices[0] if codec is None else codec.lower()
    if codec not in choices:
        what = f"{codec} with transparency" if alpha else codec
        raise UsageError(f"{output} cannot hold {what}: choose from {', '.join(choices)}")
    return VideoFormat(container, codec, _quality_of(container, codec, quality), alpha)


def picture_path(output: Path, index: int) -> Path:
    """Return where picture `index` of an image sequence goes."""
    if not NUMBER.search(output.name):
        return output / f"{index:06}.png"
    return output.with_name(NUMBER.sub(lambda number: number[0] % index, output.name))


def _container_of(output: Path) -> str:
    suffix = output.suffix.lower()
    if NUMBER.search(output.name):
        if len(NUMBER.findall(output.name)) == 1 and suffix in PICTURES:
            return "pictures"
        raise UsageError(f"{output} is not an image sequence: name it like frames/%06d.png")
    if output.is_dir() or not suffix:
        return "pictures"
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{output} is not a video that can be written: choose from {', '.join(SUFFIXES)}, "
            "a folder, or frames/%06d.png"
        )
    return SUFFIXES[suffix]


def _codecs_of(output: Path, container: str, alpha: bool) -> tuple[str, ...]:
    choices = CONTAINERS[container].alpha if alpha else CONTAINERS[container].codecs
    if container == "pictures":
        suffix = output.suffix.lower() if NUMBER.search(output.name) else ".png"
        choices = (suffix[1:],) if suffix in WITH_ALPHA or not alpha else ()
    if not choices:
        able = [suffix for suffix, kind in SUFFIXES.items() if CONTAINERS[kind].alpha]
        raise UsageError(
            f"{output} cannot be transparent: choose from {', '.join(able)}, a folder, "
            "or frames/%06d.png"
        )
    return choices


def _quality_of(container: str, codec: str, quality: int | None) -> int | None:
    has_dial = container == "webp" or (codec in ENCODERS and ENCODERS[codec].dial is not None)
    if quality is None:
        return GOOD if has_dial else None
    if not 1 <= quality <= 100:
        raise UsageError(f"quality {quality} is not from 1 to 100")
    if not has_dial:
        raise UsageError(f"{codec} has one quality only: leave quality {quality} out")
    return quality
