from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from maskrcnn.errors import VideoError
from maskrcnn.sources.video import Cut, Video
from tests.support import videos
from tests.support.videos import number_of


@contextmanager
def serving(folder) -> Iterator[str]:
    """A web server on loopback, which cannot give parts of files."""

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def copyfile(self, source, outputfile):
            try:
                super().copyfile(source, outputfile)
            except OSError:
                self.close_connection = True

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("suffix", ["mkv", "ts"])
def test_a_video_is_read_from_the_web(tmp_path, suffix):
    videos.long_gop(tmp_path / f"clip.{suffix}")
    with serving(tmp_path) as address:
        video = Video(f"{address}/clip.{suffix}?key=secret")
        assert video.name == f"{address}/clip.{suffix}"
        assert video.path is None
        frames = list(video.frames())
        assert [number_of(frame.image) for frame in frames] == list(range(60))
        later = [number_of(frame.image) for frame in video.frames(frames[50].moment)]
        assert later == list(range(51, 60))
        cut = Video(f"{address}/clip.{suffix}", Cut(start=5, end=5.2))
        assert [number_of(frame.image) for frame in cut.frames()] == [50, 51]


def test_what_the_web_does_not_have(tmp_path):
    with serving(tmp_path) as address, pytest.raises(VideoError) as caught:
        Video(f"{address}/none.mp4?key=secret")
    assert "none.mp4: cannot be opened (" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_list_from_the_web_names_no_files_of_this_machine(tmp_path):
    mine = videos.constant(tmp_path / "mine.ts")
    (tmp_path / "web").mkdir()
    text = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{}\n#EXT-X-ENDLIST\n"
    (tmp_path / "web" / "list.m3u8").write_text(text.format(mine))
    with serving(tmp_path / "web") as address, pytest.raises(VideoError):
        Video(f"{address}/list.m3u8")
