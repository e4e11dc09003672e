"""Pages in one file: style, script, data and pictures in it, and nothing from anywhere else.

A Content Security Policy names the page's own style and script by their sums, and lets nothing be
fetched or run besides (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import cv2
import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.masks import Uint8

LOSSLESS = 9
"""How hard PNG is compressed."""
PAGES = (".html", ".htm")


def check_page(path: Path) -> None:
    """Tell early whether a file is named like a page.

    Raises
    ------
    UsageError
        If it is not: it might be something that is needed.
    """
    if path.suffix.lower() not in PAGES:
        raise UsageError(f"{path} is no page: name it like report.html")


def shared(name: str) -> str:
    """Return a file that several pages are made of.

    `figures.css` has tables, cards and controls, `elements.js` makes elements, and `numbers.js`
    writes numbers; `page.css` is in every page.
    """
    return (files("maskrcnn.webpage") / name).read_text(encoding="utf-8")


def assembled(html: str, style: str, script: str, data: Any, **parts: str) -> str:
    """Put a page together.

    Parameters
    ----------
    html : str
        With `$policy`, `$style`, `$script`, `$data` and the names of other parts where those go.
    style, script : str
        CSS, behind that of all pages, and JavaScript.
    data : anything for JSON
        What the script finds in the page; no text in it can end the element that it stands in.
    **parts : str
        HTML: what may hold special characters has to be escaped.
    """
    style = shared("page.css") + style
    return Template(html).substitute(
        parts,
        policy=_policy(style, script),
        style=style,
        script=script,
        data=json.dumps(data, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c"),
    )


def safe(text: str) -> str:
    """Escape a text for HTML; a name of a file that is no proper text is made one."""
    return escape(text.encode("utf-8", "replace").decode("utf-8"))


def terms(facts: Iterable[tuple[str, str]]) -> str:
    """Return what goes in a list of terms, `<dl>`: pairs of what is told, and what it is."""
    return "".join(
        f"<div><dt>{safe(what)}</dt><dd><bdi>{safe(value)}</bdi></dd></div>"
        for what, value in facts
    )


def _policy(style: str, script: str) -> str:
    sums = (hashlib.sha256(text.encode()).digest() for text in (style, script))
    style_sum, script_sum = (base64.b64encode(digest).decode("ascii") for digest in sums)
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style_sum}'; "
        f"script-src 'sha256-{script_sum}'; base-uri 'none'; form-action 'none'"
    )


def fitted(image: Uint8, longest: int) -> Uint8:
    """Return a picture whose longer side has at most so many pixels; none is made larger."""
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def photo_uri(image: Uint8, quality: int) -> str:
    """Encode a picture, BGR or BGRA, as a WebP file of a quality of 1 to 100 in a data URI."""
    return _data_uri(image, "webp", [cv2.IMWRITE_WEBP_QUALITY, quality])


def pixels_uri(image: Uint8) -> str:
    """Encode a small picture, BGR, as a PNG file in a data URI: each pixel keeps its value."""
    return _data_uri(image, "png", [cv2.IMWRITE_PNG_COMPRESSION, LOSSLESS])


def file_uri(data: bytes, kind: str) -> str:
    """Put a file of a picture, of a kind such as `webp`, in a data URI."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _data_uri(image: Uint8, kind: str, settings: list[int]) -> str:
    _, file = cv2.imencode(f".{kind}", image, settings)
    return file_uri(file.tobytes(), kind)
