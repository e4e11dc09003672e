"""Mask R-CNN in three stages as a user meets it; what it finds is held against OpenCV elsewhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

import maskrcnn
from maskrcnn.input_size import FixedSize, KeepAspectRatio, read_input_size
from maskrcnn.models import open_model
from maskrcnn.networks import ThreeStage, build, engines_of
from maskrcnn.options import EngineOptions, NetworkOptions
from maskrcnn.parity import Tolerance, agreement
from tests.support import small_detectors
from tests.support.small_detectors import BAKED, NATIVE, photo

F32 = EngineOptions("openvino", precision="f32")
LANDSCAPE = photo("astronaut", (180, 240))
PORTRAIT = photo("cat", (160, 90))
ODD = photo("coffee", (97, 131))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return small_detectors.folder(tmp_path_factory)


@pytest.fixture(scope="module")
def native(folder):
    return maskrcnn.load(folder, confidence=BAKED, engine=F32, network=NATIVE)


@pytest.fixture(scope="module")
def segmenter(folder):
    found = build(open_model(folder), F32, NATIVE)
    assert isinstance(found, ThreeStage)
    return found


def floors(value=BAKED):
    return np.full(6, value, np.float32)


def trace_of(found):
    assert found.trace is not None
    return found.trace


def assert_same(one, other):
    assert len(one) == len(other)
    assert one.size == other.size
    np.testing.assert_array_equal(one.class_ids, other.class_ids)
    np.testing.assert_allclose(one.boxes, other.boxes, atol=1e-2)
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-4)
    assert agreement(one, other).within(Tolerance(mask=0.05))


class TestBatches:
    def test_pictures_of_mixed_sizes_get_what_each_gets_alone(self, segmenter):
        pictures = [LANDSCAPE, PORTRAIT, LANDSCAPE[:, ::-1], ODD, PORTRAIT, LANDSCAPE]
        together = segmenter.batch(pictures, floors())
        assert len(together) == len(pictures)
        for picture, found in zip(pictures, together, strict=True):
            assert len(found)
            assert found.image is picture
            assert_same(segmenter(picture, floors()), found)

    def test_pictures_of_several_sizes_may_share_an_input_size(self, folder):
        network = NetworkOptions(input_size="96,128")
        segmenter = build(open_model(folder), F32, network)
        pictures = [LANDSCAPE, photo("astronaut", (90, 120)), ODD]
        for picture, found in zip(pictures, segmenter.batch(pictures, floors()), strict=True):
            assert found.size == picture.shape[:2]
            assert_same(segmenter(picture, floors()), found)

    def test_no_pictures_no_results(self, segmenter):
        assert segmenter.batch([], floors()) == []

    def test_time_is_shared_out(self, segmenter):
        found = segmenter.batch([LANDSCAPE] * 4, floors())
        assert len({trace_of(one).network_seconds for one in found}) == 1
        assert trace_of(found[0]).shapes["A features"][0] == 4


class TestConfidence:
    def test_a_lower_one_than_the_graphs_own_gives_more(self, folder, native):
        lower = maskrcnn.load(folder, confidence=0.05, engine=F32, network=NATIVE)(LANDSCAPE)
        above = native(LANDSCAPE)
        assert len(lower) > len(above)
        assert lower.scores.min() < BAKED
        assert len(lower) <= 100
        assert_same(lower.select(BAKED), above)

    def test_nothing_is_sure_enough(self, folder):
        predictor = maskrcnn.load(folder, confidence=1, engine=F32, network=NATIVE)
        found = predictor(LANDSCAPE)
        assert len(found) == 0
        assert found.crops == ()
        assert found.masks.shape == (0, 180, 240)
        assert list(trace_of(found).stages) == ["A", "B"]
        assert found.draw().image.shape == LANDSCAPE.shape

    def test_classes_that_are_not_wanted_cost_no_masks(self, segmenter):
        only = floors(np.inf)
        only[2] = 0.1
        found = segmenter(LANDSCAPE, only)
        assert set(found.class_ids) == {2}
        assert trace_of(found).shapes["C masks"][0] == len(found)
        assert len(segmenter(LANDSCAPE, floors(np.inf))) == 0


class TestProposals:
    @pytest.mark.parametrize("number", [1, 10])
    def test_few_give_few_detections(self, folder, number):
        network = replace(NATIVE, proposals=number)
        found = maskrcnn.load(folder, confidence=0, engine=F32, network=network)(LANDSCAPE)
        assert trace_of(found).shapes["B class_logits"] == (number, 7)
        assert 0 < len(found) <= number * 6

    def test_more_than_the_models_own(self, folder):
        network = replace(NATIVE, proposals=300)
        found = maskrcnn.load(folder, confidence=0.01, engine=F32, network=network)(LANDSCAPE)
        assert 100 < trace_of(found).shapes["B class_logits"][0] <= 300

    def test_the_models_own(self, native):
        assert trace_of(native(LANDSCAPE)).shapes["B class_logits"][0] == 100


class TestInputSizes:
    @pytest.mark.parametrize(
        ("text", "cells"),
        [(None, (50, 67)), ("native", (12, 15)), ("96", (6, 8)), ("160,200", (10, 13))],
    )
    def test_the_network_sees_the_picture_in_it(self, folder, text, cells):
        network = NetworkOptions(input_size=text)
        found = maskrcnn.load(folder, confidence=BAKED, engine=F32, network=network)(LANDSCAPE)
        assert trace_of(found).shapes["A features"][2:] == cells
        assert found.size == (180, 240)

    def test_the_models_own_is_kept(self, folder):
        model = open_model(folder)
        assert model.spec.input_size == KeepAspectRatio(800, 1365)
        assert build(model, F32).spec.input_size == model.spec.input_size
        resized = build(model, F32, NetworkOptions(input_size="400"))
        assert resized.spec.input_size == read_input_size("400")

    @pytest.mark.parametrize("factor", [2, 3])
    def test_coordinates_are_those_of_the_picture(self, folder, factor):
        """A picture and the same enlarged: where objects lie in it does not change."""
        large = LANDSCAPE.repeat(factor, 0).repeat(factor, 1)
        predictor = maskrcnn.load(
            folder, confidence=BAKED, engine=F32, network=NetworkOptions(input_size="180,240")
        )
        small_found, found = predictor(LANDSCAPE), predictor(large)
        assert found.size == large.shape[:2]
        assert len(found) == len(small_found) > 5
        np.testing.assert_allclose(found.boxes, small_found.boxes * factor, atol=0.1 * factor)
        assert all(one.pixels[1].any() for one in found[:3])

    @pytest.mark.parametrize("size", [(4, 4), (5, 90), (90, 4), (31, 33)])
    def test_pictures_of_any_size(self, native, size):
        found = native(np.full((*size, 3), 90, np.uint8))
        assert found.size == size
        assert (found.boxes >= 0).all()
        assert (found.boxes[:, 2] <= size[1]).all()
        assert (found.boxes[:, 3] <= size[0]).all()


class TestResults:
    def test_the_trace_tells_of_each_stage(self, native):
        trace = trace_of(native(LANDSCAPE))
        assert list(trace.stages) == ["A", "B", "C"]
        assert all(seconds > 0 for seconds in trace.stages.values())
        assert sum(trace.stages.values()) == pytest.approx(trace.network_seconds)
        assert trace.network_seconds < trace.total_seconds
        assert trace.engine == "openvino f32 on CPU"

    def test_crops_are_soft_and_small(self, native):
        found = native(LANDSCAPE)
        assert {(crop.shape, crop.dtype) for crop in found.crops} == {((15, 15), np.dtype("u1"))}
        assert any(0 < crop.min() < crop.max() < 255 for crop in found.crops)
        assert found.mask_options.threshold == 0.3

    def test_the_surest_come_first(self, native):
        assert (np.diff(native(LANDSCAPE).scores) <= 0).all()

    def test_faster_rcnn_gives_boxes_alone(self, tmp_path_factory):
        folder = small_detectors.folder(tmp_path_factory, "faster_rcnn")
        predictor = maskrcnn.load(folder, confidence=BAKED, engine=F32, network=NATIVE)
        found = predictor(LANDSCAPE)
        assert len(found)
        assert found.crops is None
        assert list(trace_of(found).stages) == ["A", "B"]

    @pytest.mark.parametrize("engine", ["openvino", "onnxruntime", "opencv-stages"])
    def test_threads_share_a_segmenter(self, folder, engine):
        options = EngineOptions(engine, precision="f32")
        segmenter = build(open_model(folder), options, NATIVE)
        pictures = [LANDSCAPE, PORTRAIT, ODD] * 3
        alone = [segmenter(picture, floors()) for picture in pictures[:3]] * 3
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda picture: segmenter(picture, floors()), pictures))
        for one, other in zip(alone, together, strict=True):
            assert_same(one, other)


class TestEngines:
    def test_the_fastest_is_taken_and_the_whole_comes_last(self, folder):
        model = open_model(folder)
        engines = ["openvino", "onnxruntime", "opencv-stages", "opencv"]
        assert engines_of(model) == engines
        assert build(model, EngineOptions()).engine.startswith("openvino")

    def test_opencv_runs_the_whole_and_opencv_stages_the_stages(self, folder):
        whole = maskrcnn.load(folder, engine="opencv", network=NATIVE)(ODD)
        stages = maskrcnn.load(folder, engine="opencv-stages", network=NATIVE)(ODD)
        assert trace_of(whole).engine == trace_of(stages).engine
        assert not trace_of(whole).stages
        assert list(trace_of(stages).stages) == ["A", "B", "C"]

    def test_the_whole_graph_has_no_number_of_proposals_to_set(self, folder):
        with pytest.raises(maskrcnn.UsageError, match="proposals to set: leave it out"):
            maskrcnn.load(folder, engine="opencv", network=NetworkOptions(proposals=50))

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"network": NetworkOptions(proposals=50)}, "proposals to set: leave it out"),
            ({"network": NATIVE}, "pictures of 640x640 only: leave the input size out"),
            ({"engine": "opencv-stages"}, "yolov5s-seg has no stages: use --engine opencv"),
        ],
    )
    def test_a_network_without_stages_cannot_do_what_stages_can(self, options, message):
        with pytest.raises(maskrcnn.MaskRCNNError, match=message) as caught:
            maskrcnn.load("yolov5s-seg", **options)
        assert "\n" not in str(caught.value)

    def test_a_model_of_one_size_stays_with_it(self, folder):
        model = open_model(folder)
        fixed = replace(model, spec=replace(model.spec, input_size=FixedSize(128, 160)))
        with pytest.raises(maskrcnn.UsageError, match="pictures of 160x128 only"):
            build(fixed, F32, NATIVE)
        found = build(fixed, F32)(LANDSCAPE, floors())
        assert trace_of(found).shapes["A features"][2:] == (8, 10)
