"""Mask R-CNN on a feature pyramid: engines give what ONNX's reference and NumPy's crops do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskrcnn.engines import ENGINES, NetworkFile, compile_network
from maskrcnn.errors import EngineError, ModelError
from maskrcnn.input_size import KeepAspectRatio, NativeSize
from maskrcnn.models import Model, open_model
from maskrcnn.networks import ThreeStage, build, engines_of
from maskrcnn.options import EngineOptions, NetworkOptions
from maskrcnn.rcnn.roi import level_of
from maskrcnn.rcnn.stages import CROPS, StageFiles, Stages
from tests.support.onnx_reference import ReferenceNetwork
from tests.support.pyramids import Pyramid
from tests.support.small_detectors import photo

PHOTOS = [photo(name, (256, 384)) for name in ("coffee", "astronaut", "cat")]
SURE = np.full(3, 0.9, np.float32)
SMALL = Pyramid(strides=(8, 16), coarser=False, mask_size=7, sampling=1, half=False)
"""Fewer maps, none beyond those that boxes are cut from; one sample a cell; weights in float32."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return Pyramid().write(tmp_path_factory.mktemp("models") / "pyramid")


def assert_alike(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def stage_files(model: Model) -> StageFiles:
    assert isinstance(model.file, StageFiles)
    return model.file


def reference(model: Model) -> ThreeStage:
    files = stage_files(model)
    assert files.third is not None
    first, *others = (
        ReferenceNetwork(file.path, file.cut) for file in (files.first, files.second, files.third)
    )
    return ThreeStage(model.spec, Stages(files.settings, first, *others))


def in_engine(model: Model, engine="onnxruntime", **options) -> ThreeStage:
    found = build(model, EngineOptions(engine, precision="f32"), **options)
    assert isinstance(found, ThreeStage)
    return found


class Course:
    """What the reference makes of some pictures, stage by stage."""

    def __init__(self, model: Model, pictures: list[np.ndarray]) -> None:
        self.network = reference(model)
        stages, self.pictures = self.network.stages, self.network.resized(pictures)
        self.view = stages.view(self.pictures)
        self.proposals = [each.boxes for each in stages.propose(self.view)]
        self.classified = stages.classify(self.view, self.proposals)
        self.detections = stages.detect(self.view, self.proposals, self.classified, SURE)
        self.masks = stages.masks(self.view, self.detections)


@pytest.fixture(scope="module")
def course(folder):
    return Course(open_model(folder), PHOTOS[:2])


def assert_same_course(course: Course, stages: Stages) -> None:
    """Hold each stage against the reference, given what the reference gave the stage before."""
    view = stages.view(course.pictures)
    for one, other in zip(view.maps, course.view.maps, strict=True):
        assert_alike(one, other)
    assert_alike(view.objectness, course.view.objectness)
    assert_alike(view.deltas, course.view.deltas)
    classified = stages.classify(course.view, course.proposals)
    for said, expected in zip(classified, course.classified, strict=True):
        assert_alike(said.class_logits, expected.class_logits)
        assert_alike(said.deltas, expected.deltas)
    for one, other in zip(stages.masks(course.view, course.detections), course.masks, strict=True):
        assert_alike(one, other)


def test_the_reference_uses_every_level_and_finds_objects(course):
    """Else the tests below would see little."""
    strides = course.network.stages.settings.crop.strides
    levels = np.concatenate([level_of(boxes, strides) for boxes in course.proposals])
    assert (np.bincount(levels, minlength=3) > 0).all()
    assert all(len(found) > 3 for found in course.detections)
    assert all(masks.std() > 0.1 for masks in course.masks)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_stage_gives_what_the_reference_gives(course, folder, engine):
    assert_same_course(course, in_engine(open_model(folder), engine).stages)


@pytest.mark.parametrize("engine", ENGINES)
def test_so_do_other_pyramids_and_weights_in_float32(tmp_path, engine):
    model = open_model(SMALL.write(tmp_path / "small"))
    assert_same_course(Course(model, PHOTOS[1:]), in_engine(model, engine).stages)


@pytest.mark.parametrize("engine", ENGINES)
def test_weights_in_float16_give_what_the_same_in_float32_give(tmp_path, engine):
    views = []
    for half in (True, False):
        model = open_model(Pyramid(half=half).write(tmp_path / str(half)))
        segmenter = in_engine(model, engine)
        views.append(segmenter.stages.view(segmenter.resized(PHOTOS[:1])))
    assert_alike(views[0].objectness, views[1].objectness)


def test_files_of_float16_are_half_as_large(tmp_path):
    sizes = []
    for half in (True, False):
        folder = Pyramid(half=half, width=32).write(tmp_path / str(half))
        sizes.append(sum(path.stat().st_size for path in folder.glob("*.onnx")))
    assert sizes[0] < 0.6 * sizes[1]


@pytest.mark.parametrize("engine", ENGINES)
def test_pictures_of_a_batch_get_what_each_gets_alone(folder, engine):
    segmenter = in_engine(open_model(folder), engine)
    pictures = [PHOTOS[0], PHOTOS[1][:, :256], PHOTOS[2], PHOTOS[1]]
    together = segmenter.batch(pictures, SURE)
    assert all(map(len, together))
    for picture, found in zip(pictures, together, strict=True):
        alone = segmenter(picture, SURE)
        np.testing.assert_array_equal(found.class_ids, alone.class_ids)
        np.testing.assert_allclose(found.boxes, alone.boxes, atol=1e-2)
        np.testing.assert_allclose(found.scores, alone.scores, atol=1e-4)
        for one, other in zip(found.crops or (), alone.crops or (), strict=True):
            assert np.abs(one.astype(int) - other).max() <= 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("side", [20, 150, 400])
def test_levels_without_boxes_change_nothing(course, folder, engine, side):
    """All boxes on one level, the first, second or third."""
    stages = in_engine(open_model(folder), engine).stages
    corner = np.array([[0, 0, side, min(side, 256)], [3, 2, side - 4, min(side, 256) - 9]])
    boxes = [corner.clip(0, 384).astype(np.float32), np.zeros((0, 4), np.float32)]
    expected = course.network.stages.classify(course.view, boxes)
    found = stages.classify(course.view, boxes)
    assert [len(each.deltas) for each in found] == [2, 0]
    assert_alike(found[0].class_logits, expected[0].class_logits)
    assert_alike(found[0].deltas, expected[0].deltas)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_sure_enough_costs_no_masks(folder, engine):
    found = in_engine(open_model(folder), engine)(PHOTOS[0], np.full(3, 2, np.float32))
    assert len(found) == 0
    assert found.crops == ()
    assert found.trace is not None
    assert list(found.trace.stages) == ["A", "B"]


def test_in_bfloat16_boxes_stay_where_they_are(course, folder):
    import openvino

    if "BF16" not in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        pytest.skip("this processor has no bfloat16")
    rounded = build(open_model(folder), EngineOptions("openvino"))
    assert isinstance(rounded, ThreeStage)
    assert rounded.engine == "openvino bf16 on CPU"
    for one, other in zip(
        rounded.stages.masks(course.view, course.detections), course.masks, strict=True
    ):
        assert np.abs(one - other).mean() < 0.01


class TestInputSizes:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [("native", NativeSize(32)), ("128", KeepAspectRatio(128, 218, 32))],
    )
    def test_other_sizes_fit_the_maps_too(self, folder, text, expected):
        segmenter = in_engine(open_model(folder), network=NetworkOptions(input_size=text))
        assert segmenter.spec.input_size == expected
        found = segmenter(PHOTOS[0][:251, :361], SURE * 0)
        assert found.size == (251, 361)
        assert len(found)
        assert (found.boxes[:, 2:] <= [361, 251]).all()

    def test_pictures_of_any_size(self, folder):
        segmenter = in_engine(open_model(folder), network=NetworkOptions(input_size="native"))
        for size in ((1, 1), (5, 90), (33, 31)):
            assert segmenter(np.full((*size, 3), 90, np.uint8), SURE).size == size


def test_every_engine_is_named_as_it_is(folder):
    model = open_model(folder)
    assert engines_of(model) == list(ENGINES)
    for engine in ("opencv", "opencv-stages"):
        assert build(model, EngineOptions(engine)).engine.startswith("opencv")


class TestStrangers:
    """Files that do not belong together are named, whatever they are."""

    def stages(self, folder, **files: str) -> Stages:
        model = open_model(folder)
        paths = {"a": "stage-a.onnx", "b": "stage-b.onnx", "c": "stage-c.onnx"} | files
        networks = [
            compile_network(NetworkFile(Path(folder, path)), EngineOptions("onnxruntime"))
            for path in paths.values()
        ]
        first, second, third = networks
        return Stages(stage_files(model).settings, first, second, third)

    def test_another_first_stage(self, folder, tmp_path):
        other = Pyramid(coarser=False).write(tmp_path / "other")
        stages = self.stages(folder, a=str(other / "stage-a.onnx"))
        with pytest.raises(ModelError, match=r"stage A gives objectness of .* in place of"):
            stages.view(np.zeros((1, 64, 64, 3), np.uint8))

    def test_another_second_stage(self, folder, tmp_path):
        other = Pyramid(classes=2).write(tmp_path / "other")
        stages = self.stages(folder, b=str(other / "stage-b.onnx"))
        view = stages.view(np.zeros((1, 64, 64, 3), np.uint8))
        with pytest.raises(ModelError, match=r"stage B gives class_logits of \d+×3 in place of"):
            stages.classify(view, [each.boxes for each in stages.propose(view)])

    def test_stages_in_the_wrong_order(self, folder):
        stages = self.stages(folder, b="stage-c.onnx")
        view = stages.view(np.zeros((1, 64, 64, 3), np.uint8))
        with pytest.raises(ModelError, match=r"stage B takes .*classes and is given") as caught:
            stages.classify(view, [each.boxes for each in stages.propose(view)])
        assert "\n" not in str(caught.value)

    def test_maps_of_other_channels(self, folder, tmp_path):
        other = Pyramid(width=4).write(tmp_path / "other")
        stages = self.stages(folder, b=str(other / "stage-b.onnx"))
        view = stages.view(np.zeros((1, 64, 64, 3), np.uint8))
        with pytest.raises(EngineError, match="ONNX Runtime failed") as caught:
            stages.classify(view, [each.boxes for each in stages.propose(view)])
        assert "\n" not in str(caught.value)


def test_the_cut_is_where_the_crops_are(folder):
    files = stage_files(open_model(folder))
    assert files.second.cut == CROPS
    assert compile_network(files.second, EngineOptions("opencv")).inputs == (CROPS,)
