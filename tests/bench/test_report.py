"""The figures follow from the laps."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from maskrcnn.bench.alternate import Laps
from maskrcnn.bench.contenders import Lap, Ours, OursInBatches
from maskrcnn.bench.report import ContenderFigures, batch_figures
from maskrcnn.options import EngineOptions

ENGINE = "openvino bf16 on CPU"
OURS = Ours(None, EngineOptions("openvino", precision="bf16"))
SLOW = Laps(OURS, tuple(Lap({"forward": s}, 0.1, 0.1) for s in (1.8, 2.8, 3.8)), 500)
FAST = Laps(
    OURS,
    (
        Lap({"A": 0.5, "B": 0.3}, 0.1, 0.1, (0.9, 0.8), ENGINE),
        Lap({"A": 0.25, "B": 0.15}, 0.05, 0.05, (0.9, 0.8), ENGINE),
        Lap({"A": 0.7, "B": 0.3}, 0.1, 0.1, (0.9, 0.8), ENGINE),
    ),
    400,
)


def test_ratios_are_of_medians_and_of_minima():
    figures = ContenderFigures.of(FAST, SLOW, {}, {})
    assert (figures.median, figures.minimum) == pytest.approx((1.0, 0.5))
    assert figures.times_median == pytest.approx(3)
    assert figures.times_minimum == pytest.approx(4)
    assert figures.times_answer == pytest.approx(1.9 / 0.45)
    assert (figures.kept, figures.memory, figures.name) == (2, 400, "openvino bf16")


def test_the_parts_are_those_of_the_fastest_lap_and_add_up():
    figures = ContenderFigures.of(FAST, SLOW, {}, {})
    parts = [network.seconds for network in figures.networks]
    assert sum(parts) + figures.between + figures.drawing == pytest.approx(figures.minimum)
    assert figures.outside == pytest.approx(0.05 / 0.45)
    assert figures.floor is figures.over_floor is None


def test_work_is_held_against_the_peak_of_the_same_precision():
    work, peaks = {"A": 50_000_000_000, "B": 15_000_000_000}, {"f32": 1.0, "bf16": 800.0}
    figures = ContenderFigures.of(FAST, SLOW, work, peaks)
    first, second = figures.networks
    assert (first.gmac, first.gflops, first.of_peak) == pytest.approx((50, 400, 0.5))
    assert (second.gmac, second.gflops, second.of_peak) == pytest.approx((15, 200, 0.25))
    assert figures.floor == pytest.approx(130 / 800)
    assert figures.over_floor == pytest.approx(0.45 / (130 / 800))


def test_there_is_no_floor_unless_all_work_is_known():
    figures = ContenderFigures.of(FAST, SLOW, {"A": 50_000_000_000}, {"bf16": 800.0})
    assert figures.networks[0].of_peak == pytest.approx(0.5)
    assert figures.networks[1].gmac is None
    assert figures.floor is None


def test_a_network_that_had_nothing_to_do_is_no_trouble():
    idle = Laps(OURS, (Lap({"A": 0.5, "C": 0.0}, 0.1, 0.1, (), ENGINE),), None)
    figures = ContenderFigures.of(idle, SLOW, {"A": 10, "C": 0}, {"bf16": 800.0})
    assert figures.networks[1].gflops is None
    assert figures.floor is not None


def test_batches_are_told_in_pictures_a_second():
    one = Laps(OursInBatches(OURS, 1), tuple(Lap({}, s) for s in (0.5, 0.25, 0.5)), 1)
    four = Laps(OursInBatches(OURS, 4), tuple(Lap({}, s, pictures=4) for s in (1.0, 0.5, 2.0)), 1)
    first, second = batch_figures([one, four])
    assert (first.median, first.best, first.times_median) == (2, 4, 1)
    assert (second.median, second.best, second.times_median, second.times_best) == (4, 8, 2, 2)
    assert second.name == "openvino bf16 ×4"


def test_figures_are_plain_numbers():
    assert json.loads(json.dumps(asdict(ContenderFigures.of(FAST, SLOW, {}, {}))))["kept"] == 2
