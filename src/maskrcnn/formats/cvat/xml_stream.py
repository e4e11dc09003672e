"""XML in a stream: written as it grows, and read piece by piece.

What is read may come from anybody: a file with a document type, and so with entities of its own,
is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from maskrcnn.errors import ResultsError
from maskrcnn.files import written_whole

HEAD = 2**20
"""Bytes in which the first elements must come."""

FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, and the carriage return, which readers take for a new line."""


class XmlWriter:
    """Writes elements one after the other, each on a line of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        self._xml = XMLGenerator(file, "utf-8", short_empty_elements=True)
        self._xml.startDocument()
        self._depth = 0

    @contextmanager
    def element(self, tag: str, /, **attributes: object) -> Iterator[None]:
        """Write an element around what is written in the block."""
        self._start(tag, attributes)
        self._depth += 1
        yield
        self._depth -= 1
        self._line()
        self._xml.endElement(tag)

    def leaf(self, tag: str, text: object = "", /, **attributes: object) -> None:
        """Write an element with text in it."""
        self._start(tag, attributes)
        self._xml.characters(legal(text))
        self._xml.endElement(tag)

    def _start(self, tag: str, attributes: dict[str, object]) -> None:
        if self._depth:
            self._line()
        values = {key: legal(value) for key, value in attributes.items()}
        self._xml.startElement(tag, AttributesImpl(values))

    def _line(self) -> None:
        self._xml.ignorableWhitespace("\n" + "  " * self._depth)


def legal(text: object) -> str:
    """Return a text with what XML cannot hold replaced."""
    return FORBIDDEN.sub("\ufffd", str(text))


@contextmanager
def growing_xml(place: Path, root: str) -> Iterator[XmlWriter]:
    """Write an XML file that appears whole.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with ExitStack() as stack:
        temporary = stack.enter_context(written_whole(place))
        xml = XmlWriter(stack.enter_context(temporary.open("wb")))
        stack.enter_context(xml.element(root))
        yield xml


def first_tags(path: Path) -> list[str]:
    """Return the names of the elements with which a file begins, its root first; none of no XML.

    Raises
    ------
    ResultsError
        If it cannot be read, or has a document type.
    """
    tags: list[str] = []

    def refuse(*_: Any) -> None:
        raise ResultsError(f"{path}: has a document type, which is not read: take its line out")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, _: tags.append(tag)
    try:
        with path.open("rb") as file, suppress(expat.ExpatError, LookupError, ValueError):
            parser.Parse(file.read(HEAD), False)
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read: {error.strerror}") from error
    return tags


def children(path: Path) -> Iterator[Element]:
    """Read a file and yield the children of its root, each when it is whole; it lives until then.

    Raises
    ------
    ResultsError
        If it cannot be read, or has a document type.
    ElementTree.ParseError
        Where it is damaged.
    """
    first_tags(path)
    depth, root = 0, None
    with path.open("rb") as file:
        for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314 - no DTD
            if event == "start":
                depth += 1
                root = element if root is None else root
                continue
            depth -= 1
            if depth == 1 and root is not None:
                yield element
                root.clear()
