"""Scales: as people write them."""

from __future__ import annotations

import pytest

from maskrcnn.errors import UsageError
from maskrcnn.report import Scale


@pytest.mark.parametrize(
    ("text", "length", "unit"),
    [
        ("0.5mm", 0.5, "mm"),
        (" 2 cm ", 2, "cm"),
        ("3", None, None),
        (".25 µm", 0.25, "µm"),
        ("0.65um", 0.65, "µm"),
        ("1e-3m", 0.001, "m"),
        ("0.5mm/px", 0.5, "mm"),
        ("100px=25mm", 0.25, "mm"),
        ("100 px = 1 ft", 0.01, "ft"),
        ("40PX=2KM", 0.05, "km"),
        ("2 \N{GREEK SMALL LETTER MU}m", 2, "µm"),
        ("7in", 7, "in"),
    ],
)
def test_it_is_read(text, length, unit):
    if unit is None:
        with pytest.raises(UsageError, match=f"'{text}' is no scale: write how wide a pixel is"):
            Scale.of(text)
        return
    scale = Scale.of(text)
    assert scale.length == pytest.approx(length)
    assert scale.unit == unit


@pytest.mark.parametrize(
    "text",
    ["", "mm", "0mm", "-1mm", "1e999mm", "0.5 parsec", "0px=3mm", "1e999px=3mm", "=3mm", "nan mm",
     "0,5mm", "px=3mm", "1mm2", "100px=25"],
)  # fmt: skip
def test_nonsense_is_named(text):
    with pytest.raises(UsageError):
        Scale.of(text)
