"""Each stage gives what the layers between its ends give, in the words of `rcnn.stages`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnx
import pytest

from maskrcnn.engines import NetworkFile, compile_network
from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph import TwoStages, identify, read_graph
from maskrcnn.models.tensorflow_graph.simplification import simplified
from maskrcnn.models.tensorflow_graph.stages import cut_into_stages
from maskrcnn.options import EngineOptions
from maskrcnn.rcnn.settings import RoiCrop
from maskrcnn.rcnn.stages import CROPS
from tests.support import small_detectors
from tests.support.tensorflow_graphs import EXTRACTORS
from tests.support.tensorflow_operations import results

PAPER_ORDER = [1, 0, 3, 2]
POOLED, POOLED_MASKS = "MaxPool2D/MaxPool", "MaxPool2D_1/MaxPool"
ROIS = 5


@pytest.fixture(scope="module", params=EXTRACTORS)
def graph(request, tmp_path_factory):
    folder = small_detectors.folder(tmp_path_factory, "mask_rcnn", request.param)
    return read_graph(folder / "frozen_inference_graph.pb")


@pytest.fixture(scope="module")
def layers(graph):
    return simplified(graph)


@pytest.fixture(scope="module")
def architecture(graph):
    return identify(graph)


@pytest.fixture(scope="module")
def networks(graph, architecture):
    return cut_into_stages(graph, architecture)


@pytest.fixture(scope="module")
def crops(architecture, networks):
    channels = networks.second.graph.input[0].type.tensor_type.shape.dim[1].dim_value
    crop = architecture.crop
    side = (crop.samples - crop.pool) // crop.pool_stride + 1
    drawn = np.random.default_rng(4).standard_normal((ROIS, side, side, channels))
    return np.maximum(drawn, 0).astype(np.float32)


def run(tmp_path, model, engine="opencv", **feeds):
    path = tmp_path / "stage.onnx"
    path.write_bytes(model.SerializeToString())
    file = NetworkFile(path, cut=CROPS if CROPS in feeds else "")
    return compile_network(file, EngineOptions(engine, precision="f32")).run(feeds)


def shapes(values):
    return {
        value.name: [length.dim_param or length.dim_value for length in lengths]
        for value in values
        if (lengths := value.type.tensor_type.shape.dim)
    }


def assert_same(found, expected):
    assert found.shape == expected.shape
    assert expected.std() > 0.01
    np.testing.assert_allclose(found, expected, atol=2e-3 * float(expected.std()))


@pytest.mark.parametrize("engine", ["openvino", "onnxruntime", "opencv"])
def test_the_first_stage(tmp_path, layers, architecture, networks, engine):
    heads = architecture.heads
    pictures = np.stack([small_detectors.photo(name, (49, 66)) for name in ("cat", "coffee")])
    scores, boxes = heads.proposals.scores, heads.proposals.boxes
    given = {heads.picture: pictures[..., ::-1].astype(np.float32)}
    expected = results(layers, given, [heads.features, scores, boxes])
    found = run(tmp_path, networks.first, engine, pictures=pictures)
    assert_same(found["features"], expected[heads.features].transpose(0, 3, 1, 2))
    logits = expected[scores].reshape(2, -1, 2)
    assert_same(found["objectness"], logits[..., 1] - logits[..., 0])
    assert_same(found["deltas"], expected[boxes].reshape(2, -1, 4)[..., PAPER_ORDER])


def test_the_second_stage(tmp_path, layers, architecture, networks, crops):
    head = architecture.heads.detections
    expected = results(layers, {POOLED: crops}, [head.scores, head.boxes])
    found = run(tmp_path, networks.second, crops=crops.transpose(0, 3, 1, 2))
    assert_same(found["class_logits"], expected[head.scores])
    boxes = expected[head.boxes].reshape(ROIS, -1, 4)
    assert_same(found["deltas"], boxes[..., PAPER_ORDER])


def masks_of(tmp_path, network, crops):
    one_hot = np.eye(6, dtype=np.float32)[:ROIS]
    feeds = {"crops": crops.transpose(0, 3, 1, 2), "classes": one_hot}
    return run(tmp_path, network, **feeds)["masks"]


def expected_masks(layers, architecture, crops):
    masks = architecture.heads.masks
    logits = results(layers, {POOLED_MASKS: crops}, [masks])[masks]
    return 1 / (1 + np.exp(-logits[np.arange(ROIS), np.arange(ROIS)]))


def test_the_third_stage(tmp_path, layers, architecture, networks, crops):
    expected = expected_masks(layers, architecture, crops)
    np.testing.assert_allclose(masks_of(tmp_path, networks.third, crops), expected, atol=1e-4)


def test_a_mask_head_that_cannot_be_folded_gives_the_same(tmp_path, graph, architecture, crops):
    """With bounded rectifiers, of which the folded head knows nothing."""
    rectifiers = (
        node for node in graph if node.op == "Relu" and "SecondStageBoxPredictor_1" in node.name
    )
    other = graph.replacing(replace(node, op="Relu6") for node in rectifiers)
    network = cut_into_stages(other, architecture).third
    assert network is not None
    assert "mask/enlarging" not in {node.name for node in network.graph.node}
    expected = expected_masks(simplified(other), architecture, crops)
    np.testing.assert_allclose(masks_of(tmp_path, network, crops), expected, atol=1e-4)


def test_what_goes_in_and_comes_out_is_as_the_stages_have_it(architecture, networks):
    classes, mask_size = architecture.classes, list(architecture.mask_size)
    first, second, third = (
        (shapes(each.graph.input), shapes(each.graph.output))
        for each in (networks.first, networks.second, networks.third)
    )
    channels = first[1]["features"][1]
    assert isinstance(channels, int)
    assert first[0] == {"pictures": ["pictures", "height", "width", 3]}
    assert first[1] == {
        "features": ["pictures", channels, "rows", "columns"],
        "objectness": ["pictures", "anchors"],
        "deltas": ["pictures", "anchors", 4],
    }
    crops = {
        "features": ["pictures", channels, "rows", "columns"],
        "rois": ["rois", 4],
        "pictures": ["rois"],
    }
    assert second == (
        crops,
        {"class_logits": ["rois", classes + 1], "deltas": ["rois", classes, 4]},
    )
    assert third == (crops | {"classes": ["rois", classes]}, {"masks": ["rois", *mask_size]})
    kinds = [value.type.tensor_type.elem_type for value in networks.third.graph.input]
    float32, int64 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64
    assert kinds == [float32, float32, int64, float32]


def test_without_masks_there_is_no_third_stage(tmp_path_factory):
    folder = small_detectors.folder(tmp_path_factory, "faster_rcnn")
    graph = read_graph(folder / "frozen_inference_graph.pb")
    architecture = identify(graph)
    assert isinstance(architecture, TwoStages)
    assert cut_into_stages(graph, architecture).third is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"activation": "sigmoid"}, "no softmax: use --engine opencv"),
        ({"crop": RoiCrop(1, 1, 1)}, "cannot be"),
        ({"crop": RoiCrop(4, 5, 1)}, "cannot be"),
        ({"crop": RoiCrop(14, 2, 0)}, "cannot be"),
        ({"crop": RoiCrop(1024, 2, 2)}, "cannot be"),
    ],
)
def test_other_detectors_are_refused(graph, architecture, changes, message):
    with pytest.raises(ModelError, match=message):
        cut_into_stages(graph, replace(architecture, **changes))
