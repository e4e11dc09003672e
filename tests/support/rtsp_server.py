"""A small RTSP server: H.264 (RFC 6184) in RTP packets interleaved with the dialogue over TCP.

It knows OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER and TEARDOWN (RFC 2326), one stream a server.
"""

from __future__ import annotations

import re
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

_LARGEST = 1400
"""Bytes of a packet's payload."""
_CLOCK = 90_000
_SDP = """v=0
o=- 0 0 IN IP4 127.0.0.1
s=test
c=IN IP4 127.0.0.1
t=0 0
m=video 0 RTP/AVP 96
a=rtpmap:96 H264/90000
a=fmtp:96 packetization-mode=1
a=control:video
""".replace("\n", "\r\n")


def nal_units(stream: bytes) -> list[bytes]:
    """Split what an encoder gives at its start codes (ITU-T H.264, annex B)."""
    return [unit for unit in re.split(b"\x00?\x00\x00\x01", stream) if unit]


def payloads(unit: bytes) -> Iterator[bytes]:
    """One NAL unit as payloads of packets: whole, or in fragments FU-A."""
    if len(unit) <= _LARGEST:
        yield unit
        return
    header, body = unit[0], unit[1:]
    for start in range(0, len(body), _LARGEST):
        first = 0x80 if start == 0 else 0
        last = 0x40 if start + _LARGEST >= len(body) else 0
        flags = bytes((header & 0xE0 | 28, first | last | header & 0x1F))
        yield flags + body[start : start + _LARGEST]


def packets(units: list[bytes], number: int, ticks: int) -> list[bytes]:
    """The RTP packets of one picture; `number` counts packets, the last one is marked."""
    bodies = [payload for unit in units for payload in payloads(unit)]
    return [
        struct.pack(
            ">BBHII", 0x80, 96 | (0x80 if place == len(bodies) else 0), count & 0xFFFF, ticks, 7
        )
        + body
        for place, (count, body) in enumerate(zip(range(number, 1 << 62), bodies, strict=False), 1)
    ]


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Answer requests until the client hangs up or says goodbye."""
        playing: threading.Thread | None = None
        with suppress(OSError):
            while request := self._request():
                method, url, sequence = request
                self._answer(method, url, sequence)
                if method == "PLAY" and playing is None:
                    playing = threading.Thread(target=self._play, daemon=True)
                    playing.start()
                if method == "TEARDOWN":
                    return

    def _request(self) -> tuple[str, str, str] | None:
        """Read the next request, passing over the client's RTCP packets in between."""
        while (first := self.rfile.read(1)) == b"$":
            _, length = struct.unpack(">BH", self.rfile.read(3))
            self.rfile.read(length)
        line = (first + self.rfile.readline()).decode().split()
        if not line:
            return None
        headers = {}
        while header := self.rfile.readline().decode().strip():
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        return line[0], line[1], headers["cseq"]

    def _answer(self, method: str, url: str, sequence: str) -> None:
        headers, body = {"CSeq": sequence, "Session": "1"}, ""
        if method == "OPTIONS":
            headers["Public"] = "DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"
        elif method == "DESCRIBE":
            body = _SDP
            headers |= {"Content-Base": f"{url}/", "Content-Type": "application/sdp"}
            headers["Content-Length"] = str(len(body))
        elif method == "SETUP":
            headers["Transport"] = "RTP/AVP/TCP;unicast;interleaved=0-1"
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._send(f"RTSP/1.0 200 OK\r\n{head}\r\n{body}".encode())

    def _play(self) -> None:
        """Send what the camera sees from now on, from a key frame on."""
        coder, number = self.server.new_encoder(), 0
        with suppress(OSError):
            for place, picture in enumerate(self.server.new_pictures()):
                frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
                frame.pts = place
                units = [unit for coded in coder.encode(frame) for unit in nal_units(bytes(coded))]
                ticks = round(place * _CLOCK * coder.time_base) & 0xFFFFFFFF
                for packet in packets(units, number, ticks):
                    self._send(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
                    number += 1

    def _send(self, data: bytes) -> None:
        with self.server.writing:
            self.wfile.write(data)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        port: int,
        new_encoder: Callable[[], av.VideoCodecContext],
        new_pictures: Callable[[], Iterator[Picture]],
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.new_encoder = new_encoder
        self.new_pictures = new_pictures
        self.writing = threading.Lock()


def serve_rtsp(
    port: int,
    new_encoder: Callable[[], av.VideoCodecContext],
    new_pictures: Callable[[], Iterator[Picture]],
) -> None:
    """Serve one stream for ever; each client has an encoder of its own."""
    _Server(port, new_encoder, new_pictures).serve_forever()
