import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from maskrcnn.display.gallery import Gallery
from maskrcnn.display.news import Phase
from maskrcnn.display.server import GalleryServer


@pytest.fixture
def gallery() -> Gallery:
    gallery = Gallery("holiday")
    gallery.add(np.full((30, 40, 3), (200, 60, 20), np.uint8), "beach.jpg")
    return gallery


@pytest.fixture
def server(gallery: Gallery) -> Iterator[GalleryServer]:
    server = GalleryServer(gallery)
    yield server
    gallery.enter(Phase.ENDED)
    server.close()


def ask(
    server: GalleryServer, path: str, host: str | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request(method, path, headers={"Host": host} if host else {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
        ("page.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("picture/1.jpg", "image/jpeg"),
        ("thumbnail/1.jpg", "image/jpeg"),
    ],
)
def test_the_page_and_its_pictures_are_served(server: GalleryServer, name: str, kind: str) -> None:
    status, headers, body = ask(server, f"/{server.token}/{name}")
    assert (status, headers["Content-Type"]) == (200, kind)
    assert len(body) == int(headers["Content-Length"]) > 0
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; img-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_picture_arrives_with_its_colours(server: GalleryServer) -> None:
    _, _, body = ask(server, f"/{server.token}/picture/1.jpg")
    image = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (30, 40, 3)
    assert np.abs(image.astype(int) - (200, 60, 20)).max() < 6


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:1234", "LOCALHOST:80"])
def test_loopback_names_are_answered(server: GalleryServer, host: str) -> None:
    assert ask(server, f"/{server.token}/", host)[0] == 200


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "localhost.example.org:80", "[::", "10.0.0.1"]
)
def test_a_name_rebound_to_loopback_is_refused(server: GalleryServer, host: str) -> None:
    status, _, body = ask(server, f"/{server.token}/", host)
    assert status == 403
    assert b"holiday" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//",
        "/{token}",
        "/{token}x/",
        "/wrong/",
        "/wrong/picture/1.jpg",
        "/wrong/events",
        "/%7Btoken%7D/",
        "/é/",
        "/{token}/index.html",
        "/{token}/../{token}/",
        "/{token}/../../../etc/passwd",
        "/{token}/..%2f..%2fserver.py",
        "/{token}//etc/passwd",
        "/{token}/picture/0.jpg",
        "/{token}/picture/2.jpg",
        "/{token}/picture/-1.jpg",
        "/{token}/picture/1.jpg/",
        "/{token}/picture/9999999999.jpg",
        "/{token}/picture/../picture/1.jpg",
    ],
)
def test_everything_else_is_not_found(server: GalleryServer, path: str) -> None:
    request = f"GET {path.replace('{token}', server.token)} HTTP/1.0\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split()[1] == b"404"
    assert b"root:" not in answer


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_questions_are_answered(server: GalleryServer, method: str) -> None:
    assert ask(server, f"/{server.token}/", method=method)[0] == 501


def test_each_server_has_its_own_secret(server: GalleryServer, gallery: Gallery) -> None:
    other = GalleryServer(gallery)
    other.close()
    assert server.token != other.token
    assert len(server.token) >= 20


class Page:
    """A page that listens for news, as a browser does."""

    def __init__(self, server: GalleryServer) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        self.connection.request("GET", f"/{server.token}/events")
        self.response = self.connection.getresponse()

    def next_state(self) -> dict[str, object]:
        while not (line := self.response.readline()).startswith(b"data: "):
            assert line, "the server hung up"
        state: dict[str, object] = json.loads(line.removeprefix(b"data: "))
        return state

    def close(self) -> None:
        self.response.close()
        self.connection.close()


def test_a_page_hears_what_there_is_and_what_comes(server: GalleryServer, gallery: Gallery) -> None:
    page = Page(server)
    beach = {"number": 1, "caption": "beach.jpg", "width": 40, "height": 30}
    assert page.next_state() == {"title": "holiday", "phase": "running", "pictures": [beach]}
    gallery.add(np.zeros((8, 9, 3), np.uint8), "night.jpg")
    night = {"number": 2, "caption": "night.jpg", "width": 9, "height": 8}
    assert page.next_state()["pictures"] == [beach, night]
    gallery.enter(Phase.ENDED)
    assert page.next_state()["phase"] == "ended"
    assert page.response.read().strip() == b""
    page.close()


def test_a_page_that_does_not_listen_never_holds_up_the_program(
    server: GalleryServer, gallery: Gallery
) -> None:
    page = Page(server)
    start = time.monotonic()
    for number in range(300):
        gallery.add(np.zeros((8, 8, 3), np.uint8), "x" * 1000 + str(number))
    assert time.monotonic() - start < 3
    page.close()


def test_the_audience_is_counted(server: GalleryServer) -> None:
    assert (server.audience.came, server.audience.absence) == (False, 0)
    page = Page(server)
    page.next_state()
    assert (server.audience.came, server.audience.absence) == (True, 0)
    page.close()
    deadline = time.monotonic() + 5
    while server.audience.absence == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.audience.absence > 0


def test_there_is_an_end_to_how_many_may_listen(server: GalleryServer) -> None:
    pages = [Page(server) for _ in range(16)]
    assert ask(server, f"/{server.token}/events")[0] == 503
    for page in pages:
        page.close()


def test_a_visitor_who_leaves_early_leaves_no_trace(
    server: GalleryServer, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(5):
        Page(server).close()
    assert ask(server, f"/{server.token}/")[0] == 200
    time.sleep(0.6)
    assert capfd.readouterr().err == ""
    assert threading.active_count() < 30
