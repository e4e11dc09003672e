"""A web server on loopback that shows a gallery or a monitor to those who know its address.

Only requests with the random token in their path and a loopback name in their Host header are
answered, so neither other users nor web pages that rebind their name to 127.0.0.1 see anything.
News reach the page as server-sent events (WHATWG HTML, section 9.2).
"""

import functools
import importlib.resources
import re
import secrets
import socketserver
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from maskrcnn.display.gallery import Gallery
from maskrcnn.display.monitor import Monitor

_PAGE = {
    "": ("index.html", "text/html; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_HEARTBEAT = 0.5
_MOST_WATCHERS = 16


class Audience:
    """Who watches: how many pages listen for news, and since when none does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._present = 0
        self._last_left: float | None = None

    def arrive(self) -> bool:
        """Count one more page; False if there are too many."""
        with self._lock:
            if self._present == _MOST_WATCHERS:
                return False
            self._present += 1
            return True

    def leave(self) -> None:
        """Count one page less."""
        with self._lock:
            self._present -= 1
            self._last_left = time.monotonic()

    @property
    def came(self) -> bool:
        """Whether anybody ever watched."""
        return self._present > 0 or self._last_left is not None

    @property
    def absence(self) -> float:
        """Seconds since the last page was closed; 0 while one is open or none ever was."""
        with self._lock:
            if self._present or self._last_left is None:
                return 0.0
            return time.monotonic() - self._last_left


class GalleryServer(socketserver.ThreadingTCPServer):
    """Serves one gallery at `address`, from a thread of its own, until it is closed."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, gallery: Gallery | Monitor) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.gallery = gallery
        self.audience = Audience()
        self.token = secrets.token_urlsafe(16)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        """The port, chosen by the system."""
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def close(self) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over browsers that leave in the middle of an answer."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: GalleryServer
    protocol_version = "HTTP/1.1"  # a video's pictures come over few connections
    server_version = "maskrcnn"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        token, slash, name = self.path.partition("?")[0].removeprefix("/").partition("/")
        if not self._is_local():
            self._refuse(HTTPStatus.FORBIDDEN)
        elif not slash or not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
        elif name in _PAGE:
            file, kind = _PAGE[name]
            self._send(_page_file(file), kind)
        elif name == "events":
            self._send_events()
        else:
            self._send_picture(name)

    def log_message(self, *_: object) -> None:
        """Leave the terminal to the program."""

    def _is_local(self) -> bool:
        try:
            host = urlsplit(f"//{self.headers['Host']}").hostname
        except ValueError:
            return False
        return host in ("127.0.0.1", "localhost")

    def _send_picture(self, name: str) -> None:
        wanted = re.fullmatch(r"(picture|thumbnail)/([0-9]{1,9})\.jpg", name)
        picture = self.server.gallery.picture(int(wanted[2])) if wanted else None
        body = b""
        if wanted is not None and picture is not None:
            body = picture.jpeg if wanted[1] == "picture" else picture.thumbnail
        if body:
            self._send(body, "image/jpeg")
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _send_events(self) -> None:
        """Tell the whole state at once and after every change, as fast as the page takes it."""
        if not self.server.audience.arrive():
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        gallery, told = self.server.gallery, None
        try:
            self._send_head("text/event-stream")
            while True:
                version = gallery.wait_for_news(told, _HEARTBEAT)
                ended = gallery.ended
                news = ": nothing new" if version == told else f"data: {gallery.state()}"
                self.wfile.write(f"{news}\n\n".encode())
                if ended:
                    return
                told = version
                time.sleep(gallery.pause)
        finally:
            self.server.audience.leave()

    def _send(self, body: bytes, kind: str) -> None:
        self._send_head(kind, length=len(body))
        self.wfile.write(body)

    def _send_head(self, kind: str, length: int | None = None) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        lasting = length is not None and self.server.gallery.keeps
        self.send_header("Cache-Control", "private, max-age=600" if lasting else "no-store")
        self.send_header("Content-Type", kind)
        if length is None:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_error(status, explain=status.phrase)


@functools.cache
def _page_file(name: str) -> bytes:
    return (importlib.resources.files(__package__) / "page" / name).read_bytes()
