import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from maskrcnn.errors import PictureError
from maskrcnn.sources.image import read_picture
from maskrcnn.sources.limits import PictureLimits
from maskrcnn.sources.web import shown_url, url_file_name
from tests.sources.samples import as_pil, clouds, difference, encoded, quarters

PNG = encoded(as_pil(quarters()), "PNG")
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A web server on loopback that gives one answer to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def sends(data: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Length": str(len(data)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def test_a_picture_is_fetched_whatever_the_server_calls_it() -> None:
    with serving(sends(PNG, Content_Type="text/plain")) as site:
        frame = read_picture(f"{site}/photos/four%20colours.png?size=large#top")
    assert difference(frame.image, quarters()) == 0
    assert frame.name == "four colours.png"


def test_addresses_with_spaces_and_letters_of_any_script_are_fetched() -> None:
    with serving(sends(PNG)) as site:
        assert read_picture(f"{site}/мои фото/é.png").name == "é.png"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="beach.png"', "beach.png"),
        ("attachment; filename*=UTF-8''caf%C3%A9.png", "café.png"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\windows\\\\a:b.png"', "a_b.png"),
        ("inline", "download"),
    ],
)
def test_the_server_may_name_the_picture(disposition: str, name: str) -> None:
    with serving(sends(PNG, Content_Disposition=disposition)) as site:
        assert read_picture(f"{site}/download").name == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a/b.jpg?token=1", "b.jpg"),
        ("https://example.org/a/", "a"),
        ("https://example.org:8000", "example.org_8000"),
        ("https://example.org/%2e%2e%2f", "picture"),
        ("https://example.org/..%2f..%2f.profile", "profile"),
        ("https://example.org/a%0ab%00.jpg", "a_b_.jpg"),
        ("https://[broken/x.jpg", "x.jpg"),
        ("https://example.org/" + "x" * 500 + ".jpg", "x" * 56 + ".jpg"),
    ],
)
def test_file_names_of_addresses_are_safe(url: str, name: str) -> None:
    assert url_file_name(url) == name


def test_secrets_in_an_address_are_not_shown() -> None:
    assert shown_url("https://me:secret@example.org/a.jpg?key=secret") == (
        "https://example.org/a.jpg"
    )
    with pytest.raises(PictureError, match="with a password") as fault:
        read_picture("https://me:secret@127.0.0.1:9/a.jpg")
    assert "secret" not in str(fault.value)


def test_redirects_are_followed() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.path == "/old":
            sends(b"moved", 302, Location="/new/photo.png")(request)
        else:
            sends(PNG)(request)

    with serving(answer) as site:
        assert read_picture(f"{site}/old").name == "photo.png"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sends(b"", 404), "the server answers 404 Not Found"),
        (sends(b"", 799), "the server answers 799"),
        (sends(b"", 302), "the server answers 302 Found"),
        (sends(b"", 302, Location="/again"), "redirected more than 5 times"),
        (sends(b"", 302, Location="file:///etc/passwd"), "redirected away from the web"),
        (sends(b"", 302, Location="ftp://127.0.0.1/a.png"), "redirected away from the web"),
        (sends(b"<!doctype html><p>Log in"), "looks like a web page"),
        (sends(PNG[:90], Content_Length=str(len(PNG))), "broke off after 90 of"),
        (sends(b""), "the file is empty"),
        (sends(b"", Content_Length="900000000"), "larger than 536,870,912 bytes"),
    ],
)
def test_what_goes_wrong_on_the_web_is_one_line(answer: Answer, words: str) -> None:
    with serving(answer) as site, pytest.raises(PictureError, match=words) as fault:
        read_picture(f"{site}/photo.png")
    assert "\n" not in str(fault.value)


def test_an_answer_without_end_is_stopped_at_the_limit() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(PNG)

    with serving(answer) as site, pytest.raises(PictureError, match="larger than 100,000 bytes"):
        read_picture(f"{site}/photo.png", PictureLimits(max_bytes=100_000))


def drips(request: BaseHTTPRequestHandler) -> None:
    """Never silent for long, so that no timeout of a single read strikes."""
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"x")
        time.sleep(0.05)


def drips_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for _ in range(100):
        request.wfile.write(b"X")
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [drips, drips_headers, lambda _: time.sleep(2)])
def test_a_slow_server_is_left_in_time(answer: Answer) -> None:
    with serving(answer) as site:
        start = time.monotonic()
        with pytest.raises(PictureError, match=r"not there after 0.4 sec"):
            read_picture(f"{site}/photo.png", PictureLimits(timeout=0.4))
        assert time.monotonic() - start < 1.5


def test_a_server_that_is_not_there() -> None:
    with serving(sends(PNG)) as site:
        pass
    with pytest.raises(PictureError, match=r"photo.png: cannot be fetched \(.+\)"):
        read_picture(f"{site}/photo.png")


@pytest.mark.parametrize("url", ["http://[broken/x.png", "http://", "http://a\nb/", "http://x:y/"])
def test_impossible_addresses(url: str) -> None:
    with pytest.raises(PictureError, match="cannot be fetched") as fault:
        read_picture(url)
    assert "\n" not in str(fault.value)


def test_large_pictures_arrive_whole() -> None:
    image = clouds(1600, 1200)
    with serving(sends(encoded(as_pil(image), "BMP"))) as site:
        assert difference(read_picture(f"{site}/photo.bmp").image, image) == 0
