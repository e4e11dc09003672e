"""Follow a stream whose server is killed again and again, and watch the memory.

    python tools/soak_stream.py [--kind rtsp] [--minutes 5] [--life 10]

The server sends 640×480 pixels, 20 times a second, on loopback; each `--life` seconds it is killed
and started anew, as in a power cut. Prints a line of JSON each half minute: frames, memory in MiB,
threads, open files, the median age of frames in milliseconds. Ends with 1 if the stream stays away
for a minute, or if memory grew by more than 10 % after the first. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from maskrcnn.sources.stream import Stream, StreamOptions
from tests.support.stream_servers import StreamServer, age

WARM_UP = 60.0
REPORT = 30.0
SIZE = (480, 640)


def memory() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def keep_killing(server: StreamServer, life: float, over: threading.Event) -> None:
    """Start the server and kill it, again and again."""
    while not over.is_set():
        server.start(SIZE)
        over.wait(life)
        server.kill()


def line(stream: Stream, seconds: float, ages: list[float]) -> str:
    """Return what is reported."""
    return json.dumps(
        {
            "seconds": round(seconds),
            "memory": round(memory(), 1),
            "threads": threading.active_count(),
            "files": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
            "age_ms": round(1000 * statistics.median(ages)),
            **vars(stream.health),
        }
    )


def soak(server: StreamServer, minutes: float) -> list[tuple[float, float]]:
    """Follow the server for some time; returns pairs of seconds and MiB."""
    options = StreamOptions(timeout=5, wait=60, patience=60, first_pause=0.2, longest_pause=1)
    start = last = time.monotonic()
    measured, ages = [], []
    with Stream(server.url, options) as stream:
        for frame in stream.frames():
            ages.append(age(frame.image))
            now = time.monotonic()
            if now - last > REPORT:
                print(line(stream, now - start, ages), flush=True)
                measured.append((now - start, memory()))
                last, ages = now, []
            if now - start > 60 * minutes:
                break
    print("\n".join(stream.health.words()))
    return measured


def main() -> int:
    """Soak, and tell whether memory stayed flat."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", default="rtsp", choices=("tcp", "udp", "mjpeg", "hls", "rtsp"))
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--life", type=float, default=10)
    arguments = parser.parse_args()
    over = threading.Event()
    with tempfile.TemporaryDirectory() as folder:
        server = StreamServer(arguments.kind, Path(folder))
        killer = threading.Thread(target=keep_killing, args=(server, arguments.life, over))
        killer.start()
        try:
            measured = soak(server, arguments.minutes)
        finally:
            over.set()
            killer.join()
    warm = [mebibytes for seconds, mebibytes in measured if seconds >= WARM_UP]
    return int(bool(warm) and max(warm) > 1.1 * warm[0])


if __name__ == "__main__":
    sys.exit(main())
