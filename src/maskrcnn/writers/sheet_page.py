"""The pages of a contact sheet: thumbnails in rows on light cards, with two lines under each."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from maskrcnn.masks import Uint8

PAPER, CARD = (252, 252, 250), (234, 234, 231)
INK, GREY = (32, 32, 30), (122, 122, 118)
MARGIN, GAP, PADDING = 28, 18, 12
TITLE, SUBTITLE = 17, 14
"""Heights of letters in pixels."""

LINES = 48
"""Pixels under a card that its two lines take."""

LARGEST_SCALE = 2
"""Small objects are enlarged no more than so many times."""


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """What a card shows.

    Attributes
    ----------
    picture : uint8 (h, w, 3)
        BGR, no side longer than a card's.
    title, subtitle : str
    """

    picture: Uint8
    title: str
    subtitle: str


def thumbnail_of(cut: Uint8, side: int) -> Uint8:
    """Lay a cut-out `uint8 (h, w, 4)` BGRA on the colour of cards, no side longer than `side`."""
    height, width = cut.shape[:2]
    scale = min(side / max(height, width), LARGEST_SCALE)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(cut, size, interpolation=how)
    colors, share = cv2.cvtColor(small, cv2.COLOR_BGRA2BGR), small[..., 3] * np.float32(1 / 255)
    card = np.full(colors.shape, CARD[::-1], np.uint8)
    return np.asarray(cv2.blendLinear(colors, card, share, 1 - share), np.uint8)


def page_of(thumbnails: Sequence[Thumbnail], columns: int, side: int) -> Uint8:
    """Paint a page.

    Parameters
    ----------
    thumbnails : sequence of Thumbnail
        In the order of reading, at least one.
    columns : int
        Cards in a row, at most.
    side : int
        Pixels of a card's longest picture.

    Returns
    -------
    uint8 (H, W, 3)
        BGR, as high and wide as the cards need.
    """
    columns = min(columns, len(thumbnails))
    rows = -(-len(thumbnails) // columns)
    card = side + 2 * PADDING
    width = 2 * MARGIN + columns * (card + GAP) - GAP
    height = 2 * MARGIN + rows * (card + LINES + GAP) - GAP
    page, blank = Image.new("RGB", (width, height), PAPER), _blank_card(card)
    for place, thumbnail in enumerate(thumbnails):
        row, column = divmod(place, columns)
        corner = MARGIN + column * (card + GAP), MARGIN + row * (card + LINES + GAP)
        _paint_card(page, blank, thumbnail, corner)
    return np.asarray(cv2.cvtColor(np.asarray(page), cv2.COLOR_RGB2BGR), np.uint8)


def _blank_card(side: int) -> Image.Image:
    card = Image.new("RGB", (side, side), PAPER)
    ImageDraw.Draw(card).rounded_rectangle((0, 0, side - 1, side - 1), radius=6, fill=CARD)
    return card


def _paint_card(
    page: Image.Image, blank: Image.Image, thumbnail: Thumbnail, corner: tuple[int, int]
) -> None:
    x, y = corner
    card, draw = blank.width, ImageDraw.Draw(page)
    page.paste(blank, corner)
    height, width = thumbnail.picture.shape[:2]
    picture = Image.fromarray(cv2.cvtColor(thumbnail.picture, cv2.COLOR_BGR2RGB))
    page.paste(picture, (x + (card - width) // 2, y + (card - height) // 2))
    below = y + card + 6
    for text, size, ink in (
        (thumbnail.title, TITLE, INK),
        (thumbnail.subtitle, SUBTITLE, GREY),
    ):
        font = _font(size)
        draw.text((x + 2, below), _fitting(_plain(text), font, card - 4), ink, font)
        below += TITLE + 4


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the font that comes with Pillow; it remembers the letters that it has measured."""
    return ImageFont.load_default(size)


def _plain(text: str) -> str:
    """Write with letters that the font has: accents are left out, `?` is for other scripts."""
    letters = unicodedata.normalize("NFKD", text)
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(letter if letter.isascii() else "?" for letter in kept)


def _fitting(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> str:
    """Leave out the middle of what is too long."""
    fitting, kept = text, min(len(text), width)
    while font.getlength(fitting) > width and kept > 1:
        kept -= 1
        fitting = f"{text[: (kept + 1) // 2]}…{text[len(text) - kept // 2 :]}"
    return fitting
