"""Lines and zones as they are written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.zones import Line, Zone
from maskrcnn.zones.shapes import Points


def test_a_line_is_read_in_pixels_or_fractions():
    assert Line.of("door=100,200,300,200") == Line("door", (100, 200), (300, 200))
    assert Line.of("0.5,1,0.5,0", 3).name == "line 3"
    assert Line.of("0.5,1,0.5,0").pixels((200, 300)).tolist() == [[150, 200], [150, 0]]
    assert Line.of("0,0,1,1").pixels((200, 300)).tolist() == [[0, 0], [300, 200]]
    assert Line.of("0,0,1,2").pixels((200, 300)).tolist() == [[0, 0], [1, 2]]
    assert Line.of("a=b = 1, 2, 3, 4") == Line("a=b", (1, 2), (3, 4))


def test_a_zone_is_read_in_pixels_or_fractions():
    zone = Zone.of("shop=0.1,0.1,0.9,0.1,0.9,0.9")
    assert zone.name == "shop"
    assert zone.pixels((100, 200)).tolist() == [[20, 10], [180, 10], [180, 90]]
    assert Zone.of("10,10,90,10,90,90", 2).name == "zone 2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("door", "is neither line nor zone"),
        ("door=1,2,3", "is neither line nor zone"),
        ("1,2,3,4,5,6", "is not a line"),
        ("1,2,x,4", "is neither line nor zone"),
        ("5,5,5,5", "has no length"),
        ("nan,2,3,4", "has nan in it"),
        ("1,2,3,-4", "has -4 in it"),
        ("0.5,0,0.5,600", "mixes fractions and pixels"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(text, said):
    with pytest.raises(UsageError, match=said) as caught:
        Line.of(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,2,3,4", "has 2 corners"),
        ("0,0,1,1,1,0,0,1", "crosses or touches itself"),
        ("0,0,10,0,20,0", "crosses or touches itself"),
        ("0,0,10,0,10,0,10,10", "crosses or touches itself"),
        ("0,0,10,0,10,10,0,0", "crosses or touches itself"),
        ("0,0,20,0,20,20,10,0,0,20", "crosses or touches itself"),
        ("0,0,10,0,inf,10", "has inf in it"),
    ],
)
def test_a_zone_that_makes_no_sense_is_refused(text, said):
    with pytest.raises(UsageError, match=said):
        Zone.of(text)


def test_what_leaves_the_picture_is_refused():
    with pytest.raises(
        UsageError, match=r"line 'line 1' leaves the picture of 300×200: \(301, 5\)"
    ):
        Line.of("0,5,301,5").pixels((200, 300))
    assert Line.of("0,5,300,5").pixels((200, 300)).shape == (2, 2)
    with pytest.raises(UsageError, match="zone 'zone 1' leaves"):
        Zone.of("0,0,5,0,5,201").pixels((200, 300))


def star(angles: list[int], radii: list[float]) -> Points:
    """A polygon that does not cross itself: its corners lie around a point, in order."""
    turns = np.array(sorted(angles)) * np.pi / 180
    corners: Points = 100 + np.array(radii)[:, None] * np.stack([np.cos(turns), np.sin(turns)], 1)
    return corners


@given(st.lists(st.sampled_from(range(0, 360, 5)), min_size=3, max_size=8, unique=True), st.data())
def test_stars_are_zones_and_stars_with_two_corners_swapped_are_not(angles, data):
    ordered = sorted(angles)
    gaps = [(b - a) % 360 for a, b in zip(ordered, [*ordered[1:], ordered[0]], strict=True)]
    assume(max(gaps) < 170)
    radii = data.draw(st.lists(st.floats(10, 90), min_size=len(angles), max_size=len(angles)))
    corners = [(x, y) for x, y in star(angles, radii).tolist()]
    turn = data.draw(st.integers(0, len(corners) - 1))
    assert Zone("star", (*corners[turn:], *corners[:turn])).corners
    assert Zone("star", tuple(corners[::-1])).corners
    circle = [(x, y) for x, y in star(angles, [50.0] * len(angles)).tolist()]
    if len(circle) > 3:
        with pytest.raises(UsageError, match="crosses"):
            Zone("bow tie", (circle[1], circle[0], *circle[2:]))
