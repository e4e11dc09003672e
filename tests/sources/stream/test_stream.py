"""Streams that cannot be had, are stopped, or come to an end."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from maskrcnn.errors import UsageError, VideoError
from maskrcnn.sources.stream import Stream, StreamOptions, is_stream
from tests.support import videos
from tests.support.stream_servers import free_port

HASTY = StreamOptions(timeout=1)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A web server, and the folder whose files it gives."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = tmp_path / self.path.lstrip("/")
            if self.path.startswith("/moved"):
                self.send_response(302)
                self.send_header("Location", f"file://{tmp_path / 'clip.ts'}")
                self.end_headers()
            elif self.path.startswith("/private"):
                self.send_error(401)
            elif path.is_file():
                self.send_response(200)
                self.send_header("Content-Length", str(path.stat().st_size))
                self.end_headers()
                self.wfile.write(path.read_bytes())
            else:
                self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.shutdown()
        thread.join()


def refusal(source: str | int, options: StreamOptions = HASTY) -> str:
    """What a stream says that cannot be had, which must be soon."""
    start = time.monotonic()
    with pytest.raises(VideoError) as caught, Stream(source, options) as stream:
        list(stream.frames())
    assert time.monotonic() - start < 8
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("scheme", ["rtsp", "http", "tcp"])
def test_where_nobody_listens_is_told_at_once_without_the_password(scheme: str) -> None:
    port = free_port()
    words = refusal(f"{scheme}://admin:pa#ss/w@127.0.0.1:{port}/live?key=secret")
    assert words.startswith(f"{scheme}://127.0.0.1:{port}")
    assert "cannot be followed" in words
    assert "check what you named" in words
    assert not any(secret in words for secret in ("admin", "pa#", "ss/w", "secret"))


def test_why_it_cannot_be_had_is_told(site: tuple[str, Path], silent: int) -> None:
    address, folder = site
    (folder / "page").write_text("<html>hello</html>" * 100)
    videos.sound_only(folder / "sound.mp4")
    assert "(Connection refused)" in refusal(f"tcp://127.0.0.1:{free_port()}")
    assert "(nothing comes from it)" in refusal(f"tcp://127.0.0.1:{silent}")
    assert "(no RTSP server answers)" in refusal(f"rtsp://127.0.0.1:{silent}/live")
    assert "(nothing comes from it)" in refusal(f"udp://127.0.0.1:{free_port()}")
    assert "(nothing comes from it)" in refusal(f"tcp://127.0.0.1:{free_port()}?listen")
    assert "(no machine is called nowhere.invalid)" in refusal("http://nowhere.invalid/video")
    assert "404" in refusal(f"{address}/nothing")
    assert "user and a password" in refusal(f"{address}/private")
    assert "(no video is to be found there)" in refusal(f"{address}/page")
    assert "(no video comes from it)" in refusal(str(folder / "sound.mp4"))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("ftp://me:secret@host/clip", "ftp://host/clip: ftp:// cannot be followed; give rtsp://"),
        ("rtsp://", "no such address"),
        ("http://[::1/video", "no such address"),
        ("clip\n.mp4", "clip?.mp4: no camera's number, no address and no file"),
        ("-1", "no camera's number"),
        ("", "no camera's number"),
    ],
)
def test_what_is_no_stream_is_refused_before_anything_is_opened(source: str, words: str) -> None:
    with pytest.raises(VideoError) as caught:
        Stream(source)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (0, True),
        ("12", True),
        ("RTSP://camera/1", True),
        ("https://site/live.m3u8", True),
        ("udp://0.0.0.0:1234", True),
        ("clip.mp4", False),
        ("ftp://site/clip.mp4", False),
        ("C:\\clip.mp4", False),
    ],
)
def test_streams_are_told_from_files(source: str | int, expected: bool) -> None:
    assert is_stream(source) is expected


@pytest.mark.parametrize(
    "options",
    [{"timeout": 0}, {"patience": -1}, {"wait": float("nan")}, {"transport": "pigeon"}],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=next(iter(options))):
        StreamOptions(**options)  # type: ignore[arg-type]


def playlist(segment: str) -> str:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:2,\n{segment}\n#EXT-X-ENDLIST\n"


def test_a_playlist_plays_to_its_end_at_its_own_pace(site: tuple[str, Path]) -> None:
    address, folder = site
    videos.constant(folder / "clip.ts", count=10)
    (folder / "live.m3u8").write_text(playlist("clip.ts"))
    start = time.monotonic()
    with Stream(f"{address}/live.m3u8", HASTY) as stream:
        numbers = [videos.number_of(frame.image) or 0 for frame in stream.frames()]
    assert time.monotonic() - start > 0.7
    assert numbers[-1] == 9
    assert numbers == sorted(set(numbers))


def test_nothing_on_the_web_makes_it_read_a_file_of_this_machine(site: tuple[str, Path]) -> None:
    address, folder = site
    clip = videos.constant(folder / "clip.ts")
    with Stream(str(clip)) as stream:
        assert next(stream.frames()).path == clip
    for form in (f"file://{clip}", f"file:{clip}", f"subfile,,start,0,end,0,,:{clip}"):
        (folder / "live.m3u8").write_text(playlist(form))
        refusal(f"{address}/live.m3u8")
    (folder / "list.ffconcat").write_text(f"ffconcat version 1.0\nfile file:{clip}\n")
    refusal(f"{address}/list.ffconcat")
    refusal(f"{address}/moved")


def test_a_file_is_played_at_its_own_pace(tmp_path: Path) -> None:
    clip = videos.variable(tmp_path / "clip.mkv")
    with Stream(str(clip)) as stream:
        assert stream.footage.size == (48, 64)
        start = time.monotonic()
        frames = list(stream.frames())
        assert 1.2 < time.monotonic() - start < 10
    assert videos.number_of(frames[-1].image) == 9
    last = frames[-1].moment
    assert last is not None
    assert last.seconds > 1.2
    assert (frames[0].name, frames[0].path) == ("clip.mkv frame 0", clip)


def stops_soon(stream: Stream) -> None:
    start = time.monotonic()
    assert list(stream.frames()) == []
    assert time.monotonic() - start < 2


def test_a_stream_is_stopped_while_it_connects(silent: int) -> None:
    stream = Stream(f"tcp://127.0.0.1:{silent}", StreamOptions(timeout=6))
    threading.Timer(0.2, stream.stop).start()
    stops_soon(stream)
    with pytest.raises(VideoError, match="stopped before its first frame"):
        stream.footage  # noqa: B018


def test_a_stream_is_stopped_while_it_waits_for_its_server() -> None:
    options = StreamOptions(wait=60, first_pause=30, longest_pause=30)
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        threading.Timer(0.2, stream.stop).start()

    stream = Stream(f"tcp://127.0.0.1:{free_port()}", options, tell)
    stops_soon(stream)
    assert len(told) == 1
    assert "not there yet (Connection refused); trying again" in told[0]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_signal_handler_may_stop_it(silent: int) -> None:
    stream = Stream(f"tcp://127.0.0.1:{silent}", StreamOptions(timeout=6))
    before = signal.signal(signal.SIGALRM, lambda *_: stream.stop())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        stops_soon(stream)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_program_ends_though_a_stream_is_stalled(silent: int) -> None:
    script = (
        "import threading\n"
        "from maskrcnn.sources.stream import Stream, StreamOptions\n"
        f"with Stream('tcp://127.0.0.1:{silent}', StreamOptions(timeout=60)) as stream:\n"
        "    threading.Timer(0.3, stream.stop).start()\n"
        "    print(len(list(stream.frames())))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "0\n", "")


def test_damaged_packets_are_passed_over_and_counted(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    clip = videos.garble(videos.constant(tmp_path / "clip.mp4"), packet=4)
    with Stream(str(clip)) as stream:
        frames = list(stream.frames())
    assert videos.number_of(frames[-1].image) == 19
    assert stream.health.damaged == 1
    assert "1 packet could not be decoded" in stream.health.words()
    assert capfd.readouterr() == ("", "")
