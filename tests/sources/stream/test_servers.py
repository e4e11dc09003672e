"""Streams of real servers, which are slow to come, die, come back and fall silent."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from maskrcnn.sources.stream import Stream, StreamOptions
from tests.support.stream_servers import StreamServer, age

KINDS = ("tcp", "udp", "mjpeg", "hls", "rtsp")
HEARD_DYING = ("tcp", "mjpeg", "rtsp")
"""Of the others, only silence is heard, and none if they are back soon."""
PATIENT = StreamOptions(timeout=30, wait=60, patience=60, first_pause=0.1, longest_pause=0.3)
WATCHFUL = StreamOptions(timeout=1.5, wait=60, patience=60, first_pause=0.1, longest_pause=0.3)


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StreamServer]:
    with StreamServer(request.param, tmp_path) as server:
        yield server


@pytest.mark.parametrize("server", KINDS, indirect=True)
def test_a_server_that_is_killed_and_comes_back_is_followed_on(server: StreamServer) -> None:
    told: list[str] = []
    server.start(size=(96, 128))
    with Stream(server.url, PATIENT, told.append) as stream:
        frames = stream.frames()
        everything = [next(frames) for _ in range(5)]
        server.kill()
        restarted = time.monotonic()
        server.start(size=(144, 192))
        while age(everything[-1].image) >= time.monotonic() - restarted:
            everything.append(next(frames))
    assert {frame.image.shape for frame in everything} == {(96, 128, 3)}
    assert [frame.index for frame in everything] == list(range(len(everything)))
    ticks = [frame.moment.ticks for frame in everything if frame.moment]
    assert ticks == sorted(set(ticks))
    assert len(ticks) == len(everything)
    assert stream.footage.size == (96, 128)
    assert stream.health.given == len(everything)
    if server.kind in HEARD_DYING:
        assert stream.health.lost > 0
        assert any("lost (" in line for line in told)
        assert any("back after" in line for line in told)


@pytest.mark.parametrize("server", KINDS, indirect=True)
def test_a_server_that_falls_silent_is_noticed(server: StreamServer) -> None:
    told: list[str] = []
    server.start()
    with Stream(server.url, WATCHFUL, told.append) as stream:
        for frame in stream.frames():
            if frame.index == 5:
                server.stall()
                while not any("lost (" in line for line in told[-1:]):
                    time.sleep(0.02)
                server.go_on()
            if frame.index > 10 and stream.health.reconnections:
                break
    assert stream.health.lost > 0


@pytest.mark.parametrize("server", ["mjpeg"], indirect=True)
def test_who_is_slow_gets_the_newest_frame(server: StreamServer) -> None:
    server.start()
    ages = []
    with Stream(server.url, PATIENT) as stream:
        for frame in stream.frames():
            ages.append(age(frame.image))
            time.sleep(0.2)
            if len(ages) == 10:
                break
    health = stream.health
    assert min(ages[-4:]) < 1  # in a queue, the last would be 1.5 seconds old
    assert health.dropped > health.given
    assert health.given + health.dropped <= health.received
    assert "frames were dropped" in health.words()[0]
