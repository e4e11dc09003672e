"""Servers of live video on loopback, in processes of their own that tests kill, stop and restart.

Each picture carries the time at which it was made (`stamp`), so that a test can tell how old it is
when it arrives.
"""

from __future__ import annotations

import functools
import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tests.support.shared import ROOT
from tests.support.videos import number_of, numbered

RATE = 20
STAMPS = 4096
STAMPS_PER_SECOND = 200
SEGMENT_SECONDS = 0.5


def stamp() -> int:
    """The time in units of 5 ms, from 0 again each 20 seconds."""
    return int(time.time() * STAMPS_PER_SECOND) % STAMPS


def age(picture: NDArray[np.uint8]) -> float:
    """Seconds since a picture was made; it must be one of ours, undamaged."""
    made = number_of(picture)
    assert made is not None, "no picture of the server"
    return (stamp() - made) % STAMPS / STAMPS_PER_SECOND


def free_port() -> int:
    """A port that nobody listens to at the moment, by TCP or UDP."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


_URLS = {
    "tcp": "tcp://127.0.0.1:{}",
    "udp": "udp://127.0.0.1:{}",
    "mjpeg": "http://127.0.0.1:{}/video",
    "hls": "http://127.0.0.1:{}/live.m3u8",
    "rtsp": "rtsp://127.0.0.1:{}/live",
}


class StreamServer:
    """A server of one kind at one address; it may be started more than once.

    `tcp` and `udp` send MPEG-TS, `mjpeg` and `hls` speak HTTP, `rtsp` sends H.264 over TCP.
    """

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.port = free_port()
        self.url = _URLS[kind].format(self.port)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, size: tuple[int, int] = (96, 128), rate: int = RATE) -> None:
        """Send pictures of `size` (height, width); returns before the first is sent."""
        what = (self.kind, self.port, *size, rate, self._folder)
        command = [sys.executable, "-m", __name__, *map(str, what)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)

    def kill(self) -> None:
        """End it as a crash or a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def stall(self) -> None:
        """Keep connections open and send nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End a stall."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def __enter__(self) -> StreamServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def pictures(size: tuple[int, int], rate: int) -> Iterator[NDArray[np.uint8]]:
    """Stamped pictures, as fast as a camera gives them."""
    due = time.monotonic()
    while True:
        time.sleep(max(due - time.monotonic(), 0))
        due = max(due + 1 / rate, time.monotonic())
        yield numbered(1, size, first=stamp())[0]


def encoder(size: tuple[int, int], rate: int) -> av.VideoCodecContext:
    """H.264 without delay, a key frame each half a second, headers in the stream."""
    coder = av.CodecContext.create("libx264", "w")
    _set_up(coder, size, rate)
    return coder


def _set_up(coder: av.VideoCodecContext | av.VideoStream, size: tuple[int, int], rate: int) -> None:
    coder.height, coder.width = size
    coder.pix_fmt = "yuv420p"
    coder.time_base = Fraction(1, rate)
    coder.options = {"preset": "ultrafast", "tune": "zerolatency", "g": str(rate // 2)}


def send(url: str, form: str, size: tuple[int, int], rate: int, **options: str) -> None:
    """Mux pictures to a URL or file until whoever reads hangs up."""
    with suppress(OSError), av.open(url, "w", format=form, options=options) as output:
        stream = output.add_stream("libx264", rate=rate)
        _set_up(stream, size, rate)
        for number, picture in enumerate(pictures(size, rate)):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            output.mux(stream.encode(frame))


class MjpegHandler(http.server.BaseHTTPRequestHandler):
    """A camera's multipart stream of JPEG files."""

    size = (96, 128)
    rate = RATE

    def do_GET(self) -> None:
        if self.path != "/video":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        with suppress(OSError):
            for picture in pictures(self.size, self.rate):
                jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                self.wfile.write(head.encode() + jpeg + b"\r\n")

    def log_message(self, *_: object) -> None:
        pass


class FileHandler(http.server.SimpleHTTPRequestHandler):
    """Files of a folder."""

    def log_message(self, *_: object) -> None:
        pass


class WebServer(http.server.ThreadingHTTPServer):
    """A server that is not surprised when clients leave."""

    def handle_error(self, *_: object) -> None:
        assert isinstance(sys.exc_info()[1], OSError)


def serve_http(port: int, handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> None:
    WebServer(("127.0.0.1", port), handler).serve_forever()


def serve_hls(port: int, size: tuple[int, int], rate: int, folder: Path) -> None:
    handler = functools.partial(FileHandler, directory=str(folder))
    threading.Thread(target=serve_http, args=(port, handler), daemon=True).start()
    send(
        str(folder / "live.m3u8"),
        "hls",
        size,
        rate,
        hls_time=str(SEGMENT_SECONDS),
        hls_flags="delete_segments+temp_file",
        hls_start_number_source="epoch_us",
    )


def serve(kind: str, port: int, size: tuple[int, int], rate: int, folder: Path) -> None:
    """Serve for ever."""
    from tests.support.rtsp_server import serve_rtsp

    live = {"flush_packets": "1"}
    while True:
        if kind == "tcp":
            send(f"tcp://127.0.0.1:{port}?listen=1", "mpegts", size, rate, **live)
        elif kind == "udp":
            send(f"udp://127.0.0.1:{port}?pkt_size=1316", "mpegts", size, rate, **live)
        elif kind == "hls":
            serve_hls(port, size, rate, folder)
        elif kind == "rtsp":
            serve_rtsp(port, lambda: encoder(size, rate), lambda: pictures(size, rate))
        else:
            camera = type("Camera", (MjpegHandler,), {"size": size, "rate": rate})
            serve_http(port, camera)


def _end_with_the_test() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_test, daemon=True).start()
    KIND, PORT, HEIGHT, WIDTH, FRAMES, FOLDER = sys.argv[1:]
    serve(KIND, int(PORT), (int(HEIGHT), int(WIDTH)), int(FRAMES), Path(FOLDER))
