"""Fetch one picture over HTTP, bounded in bytes and in seconds."""

import queue
import re
import threading
import time
import urllib.request
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import PureWindowsPath
from urllib.error import URLError
from urllib.parse import quote, unquote, urljoin, urlsplit

from maskrcnn import __version__
from maskrcnn.errors import PictureError
from maskrcnn.sources.frame import printable
from maskrcnn.sources.limits import PictureLimits

_CHUNK = 64 * 1024
_MOST_REDIRECTS = 5
_HEADERS = {"User-Agent": f"maskrcnn/{__version__}", "Accept": "image/*, */*;q=0.1"}
_LONGEST_NAME = 60
_UNSAFE_IN_NAMES = frozenset('<>:"/\\|?*')


def is_url(text: str) -> bool:
    """Tell whether a text is an address that `fetch` takes."""
    return text.lower().startswith(("http://", "https://"))


def shown_url(url: str) -> str:
    """Return the address without password and query, which may be secret."""
    return printable(re.sub(r"//[^/?#]*@", "//", re.split(r"[?#]", url)[0]))


def url_file_name(url: str) -> str:
    """Return the last part of the address's path, or its host, safe as a file name."""
    return _safe_name(unquote(shown_url(url).partition("//")[2])) or "picture"


def fetch(url: str, limits: PictureLimits) -> tuple[bytes, str]:
    """Fetch the file behind a URL; redirects are followed to other HTTP(S) addresses only.

    Parameters
    ----------
    url : str
        Begins with ``http://`` or ``https://``.
    limits : PictureLimits
        `max_bytes` bounds the answer, `timeout` everything from the name look-up to the last byte.

    Returns
    -------
    data : bytes
        The file.
    name : str
        Its name by the server's Content-Disposition, or by the path of the URL.

    Raises
    ------
    PictureError
        If the server cannot be reached, answers with an error, or is too slow or too generous.
    """
    answers: queue.SimpleQueue[tuple[bytes, str] | PictureError] = queue.SimpleQueue()
    # No timeout of a socket covers name look-up and headers that drip, so a thread that is not
    # waited for takes them on.
    threading.Thread(target=_answer, args=(url, limits, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=limits.timeout)
    except queue.Empty:
        raise _late(url, limits) from None
    if isinstance(answer, PictureError):
        raise answer
    return answer


def _answer(
    url: str,
    limits: PictureLimits,
    answers: "queue.SimpleQueue[tuple[bytes, str] | PictureError]",
) -> None:
    try:
        answers.put(_download(url, limits))
    except PictureError as fault:
        answers.put(fault)
    except (HTTPException, OSError, ValueError) as fault:
        reason = fault.reason if isinstance(fault, URLError) else fault
        if isinstance(reason, TimeoutError):  # a socket's clock and ours end at the same time
            answers.put(_late(url, limits))
            return
        answers.put(PictureError(f"{shown_url(url)}: cannot be fetched ({printable(str(reason))})"))


def _late(url: str, limits: PictureLimits) -> PictureError:
    return PictureError(
        f"{shown_url(url)}: not there after {limits.timeout:g} seconds; try again later"
    )


def _download(url: str, limits: PictureLimits) -> tuple[bytes, str]:
    deadline = time.monotonic() + limits.timeout
    address = url
    for _ in range(_MOST_REDIRECTS + 1):
        with _open(address, limits.timeout) as response:
            target = response.headers["Location"]
            if response.status not in range(300, 400) or target is None:
                _check_status(response, shown_url(url))
                data = _read(response, limits, deadline, shown_url(url))
                return data, _file_name(response, address)
            address = urljoin(address, target)
        if not is_url(address):
            raise PictureError(f"{shown_url(url)}: is redirected away from the web")
    raise PictureError(f"{shown_url(url)}: is redirected more than {_MOST_REDIRECTS} times")


def _open(url: str, timeout: float) -> HTTPResponse:
    """Ask for one address, through the proxy of the environment, and follow nothing."""
    parts = urlsplit(url)
    if parts.username is not None:
        raise PictureError(
            f"{shown_url(url)}: addresses with a password are not fetched; download it first"
        )
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
    ):
        opener.add_handler(handler)
    plain = parts._replace(
        path=quote(parts.path, safe="/%:@!$&'()*+,;=~"),
        query=quote(parts.query, safe="/%:@!$&'()*+,;=~?"),
        fragment="",
    )
    request = urllib.request.Request(plain.geturl(), headers=_HEADERS)  # noqa: S310 - see is_url
    response: HTTPResponse = opener.open(request, timeout=timeout)
    return response


def _check_status(response: HTTPResponse, name: str) -> None:
    if response.status == HTTPStatus.OK:
        return
    try:
        answer = f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        answer = str(response.status)
    raise PictureError(f"{name}: the server answers {answer}; check the address")


def _read(response: HTTPResponse, limits: PictureLimits, deadline: float, name: str) -> bytes:
    announced = response.length
    if announced is not None:
        limits.check_bytes(announced, name)
    data = bytearray()
    while (chunk := response.read1(_CHUNK)) and time.monotonic() < deadline:
        data += chunk
        limits.check_bytes(len(data), name)
    if announced is not None and len(data) < announced:
        raise PictureError(
            f"{name}: the connection broke off after {len(data):,} of {announced:,} bytes;"
            " try again"
        )
    return bytes(data)


def _file_name(response: HTTPResponse, url: str) -> str:
    given = response.headers.get_filename()
    return (_safe_name(given) if given else "") or url_file_name(url)


def _safe_name(path: str) -> str:
    """Return the last part of a path of any system, without what a file name may not hold."""
    letters = (
        "_" if letter in _UNSAFE_IN_NAMES or not letter.isprintable() else letter
        for letter in PureWindowsPath(path).name
    )
    return "".join(letters)[-_LONGEST_NAME:].strip(". ")
