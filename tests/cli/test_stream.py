"""`maskrcnn stream`: against a real server, killed and started again in the middle."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

from maskrcnn.cli.app import run
from maskrcnn.results import read_results
from tests.support.blob_command import command, finish
from tests.support.blobs import blob_clip, blob_predictor
from tests.support.outcomes import pictures
from tests.support.stream_servers import StreamServer


@pytest.fixture
def blobs(monkeypatch, tmp_path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("maskrcnn.predictor.load", lambda *_, **__: blob_predictor())
    return blob_clip(Path("clip.mp4"), 500)


def test_a_stream_is_recorded_across_a_server_that_dies(tmp_path):
    output, results = tmp_path / "out.mp4", tmp_path / "out.jsonl"
    options = ["--record", str(output), "--results", str(results), "--timeout", "2"]
    with StreamServer("mjpeg", tmp_path) as server:
        server.start()
        process = command(server.url, *options, name="stream", pause=0.02)
        waited_for(tmp_path / "out.mp4.partial" / "000000.jsonl", process)
        server.kill()
        time.sleep(0.5)
        server.start()
        waited_for(tmp_path / "out.mp4.partial" / "000003.jsonl", process)
        process.send_signal(signal.SIGINT)
        told = finish(process)
    assert "frames in" in told
    frames = len(pictures(output))
    assert frames > 20
    assert frames == sum(1 for _ in read_results(results))


def waited_for(path: Path, process) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.05)


def test_json_is_a_line_a_frame(blobs, capsys):
    assert run(["stream", "clip.mp4", "--json", "--track", "--max-frames", "5"]) == 0
    frames = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [frame["moment"]["index"] for frame in frames] == list(range(5))
    assert frames[0]["instances"][0]["track"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["stream", "clip.mp4"], 2, "nothing to do with the stream"),
        (["stream", "nothing.mp4", "--json"], 1, "nothing.mp4"),
        (["stream", "ftp://server/clip", "--json"], 1, "ftp"),
        (["stream", "tcp://127.0.0.1:9", "--json"], 1, "tcp://127.0.0.1:9"),
        (["stream", "rtsp://me:secret@127.0.0.1:9/a", "--json"], 1, "rtsp://127.0.0.1:9/a"),
        (["stream", "clip.mp4", "--record", "out.xyz"], 2, "out.xyz"),
        (["stream", "clip.mp4", "--json", "--timeout", "0"], 2, "timeout"),
        (["stream", "clip.mp4", "--json", "--seconds", "0"], 2, "0.0 seconds"),
        (["stream", "clip.mp4", "--json", "--max-frames", "-1"], 2, "-1 frames"),
        (["stream", "clip.mp4", "--record", "clip.mp4"], 2, "is the input"),
        (["stream", "clip.mp4", "--json", "--effect", "blur"], 2, "none is drawn"),
        (
            ["stream", "clip.mp4", "-o", "a.mp4", "--to", "sheet"],
            2,
            "a live stream is gone by then",
        ),
        (["stream", "clip.mp4", "--json", "--resume"], 2, "--resume is for what is written"),
        (["stream", "61", "--json"], 1, "camera 61"),
    ],
)
def test_a_mistake_is_one_line(blobs, capsys, arguments, code, message):
    assert run(arguments) == code
    told = capsys.readouterr().err
    assert message in told
    assert "secret" not in told
    assert len(told.strip().splitlines()) == 1
    assert [path.name for path in Path().iterdir()] == ["clip.mp4"]


def test_it_is_shown_until_its_window_is_closed(blobs, monkeypatch, capsys):
    class Screen(list):
        closed = property(lambda self: len(self) >= 3)

        def show(self, image, caption):
            self.append((image.shape, caption))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.append("taken down")

    screen = Screen()
    monkeypatch.setattr("maskrcnn.display.open_display", lambda *_, **__: screen)
    assert run(["stream", "clip.mp4", "--show", "--record", "out.mp4"]) == 0
    assert len(pictures(Path("out.mp4"))) == len(list(read_results("out.jsonl"))) == 3
    assert screen[0] == ((96, 160, 3), "2 objects, 0 frames dropped")
    assert screen[-1] == "taken down"
