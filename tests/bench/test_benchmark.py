"""A whole benchmark, in small."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.bench.alternate import Laps
from maskrcnn.bench.benchmark import Benchmark, Plan, confidence_for, proposal_figures
from maskrcnn.bench.contenders import LOWEST_CONFIDENCE, Lap, Ours
from maskrcnn.bench.peak import precisions
from maskrcnn.bench.pictures import default_picture, resized
from maskrcnn.options import EngineOptions
from maskrcnn.sources.frame import Frame
from tests.support import tutorial_folder
from tests.support.samples import two_people_and_a_dog
from tests.support.tiny_networks import always


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tutorial_folder.make(tmp_path_factory.mktemp("bench") / "mask-rcnn-coco")


@pytest.fixture(scope="module")
def photo():
    noise = np.random.default_rng(5).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return Frame(resized(noise, (120, 160)), "noise")


def plan(model, photo, *engines):
    return Plan(model, (photo,), ((96, 128),), 2, 2, tuple(map(EngineOptions, engines)))


def test_the_tutorials_folder_is_held_against_the_published_loop(folder, photo):
    benchmark = Benchmark(replace(plan(folder, photo, "openvino", "opencv"), proposals=(10,)))
    counted = []
    report = benchmark.measure(lambda: counted.append(1))
    assert len(counted) == benchmark.laps
    (size,) = report.sizes
    published, ours, whole = size.contenders
    assert (size.height, size.width) == (96, 128)
    assert [one.name for one in size.contenders] == ["published loop", "openvino", "opencv"]
    assert published.times_median == published.times_minimum == published.times_answer == 1
    assert ours.times_median == pytest.approx(published.median / ours.median)
    assert published.kept == ours.kept == whole.kept == 2
    assert [network.name for network in published.networks] == ["forward"]
    assert [network.name for network in ours.networks] == ["A", "B", "C"]
    assert all(network.of_peak for network in ours.networks)
    assert ours.floor is not None
    assert whole.floor is None
    assert set(size.peaks) == set(precisions())
    assert all(one.memory is None or one.memory > 1e7 for one in size.contenders)
    assert (report.pictures, report.rounds, report.wanted) == (("noise",), 2, 2)
    own, fewer = report.proposals
    assert (own.proposals, fewer.proposals) == (None, 10)
    assert own.found == own.wanted == fewer.wanted > fewer.found > 0


def test_other_models_are_held_against_the_first_contender(tmp_path, photo):
    rows = np.zeros((40, 39))
    rows[:2, :7] = [[32, 32, 20, 20, 0.9, 0.9, 0], [20, 20, 9, 9, 0.7, 0, 0.9]]
    network = always(tmp_path / "net.onnx", rows, np.ones((32, 16, 16)), "['cat', 'dog']")
    report = Benchmark(
        replace(plan(network, photo, "openvino", "onnxruntime"), batches=(1, 2))
    ).measure()
    ((first, second),) = (size.contenders for size in report.sizes)
    assert (first.times_median, first.kept, second.kept) == (1, 2, 2)
    assert second.times_median == pytest.approx(first.median / second.median)
    assert [network.name for network in first.networks] == ["network"]
    assert 0 < first.outside < 1
    assert [one.pictures for one in report.batches] == [1, 2, 2]
    assert "throughput" in report.batches[2].name
    assert report.batches[1].median > 0


scores = st.lists(st.floats(0.0625, 1, width=32), max_size=20)


@given(scores, st.integers(1, 12))
def test_the_confidence_lets_through_as_many_as_wanted(scores, kept):
    through = sum(score > confidence_for(scores, kept) for score in scores)
    falling = sorted(scores, reverse=True)
    if len(scores) <= kept:
        assert through == len(scores)
    elif falling[kept - 1] > falling[kept]:
        assert through == kept
    else:
        assert through < kept, "objects of one score stay or go together"


def test_no_objects_at_all_leave_the_lowest_confidence():
    assert confidence_for([], 5) == LOWEST_CONFIDENCE


def test_lost_objects_are_counted():
    found = two_people_and_a_dog()
    ours = Ours(None, EngineOptions())
    own = Laps(ours, (Lap({"B": 2.0}, found=found), Lap({"B": 4.0}, found=found)), None)
    fewer = Laps(ours, (Lap({"B": 1.0}, found=found[:2]), Lap({"B": 2.0}, found=found[1:])), None)
    figures = proposal_figures(50, fewer, own, pictures=2)
    assert (figures.wanted, figures.found) == (6, 4)
    assert figures.mask_difference == 0
    assert (figures.times_median, figures.times_minimum) == (2, 2)
    everything = proposal_figures(None, own, own, pictures=2)
    assert (everything.wanted, everything.found) == (6, 6)


def test_without_a_photo_there_is_an_example_of_any_size(monkeypatch, tmp_path):
    assert default_picture().name == "coffee.jpg"
    monkeypatch.setattr("maskrcnn.bench.pictures.EXAMPLE", tmp_path / "none.jpg")
    synthetic = default_picture()
    assert synthetic.name == "synthetic picture"
    assert synthetic.image.std() > 20
    assert resized(synthetic.image, (50, 3000)).shape == (50, 3000, 3)
