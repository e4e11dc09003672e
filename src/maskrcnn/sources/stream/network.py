"""Pictures from the network, or of a file at its own pace, by FFmpeg."""

from __future__ import annotations

import gc
import socket
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import av
import av.codec.context
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from maskrcnn import __version__
from maskrcnn.errors import VideoError
from maskrcnn.masks import Size
from maskrcnn.sources.limits import DEFAULT_LIMITS
from maskrcnn.sources.stream.address import Address
from maskrcnn.sources.stream.health import Health
from maskrcnn.sources.stream.options import StreamOptions
from maskrcnn.sources.stream.shot import Shot, sensible_rate
from maskrcnn.sources.video.picture import Printer
from maskrcnn.sources.video.turn import Turn

_LOOK_AHEAD = 500_000
"""Microseconds of video that FFmpeg may look through to find out what it is."""


def network_shots(address: Address, options: StreamOptions, health: Health) -> Iterator[Shot]:
    """Follow an address until the generator is closed, or what has an end is over.

    Raises
    ------
    VideoError
        If it cannot be opened, breaks off, or gives no picture within `options.timeout` seconds;
        the message is a reason only.
    """
    _forget_connections()
    try:
        container = _open(address, options)
    except (av.error.FFmpegError, OSError) as fault:
        raise VideoError(_reason(fault, address)) from fault
    with container:
        yield from _shots(container, address, options.timeout, health)
        if container.duration is None:
            raise VideoError("the sender hung up")


def _forget_connections() -> None:
    """Free the decoders of connections before.

    PyAV's containers and streams refer to each other. Python sees how small these objects are, but
    not the large decoders behind them, and would let many pile up before it looks for circles.
    """
    gc.collect()


def _open(address: Address, options: StreamOptions) -> InputContainer:
    """Connect and look what comes.

    FFmpeg waits in two steps, to connect and to look, or to read and to read again after it
    flushed its parsers, so each has half of the time. What it looked through is not thrown away
    (`nobuffer`): joining would take until the next key frame.
    """
    settings = {
        "protocol_whitelist": address.protocols,
        "analyzeduration": str(_LOOK_AHEAD),
    }
    if address.scheme in ("rtsp", "rtsps"):
        settings["rtsp_transport"] = options.transport
    elif address.scheme in ("http", "https"):
        settings["user_agent"] = f"maskrcnn/{__version__}"
        settings["live_start_index"] = "-1"  # of a playlist; players begin three segments ago
    elif address.scheme == "udp":
        settings["overrun_nonfatal"] = "1"
    half = options.timeout / 2
    return av.open(
        address.url,
        "r",
        container_options=settings,
        metadata_errors="replace",
        timeout=(half, half),
    )


def _shots(
    container: InputContainer, address: Address, timeout: float, health: Health
) -> Iterator[Shot]:
    video = container.streams.best("video")
    if not isinstance(video, av.VideoStream):
        raise VideoError("no video comes from it")
    if video.codec_context is None:
        raise VideoError("its coding is unknown here")
    video.codec_context.thread_type = "SLICE"  # by frames, each thread would add one of delay
    video.codec_context.flags |= av.codec.context.Flags.low_delay
    video.codec_context.options = {"max_pixels": str(DEFAULT_LIMITS.max_pixels)}
    rate = sensible_rate(video.guessed_rate or video.average_rate)
    is_live = container.duration is None
    bursts = not is_live or container.format.name == "hls"
    for frame in _frames(_packets(container, address), video, timeout, health):
        turn = Turn.of(frame)
        size = turn.size((frame.height, frame.width))
        time_due = frame.time if bursts else None
        yield Shot(size, partial(_pixels, frame, turn), rate, time_due, is_live)


def _packets(container: InputContainer, address: Address) -> Iterator[av.Packet[Any]]:
    packets = container.demux()
    while True:
        try:
            packet = next(packets, None)
        except (av.error.FFmpegError, OSError) as fault:
            raise VideoError(_reason(fault, address)) from fault
        if packet is None:
            return
        yield packet


def _frames(
    packets: Iterator[av.Packet[Any]], video: av.VideoStream, timeout: float, health: Health
) -> Iterator[av.VideoFrame]:
    """Decode, passing over damage; packets of sound alone do not keep a stream alive.

    What cannot be decoded before the first picture is no damage: who joins late waits for a key
    frame.
    """
    last, joined = time.monotonic(), False
    for packet in packets:
        try:
            frames = list(packet.decode()) if packet.stream is video else []
        except av.error.FFmpegError:
            health.damaged += joined
            frames = []
        for frame in frames:
            yield frame
            last, joined = time.monotonic(), True
        if time.monotonic() - last > timeout:
            raise VideoError(f"no picture came for {time.monotonic() - last:.0f} seconds")


def _pixels(frame: av.VideoFrame, turn: Turn, size: Size) -> NDArray[np.uint8]:
    return Printer(turn.size(size), turn).print(frame)


def _reason(fault: Exception, address: Address) -> str:
    """Say why FFmpeg gave up, without the address, which may hold a password."""
    if isinstance(fault, av.error.ExitError):
        return "nothing comes from it"
    if isinstance(fault, av.error.HTTPUnauthorizedError):
        return "it wants a user and a password, before an @ in the address"
    host = urlsplit(address.name).hostname
    if host and not isinstance(fault, ConnectionError) and not _is_known(host):
        return f"no machine is called {host}"
    if isinstance(fault, av.error.InvalidDataError):
        is_rtsp = address.scheme in ("rtsp", "rtsps")
        return "no RTSP server answers" if is_rtsp else "no video is to be found there"
    return getattr(fault, "strerror", None) or type(fault).__name__


def _is_known(host: str) -> bool:
    try:
        socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return True
