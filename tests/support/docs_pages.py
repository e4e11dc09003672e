"""Markdown pages as far as tests care: their blocks of code, their links, their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from textwrap import dedent

from tests.support.shared import ROOT

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)``` *$", re.M | re.S
)
REMARK = re.compile(r"<!--(?P<text>(?:(?!-->).)*)-->\s*\Z", re.S)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ +(?P<text>.+)$", re.M)


@dataclass(frozen=True)
class Block:
    """A fenced block of code.

    Attributes
    ----------
    page : str
        Below the repository.
    line : int
        The number of the block's first line on its page.
    language : str
    text : str
    remark : str
        What an HTML comment right before the block says of it.
    expected : str or None
        The `text` block right after it: what it prints.
    """

    page: str
    line: int
    language: str
    text: str
    remark: str
    expected: str | None

    @property
    def not_run(self) -> str | None:
        """Why nobody is to run it in a test, or None."""
        match = re.fullmatch(r"not run: (.+)", self.remark)
        return match and match[1]

    @property
    def exit_code(self) -> int:
        """What its last command ends with."""
        match = re.fullmatch(r"exit code (\d+)", self.remark)
        return int(match[1]) if match else 0

    @property
    def name(self) -> str:
        """The page and the first line of the code, without a comment at its end."""
        return f"{self.page}: {self.text.splitlines()[0].partition(' #')[0].rstrip()}"


def pages() -> list[Path]:
    """Return every page that people read."""
    single = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*single, ROOT / "examples" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks_of(page: Path) -> list[Block]:
    """Return the blocks of a page from top to bottom, each with the output that follows it."""
    source = page.read_text(encoding="utf-8")
    fences = list(FENCE.finditer(source))
    blocks = []
    for fence, after in zip_longest(fences, fences[1:]):
        remark = REMARK.search(source[: fence.start()])
        shows_output = (
            after is not None
            and after["language"] == "text"
            and not source[fence.end() : after.start()].strip()
        )
        blocks.append(
            Block(
                page=page.relative_to(ROOT).as_posix(),
                line=source[: fence.start("text")].count("\n") + 1,
                language=fence["language"],
                text=dedent(fence["text"]),
                remark=remark["text"].strip() if remark else "",
                expected=dedent(after["text"]) if after is not None and shows_output else None,
            )
        )
    return blocks


def links_of(page: Path) -> list[str]:
    """Return what a page links to or shows, its code left out."""
    return [link["target"] for link in LINK.finditer(FENCE.sub("", page.read_text("utf-8")))]


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the site and forges name them."""
    headings = HEADING.finditer(FENCE.sub("", page.read_text("utf-8")))
    plain = (re.sub(r"[^\w\s-]", "", heading["text"]).strip().lower() for heading in headings)
    return {re.sub(r"[\s-]+", "-", text) for text in plain}
