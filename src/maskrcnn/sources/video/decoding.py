"""Every frame that FFmpeg can decode, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterator

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from maskrcnn.sources.video.damage import Damage
from maskrcnn.sources.video.opening import reason_of

_ONE_FRAME_A_PACKET = frozenset(("av1", "ffv1", "h264", "hevc", "mpeg2video", "prores", "vp9"))
"""Codecs whose packets each show a frame, unless they are interlaced."""


def decoded(
    container: InputContainer, stream: VideoStream, damage: Damage
) -> Iterator[av.VideoFrame]:
    """Decode from where the container is to its end; what is damaged is left out and counted."""
    awaited = _Awaited()
    counts = stream.codec_context.name in _ONE_FRAME_A_PACKET
    for packet in _packets(container, stream, damage):
        try:
            frames = stream.decode(packet)
        except av.FFmpegError:
            damage.packets += 1
            continue
        if counts and packet is not None:
            awaited.add(packet)
        for frame in frames:
            damage.packets += awaited.lost_before(frame)
            damage.frames += frame.is_corrupt
            yield frame
    damage.packets += awaited.lost_at_the_end()


def _packets(
    container: InputContainer, stream: VideoStream, damage: Damage
) -> Iterator[av.Packet[VideoStream] | None]:
    """Yield the packets of a stream; the last has no data and drains the decoder."""
    try:
        yield from container.demux(stream)
    except av.FFmpegError as fault:
        damage.stopped = reason_of(fault)
        yield None


class _Awaited:
    """Times of packets whose frames have not come out yet.

    Some decoders drop a damaged packet without a word. Frames come out in the order of their
    times, so that one which was sent before another, and is to be shown before it, is lost when
    the other comes out first. Frames before the first that can be decoded do not count.
    """

    def __init__(self) -> None:
        self._times: dict[int, None] = {}
        self._first: int | None = None

    def add(self, packet: av.Packet[VideoStream]) -> None:
        """Await the frame of a packet that the decoder has taken."""
        if packet.size and packet.pts is not None and not packet.is_discard:
            self._times[packet.pts] = None

    def lost_before(self, frame: av.VideoFrame) -> int:
        """Return how many frames should have come out before this one."""
        shown = frame.pts
        if shown is None or shown not in self._times:
            return 0
        lost = []
        for time in self._times:
            if time == shown:
                break
            if time < shown:
                lost.append(time)
        for time in (*lost, shown):
            del self._times[time]
        if self._first is None:
            self._first = shown
        if frame.interlaced_frame:  # the two fields of a frame may be two packets
            return 0
        return sum(time > self._first for time in lost)

    def lost_at_the_end(self) -> int:
        """Return how many frames never came out, when all have."""
        if self._first is None:
            return 0
        return sum(time > self._first for time in self._times)
