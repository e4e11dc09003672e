"""The default model on real photos, from Python."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from PIL import Image

import maskrcnn
from maskrcnn.options import EngineOptions
from tests.support.shared import EXAMPLES, shared

PHOTOS = {"astronaut.jpg": "person", "cat.jpg": "cat", "coffee.jpg": "cup"}


@pytest.mark.parametrize(("photo", "label"), PHOTOS.items())
def test_it_finds_what_anyone_sees(predictor, photo, label):
    found = predictor(EXAMPLES / photo)
    best = found[0]
    assert best.label == label
    assert best.score > 0.5
    assert 0.1 < best.area / (found.size[0] * found.size[1]) < 0.85
    x0, y0, x1, y1 = best.box
    assert best.mask[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1].sum() == best.area


def test_the_mask_is_the_object_and_not_its_box(predictor):
    """Points that anyone would put in or out of the cup and of the cat."""
    cup = predictor(EXAMPLES / "coffee.jpg")["cup"][0].mask
    assert cup[150, 290]
    assert not cup[30, 175], "a corner of the box is the table"
    cat = predictor(EXAMPLES / "cat.jpg")["cat"][0].mask
    assert cat[150, 200]
    assert not cat[60, 410]


@pytest.mark.development
@pytest.mark.parametrize(
    ("photo", "labels"),
    [
        ("messi5.jpg", {"person", "sports ball"}),
        ("basketball1.png", {"person"}),
        ("fruits.jpg", {"orange"}),
    ],
)
def test_it_finds_what_anyone_sees_in_more_photos(predictor, photo, labels):
    assert labels <= set(predictor.down_to(0.4)(shared("photos", photo)).names)


def test_a_picture_may_come_in_any_form(predictor):
    path = EXAMPLES / "cat.jpg"
    expected = predictor(path)
    forms = [
        str(path),
        path.read_bytes(),
        Image.open(path),
        cv2.imread(str(path)),
        maskrcnn.read_picture(path),
    ]
    for found in predictor(forms):
        assert found.names == expected.names
        assert np.allclose(found.boxes, expected.boxes, atol=0.01)
    with path.open("rb") as file:
        assert predictor(file).names == expected.names


def test_an_iterator_is_read_as_it_goes(predictor):
    def endless():
        while True:
            yield EXAMPLES / "cat.jpg"

    results = predictor(endless())
    assert next(results).names == next(results).names == ["cat"]


def test_the_result_carries_name_picture_and_trace(predictor):
    found = predictor(EXAMPLES / "cat.jpg")
    assert found.name.endswith("cat.jpg")
    assert found.image is not None
    assert found.image.shape == (300, 451, 3)
    assert found.trace is not None
    assert found.trace.model == "mask-rcnn-nano"
    assert 0 < found.trace.network_seconds <= found.trace.total_seconds


def test_threads_get_what_one_alone_gets(predictor):
    photos = [EXAMPLES / photo for photo in PHOTOS] * 3
    alone = [predictor(photo) for photo in photos]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(predictor, photos))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one.boxes, other.boxes)
        assert np.array_equal(one.masks, other.masks)


def test_engines_agree(predictor):
    """Float32 in every engine: the same objects, boxes within 0.05 pixels, masks within 0.1 %."""
    results = [
        maskrcnn.load(engine=EngineOptions(engine, precision="f32"))(EXAMPLES / "coffee.jpg")
        for engine in ("openvino", "onnxruntime", "opencv")
    ]
    for other in results[1:]:
        assert other.names == results[0].names
        assert np.abs(other.boxes - results[0].boxes).max() < 0.05
        assert (other.masks != results[0].masks).mean() < 0.001


def test_a_network_is_built_once_and_found_again(cache):
    maskrcnn.load("yolov5s-seg")
    networks = {path: path.stat().st_mtime_ns for path in (cache / "networks").iterdir()}
    maskrcnn.load("yolov5s-seg")
    assert networks == {path: path.stat().st_mtime_ns for path in (cache / "networks").iterdir()}
    assert all(path.suffix == ".onnx" for path in networks)


@pytest.mark.parametrize("size", [(4, 4), (5, 300), (300, 5), (37, 1000), (1201, 40)])
def test_any_shape_goes_through(predictor, size):
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    assert predictor(noise).size == size


def test_thresholds_by_class_and_of_masks(predictor):
    score = predictor(EXAMPLES / "coffee.jpg")["cup"].scores.max()
    limits = {"cup": float(score) + 0.001, "*": 0.3}
    found = maskrcnn.load(confidence=limits, mask_threshold=0.9)(EXAMPLES / "coffee.jpg")
    assert "cup" not in found.names
    assert found.mask_options.threshold == 0.9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"classes": "persn"}, "did you mean 'person'"),
        ({"confidence": 2}, "between 0 and 1"),
        ({"mask_threshold": -1}, "between 0 and 1"),
        ({"engine": "tensorrt"}, "choose from"),
    ],
)
def test_mistakes_are_answered_in_one_line(options, message):
    with pytest.raises(maskrcnn.MaskRCNNError, match=message) as caught:
        maskrcnn.load(**options)
    assert "\n" not in str(caught.value)


def test_an_unknown_model_is_answered_with_the_nearest():
    with pytest.raises(maskrcnn.ModelError, match="did you mean yolov7-seg"):
        maskrcnn.load("yolo7-seg")


@pytest.mark.parametrize("options", [{"batch": 2}, {"throughput": True}])
def test_several_at_a_time_give_the_same_in_order(options):
    names = ("cat.jpg", "coffee.jpg", "astronaut.jpg", "cat.jpg")
    photos = tuple(EXAMPLES / name for name in names)
    alone = maskrcnn.load(engine=maskrcnn.EngineOptions(precision="f32"))
    together = maskrcnn.load(engine=maskrcnn.EngineOptions(precision="f32", **options))
    for one, other in zip(alone(photos), together(iter(photos)), strict=True):
        assert one.name == other.name
        assert np.allclose(one.boxes, other.boxes, atol=0.01)


@pytest.mark.parametrize("options", [{"batch": 3}, {"throughput": True}])
def test_what_came_before_a_picture_that_cannot_be_read_is_given(options):
    predictor = maskrcnn.load(engine=maskrcnn.EngineOptions(**options))
    results = predictor(iter([EXAMPLES / "cat.jpg", EXAMPLES / "coffee.jpg", b"damaged"]))
    assert [next(results).name, next(results).name] == [
        str(EXAMPLES / "cat.jpg"),
        str(EXAMPLES / "coffee.jpg"),
    ]
    with pytest.raises(maskrcnn.PictureError):
        next(results)


@pytest.mark.parametrize("batch", [0, 1000])
def test_a_batch_has_bounds(batch):
    with pytest.raises(maskrcnn.UsageError, match="from 1 to 256"):
        maskrcnn.EngineOptions(batch=batch)
