"""What can be followed live, and which protocols each kind of address may lead FFmpeg to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from maskrcnn.errors import VideoError
from maskrcnn.sources.frame import printable
from maskrcnn.sources.web import shown_url

_WEB = "http,https,httpproxy,tcp,tls,crypto"
_PROTOCOLS = {
    "rtsp": "tcp,udp,rtp",
    "rtsps": "tls,tcp,udp,rtp",
    "http": _WEB,
    "https": _WEB,
    "udp": "udp",
    "tcp": "tcp",
}
"""By scheme: what is behind an address may name others, but none of another protocol.

So no playlist on the web reads a file of this machine.
"""


@dataclass(frozen=True)
class Address:
    """Where pictures come from.

    Attributes
    ----------
    name : str
        What messages call it: without password and query.
    camera : int or None
        The number of a camera.
    url : str
        What FFmpeg opens, if it is no camera; may hold a password.
    protocols : str
        Those that FFmpeg may use, with commas in between.
    path : Path or None
        The file, if it is one.
    """

    name: str
    camera: int | None = None
    url: str = ""
    protocols: str = ""
    path: Path | None = None

    @property
    def scheme(self) -> str:
        """The part of the URL before the colon, in small letters."""
        return self.url.partition(":")[0].lower()


def is_stream(source: str | int) -> bool:
    """Tell whether a source is a camera's number or an address that is followed live."""
    return isinstance(source, int) or source.isdecimal() or _scheme(source) in _PROTOCOLS


def address_of(source: str | int) -> Address:
    """Understand what a user gives as a stream.

    Parameters
    ----------
    source : str or int
        A camera's number from 0; an address that begins with ``rtsp://``, ``rtsps://``,
        ``http://``, ``https://``, ``udp://`` or ``tcp://``; or a file.

    Raises
    ------
    VideoError
        If it is none of these.
    """
    text = str(source)
    if text.isdecimal():
        return Address(f"camera {int(text)}", camera=int(text))
    if scheme := _scheme(text):
        # A password may hold any letter, "#" and "/" too: rather too little is shown than one.
        name = shown_url(re.sub(r"//.*@", "//", text))
        if scheme not in _PROTOCOLS:
            raise VideoError(
                f"{name}: {scheme}:// cannot be followed; give {'://, '.join(_PROTOCOLS)}://,"
                " a camera's number or a file"
            )
        if not _has_host(name):
            raise VideoError(f"{name}: no such address; give one such as {scheme}://host:port/path")
        return Address(name, url=text, protocols=_PROTOCOLS[scheme])
    path = Path(text)
    if not path.is_file():
        raise VideoError(
            f"{printable(text)}: no camera's number, no address and no file;"
            " give 0 for the first camera, or an address such as rtsp://…"
        )
    return Address(printable(path.name), url=f"file:{text}", protocols="file", path=path)


def _scheme(text: str) -> str:
    found = re.match(r"([a-z][a-z0-9+.-]*)://", text, re.IGNORECASE)
    return found[1].lower() if found else ""


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).netloc)
    except ValueError:
        return False
