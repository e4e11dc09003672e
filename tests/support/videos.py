"""Real clips for tests, made by FFmpeg: of every kind that users have, and broken in every way.

Each picture made by `numbered` carries its number in large blocks, which survive lossy coding and
scaling, so that a test can tell which frame came out: `number_of` reads it back.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.footage import ColorTags, Moment
from maskrcnn.sources.frame import Frame

Picture = NDArray[np.uint8]

_CELLS = 4
_LUMA_WEIGHTS = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
"""Of red and blue, by the number of the matrix in ITU-T H.273."""


@dataclass(frozen=True)
class Recipe:
    """How a clip is coded.

    `time_base` is one frame unless said otherwise. `pixels` that begin with "yuv" are made from
    BGR by the matrix and range of `colors`, in NumPy, so that no FFmpeg judges itself. `options`
    are the coder's, `muxing` the container's.
    """

    codec: str = "libx264"
    pixels: str = "yuv420p"
    rate: Fraction = Fraction(10)
    time_base: Fraction | None = None
    gop: int = 12
    b_frames: int = 0
    colors: ColorTags = field(default_factory=ColorTags)
    pixel_aspect: Fraction = Fraction(1)
    options: dict[str, str] = field(default_factory=dict)
    muxing: dict[str, str] = field(default_factory=dict)

    @property
    def tick(self) -> Fraction:
        return self.time_base or 1 / self.rate


LOSSLESS = Recipe("ffv1", "yuv444p")


def numbered(count: int, size: tuple[int, int] = (48, 64), first: int = 0) -> list[Picture]:
    """Pictures of shape (*size, 3) that carry the numbers from `first` on, below 4096."""
    return [_number_picture(number, size) for number in range(first, first + count)]


def solid(color: tuple[int, int, int], size: tuple[int, int] = (48, 64)) -> Picture:
    """One colour, BGR."""
    return np.full((*size, 3), color, np.uint8)


def number_of(picture: Picture) -> int | None:
    """The number that a picture carries, None if it is damaged, turned or mirrored."""
    height, width = picture.shape[:2]
    rows = ((2 * np.arange(_CELLS) + 1) * height) // (2 * _CELLS)
    columns = ((2 * np.arange(_CELLS) + 1) * width) // (2 * _CELLS)
    bits = picture[rows][:, columns].mean(axis=2).ravel() > 127
    word = int(np.dot(bits, 1 << np.arange(16)))
    number, check = word & 4095, word >> 12
    return number if check == _check(number) else None


def moments(frames: Iterable[Frame]) -> list[Moment]:
    """When the frames of a video are shown."""
    return [frame.moment for frame in frames if frame.moment is not None]


def make(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe = Recipe(),
    times: Sequence[int] | None = None,
    tone: bool = False,
    subtitle: str | None = None,
) -> Path:
    """Write a clip in the container of the path's suffix.

    `times` are in ticks of the recipe; a `tone` of 440 Hz in AAC is as long as the video;
    a `subtitle` is shown from 0.2 to 0.7 seconds (mov_text in mp4, subrip in mkv).
    """
    pictures = list(pictures)
    times = times or [round(number / recipe.rate / recipe.tick) for number in range(len(pictures))]
    with av.open(str(path), "w", options=recipe.muxing) as output:
        video = _add_video(output, recipe, pictures[0].shape)
        audio = output.add_stream("aac", rate=8000, layout="mono") if tone else None
        if subtitle is not None:
            output.mux(_subtitle_packet(output, subtitle))
        if audio is not None:
            seconds = float(times[-1] * recipe.tick + 1 / recipe.rate)
            output.mux([*audio.encode(_sine(round(seconds * 8000))), *audio.encode(None)])
        for picture, time in zip(pictures, times, strict=True):
            output.mux(video.encode(_coded_frame(picture, recipe, time)))
        output.mux(video.encode(None))
    return path


def constant(path: Path, count: int = 20, size: tuple[int, int] = (48, 64)) -> Path:
    """10 frames a second in H.264, a key frame each 12."""
    return make(path, numbered(count, size))


VARIABLE_TIMES = [0, 40, 100, 120, 300, 1000, 1040, 1041, 1700, 2000]
"""Milliseconds of the frames of `variable`."""


def variable(path: Path, recipe: Recipe = Recipe()) -> Path:
    """Ten frames at `VARIABLE_TIMES`."""
    recipe = replace(recipe, time_base=Fraction(1, 1000))
    return make(path, numbered(len(VARIABLE_TIMES)), recipe, VARIABLE_TIMES)


def odd(path: Path) -> Path:
    """Pictures of 67 × 51 pixels."""
    return make(path, numbered(10, (51, 67)), Recipe(pixels="yuv444p"))


def sounding(path: Path, count: int = 20, subtitle: str | None = None) -> Path:
    """Video with a tone, and a subtitle if asked."""
    return make(path, numbered(count), tone=True, subtitle=subtitle)


def long_gop(path: Path, count: int = 60) -> Path:
    """One key frame each 40 frames, three B-frames in between."""
    return make(path, numbered(count), Recipe(gop=40, b_frames=3))


def late(path: Path, seconds: int = 5, count: int = 20) -> Path:
    """The first frame is at `seconds`."""
    return make(path, numbered(count), times=range(seconds * 10, seconds * 10 + count))


def turned(path: Path, degrees: int, count: int = 10) -> Path:
    """An mp4 that asks players to turn it by 90, 180 or 270° clockwise; it is upright then."""
    pictures = [np.rot90(picture, degrees // 90) for picture in numbered(count)]
    make(path, pictures)
    set_turn(path, degrees)
    return path


def set_turn(path: Path, degrees: int, mirrored: bool = False) -> None:
    """Write a turn clockwise into the first track's header of an mp4 (ISO/IEC 14496-12, 8.3.2).

    If `mirrored`, left and right are to change places before.
    """
    one, unit = 1 << 16, 1 << 30
    a, b, c, d = {
        0: (one, 0, 0, one),
        90: (0, one, -one, 0),
        180: (-one, 0, 0, -one),
        270: (0, -one, one, 0),
    }[degrees]
    if mirrored:
        a, b = -a, -b
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 44
    data[start : start + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, unit)
    path.write_bytes(data)


def colored(path: Path, color: tuple[int, int, int], colors: ColorTags, pixels: str) -> Path:
    """A lossless clip of one colour (BGR), coded and tagged as said."""
    return make(path, [solid(color)] * 3, Recipe("ffv1", pixels, colors=colors))


def hdr(path: Path) -> Path:
    """Ten bits, BT.2020 and PQ."""
    colors = ColorTags(range=1, matrix=9, primaries=9, transfer=16)
    return make(path, numbered(10), Recipe("libx265", "yuv420p10le", colors=colors))


def wide_pixels(path: Path) -> Path:
    """Pixels four wide by three high."""
    return make(path, numbered(10), Recipe(pixel_aspect=Fraction(4, 3)))


def resized(path: Path, count: int = 20) -> Path:
    """Motion JPEG whose frames are twice as large from the middle on."""
    recipe = Recipe("mjpeg", "yuvj420p", colors=ColorTags(range=2))
    large = av.CodecContext.create("mjpeg", "w")
    large.width, large.height, large.pix_fmt = 128, 96, "yuvj420p"
    large.time_base = recipe.tick
    with av.open(str(path), "w") as output:
        video = _add_video(output, recipe, (48, 64, 3))
        for number in range(count):
            growing = number >= count // 2
            size = (96, 128) if growing else (48, 64)
            coder = large if growing else video.codec_context
            frame = _coded_frame(_number_picture(number, size), recipe, number)
            for packet in coder.encode(frame):
                packet.stream = video
                output.mux(packet)
    return path


def one_pixel(path: Path) -> Path:
    """Frames of 1 × 1."""
    return make(path, [solid((10, 20, 30), (1, 1))] * 5, LOSSLESS)


def sound_only(path: Path) -> Path:
    """One second of a tone."""
    with av.open(str(path), "w") as output:
        audio = output.add_stream("aac", rate=8000, layout="mono")
        output.mux([*audio.encode(_sine(8000)), *audio.encode(None)])
    return path


def no_frames(path: Path) -> Path:
    """A video stream without a single frame."""
    with av.open(str(path), "w") as output:
        _add_video(output, Recipe("mpeg4"), (48, 64, 3))
        output.start_encoding()
    return path


def cut_off(path: Path, keep: float = 0.6) -> Path:
    """Keep the first part of a file, as a broken copy does."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    return path


def garble(path: Path, packet: int, skip: int = 0) -> Path:
    """Overwrite one packet of the first stream with noise, all but its first `skip` bytes."""
    with av.open(str(path)) as source:
        found = [item for item in source.demux(source.streams[0]) if item.size][packet]
        place, size = found.pos, found.size
    assert place is not None
    data = bytearray(path.read_bytes())
    noise = np.random.default_rng(packet).integers(0, 256, size - skip, np.uint8)
    data[place + skip : place + size] = noise.tobytes()
    path.write_bytes(data)
    return path


def _number_picture(number: int, size: tuple[int, int]) -> Picture:
    word = number | _check(number) << 12
    bits = (word >> np.arange(16) & 1).reshape(_CELLS, _CELLS)
    grey = np.where(bits, 220, 30).astype(np.uint8)
    rows, columns = (np.arange(side) * _CELLS // side for side in size)
    return np.asarray(cv2.cvtColor(grey[rows][:, columns], cv2.COLOR_GRAY2BGR), np.uint8)


def _check(number: int) -> int:
    return (5 + 3 * (number & 15) + 7 * (number >> 4 & 15) + 11 * (number >> 8)) & 15


def _add_video(output, recipe: Recipe, shape: tuple[int, ...]):
    options = dict(recipe.options)
    if recipe.codec == "libx264":
        options.setdefault("sc_threshold", "0")  # key frames where `gop` says, nowhere else
    if recipe.codec == "libx265":
        options.setdefault("x265-params", "log-level=none")
    video = output.add_stream(recipe.codec, rate=recipe.rate, options=options)
    video.width, video.height, video.pix_fmt = shape[1], shape[0], recipe.pixels
    context = video.codec_context
    context.time_base = recipe.tick
    context.gop_size = recipe.gop
    context.max_b_frames = recipe.b_frames
    context.color_range, context.colorspace = recipe.colors.range, recipe.colors.matrix
    context.color_primaries, context.color_trc = recipe.colors.primaries, recipe.colors.transfer
    if recipe.pixel_aspect != 1:
        context.sample_aspect_ratio = recipe.pixel_aspect
    return video


def _coded_frame(picture: Picture, recipe: Recipe, time: int) -> av.VideoFrame:
    if recipe.pixels.startswith("yuv"):
        frame = _yuv_frame(picture, recipe.pixels, recipe.colors)
    else:
        layout = "bgra" if picture.shape[2] == 4 else "bgr24"
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=layout)
        frame = frame.reformat(format=recipe.pixels)
    frame.pts, frame.time_base = time, recipe.tick
    return frame


def _yuv_frame(picture: Picture, pixels: str, colors: ColorTags) -> av.VideoFrame:
    """From BGR by the equations of ITU-T H.273; chroma is that of each second pixel."""
    height, width = picture.shape[:2]
    frame = av.VideoFrame(width, height, pixels)
    bits = 10 if "10" in pixels else 8
    blue, green, red = np.moveaxis(picture / 255, 2, 0)
    kr, kb = _LUMA_WEIGHTS.get(colors.matrix, _LUMA_WEIGHTS[6])
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    chroma = [(blue - luma) / (2 - 2 * kb), (red - luma) / (2 - 2 * kr)]
    full = colors.range == 2
    scale = 2.0 ** (bits - 8)
    top = 2**bits - 1
    planes = [luma * top if full else (16 + 219 * luma) * scale]
    planes += [128 * scale + value * (top if full else 224 * scale) for value in chroma]
    step = 2 if "420" in pixels else 1
    planes[1:] = [values[::step, ::step] for values in planes[1:]]
    for plane, values in zip(frame.planes, planes, strict=True):
        _fill(plane, np.rint(values).clip(0, top).astype("<u2" if bits > 8 else "u1"))
    return frame


def _fill(plane, values: NDArray[np.uint8 | np.uint16]) -> None:
    rows = np.zeros((plane.height, plane.line_size), np.uint8)
    packed = np.ascontiguousarray(values).view(np.uint8).reshape(plane.height, -1)
    rows[:, : packed.shape[1]] = packed
    plane.update(rows.tobytes())


def _sine(samples: int) -> av.AudioFrame:
    wave = np.sin(np.arange(samples) * (2 * np.pi * 440 / 8000)) * 0.3
    frame = av.AudioFrame.from_ndarray(wave.astype(np.float32)[np.newaxis], "fltp", "mono")
    frame.sample_rate, frame.pts, frame.time_base = 8000, 0, Fraction(1, 8000)
    return frame


_STYLE = b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n\n[Events]\n"
"""FFmpeg's coders of subtitles do not open without a header."""


def _subtitle_packet(output, text: str) -> av.Packet:
    in_mp4 = "mp4" in output.format.name
    stream = output.add_stream("mov_text" if in_mp4 else "subrip")
    stream.codec_context.subtitle_header = _STYLE
    data = text.encode()
    packet = av.Packet(len(data).to_bytes(2, "big") + data if in_mp4 else data)
    packet.stream, packet.time_base = stream, Fraction(1, 1000)
    packet.pts = packet.dts = 200
    packet.duration = 500
    return packet
