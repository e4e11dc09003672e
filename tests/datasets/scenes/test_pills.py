"""The scene of pills: their outlines, and which lies on which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.pills.kinds import LABELS, Kind, choose_kind
from maskrcnn.datasets.scenes.pills.placing import Pill, choose_pills, seen
from maskrcnn.datasets.scenes.pills.tray import choose_tray

SIZE = (240, 320)


def kind_of(label: str) -> Kind:
    kinds = (choose_kind(Dice(0, place)) for place in range(100))
    return next(kind for kind in kinds if LABELS[kind.class_id] == label)


def pixels_of(kind: Kind) -> int:
    turned = Pill(kind, 160.3, 120.8, 0.6, 0.8, 6.0)
    _, owners = seen([turned], SIZE)
    return int(np.count_nonzero(owners))


def test_areas_are_those_of_discs_ellipses_and_bars() -> None:
    tablet = kind_of("tablet")
    assert pixels_of(tablet) == pytest.approx(np.pi / 4 * (tablet.long * 6) ** 2, rel=0.01)
    caplet = kind_of("caplet")
    oval, bar = (replace(caplet, form=form) for form in ("oval", "bar"))
    long, wide = caplet.long * 6, caplet.wide * 6
    assert pixels_of(oval) == pytest.approx(np.pi / 4 * long * wide, rel=0.01)
    area = (long - wide) * wide + np.pi / 4 * wide**2
    assert pixels_of(bar) == pytest.approx(area, rel=0.01)
    assert 0.9 * area < pixels_of(replace(bar, form="shell")) < area


def test_later_pills_lie_over_earlier_ones() -> None:
    pill = Pill(kind_of("tablet"), 160, 120, 1.0, 0.0, 6.0)
    beside = replace(pill, x=160 + pill.reach)
    _, owners = seen([pill, beside], SIZE)
    assert np.count_nonzero(owners == 2) == np.count_nonzero(seen([beside], SIZE)[1])
    assert 0 < np.count_nonzero(owners == 1) < np.count_nonzero(owners == 2)


def test_what_is_nearly_hidden_is_taken_away() -> None:
    pill = Pill(kind_of("tablet"), 160, 120, 1.0, 0.0, 6.0)
    kept, owners = seen([pill, replace(pill, x=162)], SIZE)
    assert [each.x for each in kept] == [162]
    assert owners.max() == 1


def test_on_a_tray_pills_lie_on_its_floor() -> None:
    for place in range(10):
        dice = Dice(1, place)
        tray = choose_tray(dice, SIZE)
        side = tray.side(SIZE).distance
        _, owners = seen(choose_pills(dice, SIZE, tray), SIZE)
        assert (side[owners > 0] < -tray.rim).all()
