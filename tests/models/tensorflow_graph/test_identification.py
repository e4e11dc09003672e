"""What a frozen graph is said to hold, and where that is known from."""

from dataclasses import replace
from pathlib import Path

import pytest

from maskrcnn.errors import ModelError
from maskrcnn.input_size import FixedSize, KeepAspectRatio
from maskrcnn.models.tensorflow_graph import SingleStage, TwoStages, identify, read_graph
from maskrcnn.models.tensorflow_graph.architecture import Architecture
from maskrcnn.models.tensorflow_graph.schema import GraphDef
from maskrcnn.rcnn.anchors import grid_anchors
from maskrcnn.rcnn.settings import RoiCrop, Suppression
from tests.support.tensorflow_builder import GraphBuilder
from tests.support.tensorflow_graphs import ExtractorName, Setup, faster_rcnn, mask_rcnn
from tests.support.tensorflow_plumbing import Limits
from tests.support.tensorflow_ssd import SSD_SIDE, ssd, ssd_pyramid

UNUSUAL = Setup(
    classes=3,
    scales=(0.5, 1.5),
    ratios=(0.4, 1.0, 2.5),
    base=128.0,
    proposals=Limits(0.05, 0.55, 60, 60),
    detections=Limits(0.2, 0.45, 40, 70),
    sides=(320.0, 640.0),
)

CONFIG = """
model { faster_rcnn {
  num_classes: 6
  image_resizer { keep_aspect_ratio_resizer { min_dimension: 480 max_dimension: 640 } }
  first_stage_anchor_generator { grid_anchor_generator {
    height: 128 width: 128 height_stride: 8 width_stride: 8
    scales: [0.5, 1.0, 2.0, 4.0] aspect_ratios: [0.5, 1.0, 2.0] } }
  first_stage_nms_score_threshold: 0.1
  first_stage_nms_iou_threshold: 0.75
  first_stage_max_proposals: 50
  second_stage_post_processing {
    batch_non_max_suppression {
      score_threshold: 0.25 iou_threshold: 0.5
      max_detections_per_class: 20 max_total_detections: 30 }
    score_converter: SOFTMAX }
} }
"""

SSD_CONFIG = """
model { ssd {
  num_classes: 6
  image_resizer { fixed_shape_resizer { height: 128 width: 160 } }
  box_coder { faster_rcnn_box_coder { y_scale: 5 x_scale: 10 height_scale: 4 width_scale: 2 } }
  anchor_generator { ssd_anchor_generator {
    num_layers: 6 min_scale: 0.1 max_scale: 0.6 aspect_ratios: [1.0, 2.0, 0.5, 3.0, 0.3333] } }
  post_processing { score_converter: SOFTMAX }
} }
"""

SETTINGS = (b"AnchorGenerator", b"NonMaxSuppression", b"while/Resize", b"convert_scores")


def two_stages(path: Path) -> TwoStages:
    found = identify(read_graph(path))
    assert isinstance(found, TwoStages)
    return found


def single_stage(path: Path) -> SingleStage:
    found = identify(read_graph(path))
    assert isinstance(found, SingleStage)
    return found


def bare(path: Path) -> Path:
    """Take out of a graph what tells how it was set up; its constants stay, with no readers."""
    message = GraphDef.FromString(path.read_bytes())
    for node in message.node:
        if node.op != b"Const" and any(word in node.name for word in SETTINGS):
            node.op = b"NoOp"
    path.write_bytes(message.SerializeToString())
    return path


def test_mask_rcnn_by_its_layers(tmp_path: Path) -> None:
    found = two_stages(mask_rcnn(tmp_path / "mask.pb"))
    assert (found.kind, found.feature_extractor, found.classes) == ("mask-rcnn", "inception v2", 6)
    assert (found.stride, found.crop, found.mask_size) == (16.0, RoiCrop(14, 2, 2), (15, 15))
    assert found.heads.picture == "image_tensor"
    assert found.heads.features.endswith("Mixed_4e/concat")
    assert (found.heads.crop, found.heads.mask_crop) == ("CropAndResize", "CropAndResize_1")
    assert found.heads.masks == "SecondStageBoxPredictor_1/transpose"
    assert found.outputs == ("detection_out_final", "detection_masks")
    assert (found.first_class, found.input_size) == (0, None)


@pytest.mark.parametrize(
    ("extractor", "words", "crop"),
    [
        ("resnet", "resnet50", RoiCrop(14, 2, 2)),
        ("resnet101", "resnet101", RoiCrop(14, 2, 2)),
        ("inception_resnet", "inception resnet v2", RoiCrop(17, 1, 1)),
    ],
)
def test_mask_rcnn_with_holes_by_its_layers(
    extractor: ExtractorName, words: str, crop: RoiCrop, tmp_path: Path
) -> None:
    """A stride was taken out of the extractor, and masks are larger."""
    found = two_stages(mask_rcnn(tmp_path / "mask.pb", Setup(extractor=extractor)))
    assert (found.kind, found.feature_extractor) == ("mask-rcnn", words)
    assert (found.stride, found.crop, found.mask_size) == (8.0, crop, (33, 33))
    assert (found.proposals.total, found.assumed) == (100, ("box_variance",))


def test_faster_rcnn_by_its_layers(tmp_path: Path) -> None:
    """A stride was taken out of the extractor, so its cells are half as large."""
    found = two_stages(faster_rcnn(tmp_path / "faster.pb"))
    assert (found.kind, found.feature_extractor, found.classes) == ("faster-rcnn", "resnet50", 6)
    assert (found.stride, found.anchors[0].stride, found.mask_size) == (8.0, 8.0, None)
    assert found.outputs == ("detection_out_final",)


def test_ssd_by_its_layers(tmp_path: Path) -> None:
    found = single_stage(ssd(tmp_path / "ssd.pb"))
    assert (found.kind, found.feature_extractor, found.classes) == ("ssd", "mobilenet v1", 6)
    assert [head.boxes.split("/")[0] for head in found.heads.maps] == [
        f"BoxPredictor_{number}" for number in range(6)
    ]
    assert found.input_size == (SSD_SIDE, SSD_SIDE)
    assert (found.outputs, found.first_class) == (("detection_out",), 1)


def test_a_pyramid_by_its_layers(tmp_path: Path) -> None:
    found = single_stage(ssd_pyramid(tmp_path / "pyramid.pb"))
    assert (found.kind, found.feature_extractor) == ("ssd", "mobilenet v1 fpn")
    assert [anchors.widths[0] for anchors in found.anchors] == [32, 64, 128, 256, 512]
    assert "anchors" not in found.assumed


def test_settings_are_read_from_constants(tmp_path: Path) -> None:
    found = two_stages(mask_rcnn(tmp_path / "unusual.pb", UNUSUAL))
    assert found.classes == 3
    assert found.resizer == KeepAspectRatio(320, 640)
    assert found.proposals == Suppression(0.05, 0.55, 60, 60)
    assert found.detections == Suppression(0.2, 0.45, 40, 70)
    assert found.activation == "softmax"
    assert_same_anchors(found, grid_anchors(UNUSUAL.scales, UNUSUAL.ratios, 128.0, 16.0).widths)
    assert found.assumed == ("box_variance",)


def assert_same_anchors(found: Architecture, widths: tuple[float, ...]) -> None:
    assert found.anchors[0].widths == pytest.approx(widths, rel=1e-6)


def test_an_overlap_that_is_an_attribute_is_read(tmp_path: Path) -> None:
    """As the first release of the operation had it."""
    path = mask_rcnn(tmp_path / "old.pb")
    message = GraphDef.FromString(path.read_bytes())
    for node in message.node:
        if node.op == b"NonMaxSuppressionV2":
            node.op = b"NonMaxSuppression"
            del node.input[3]
            node.attr.add(key=b"iou_threshold").value.f = 0.35
    path.write_bytes(message.SerializeToString())
    found = two_stages(path)
    assert found.detections.overlap == found.proposals.overlap == 0.35


def test_what_nothing_tells_is_as_published_and_said_so(tmp_path: Path) -> None:
    found = two_stages(bare(mask_rcnn(tmp_path / "bare.pb", replace(UNUSUAL, scales=(1, 1, 1, 1)))))
    assert found.resizer == KeepAspectRatio(800, 1365)
    assert found.proposals == Suppression(0.0, 0.7, 100, 100)
    assert found.detections == Suppression(0.3, 0.6, 100, 100)
    assert_same_anchors(
        found, grid_anchors((0.25, 0.5, 1.0, 2.0), (0.5, 1.0, 2.0), 256.0, 16.0).widths
    )
    assert {"anchors", "resizer", "proposals.total", "detections.score"} <= set(found.assumed)


def test_faster_rcnn_has_more_proposals_as_published(tmp_path: Path) -> None:
    found = two_stages(bare(faster_rcnn(tmp_path / "bare.pb")))
    assert found.proposals.total == 300
    assert found.resizer == KeepAspectRatio(600, 1024)


def test_ssd_anchors_as_published_are_for_its_size(tmp_path: Path) -> None:
    found = single_stage(bare(ssd(tmp_path / "bare.pb")))
    assert found.resizer == FixedSize(300, 300)
    assert found.anchors[0].widths[0] == pytest.approx(30)
    assert found.activation == "sigmoid"


def test_a_pipeline_config_wins(tmp_path: Path) -> None:
    path = mask_rcnn(tmp_path / "frozen_inference_graph.pb")
    (tmp_path / "pipeline.config").write_text(CONFIG)
    found = two_stages(path)
    assert found.resizer == KeepAspectRatio(480, 640)
    assert found.proposals == Suppression(0.1, 0.75, 50, 50)
    assert found.detections == Suppression(0.25, 0.5, 20, 30)
    assert found.anchors[0].stride == 8.0
    assert_same_anchors(found, grid_anchors((0.5, 1, 2, 4), (0.5, 1, 2), 128.0, 8.0).widths)


def test_a_pipeline_config_of_ssd_wins(tmp_path: Path) -> None:
    path = ssd(tmp_path / "frozen_inference_graph.pb")
    (tmp_path / "pipeline.config").write_text(SSD_CONFIG)
    found = single_stage(path)
    assert found.input_size == (128, 160)
    assert found.box_variance == pytest.approx((0.1, 0.2, 0.5, 0.25))
    assert found.anchors[1].widths[0] == pytest.approx(0.2 * 128)
    assert found.activation == "softmax"


def test_a_pipeline_config_of_a_pyramid_wins(tmp_path: Path) -> None:
    path = ssd_pyramid(tmp_path / "frozen_inference_graph.pb")
    (tmp_path / "pipeline.config").write_text(
        "model { ssd { anchor_generator { multiscale_anchor_generator { anchor_scale: 3 } } } }"
    )
    assert single_stage(path).anchors[0].widths[0] == 24


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (CONFIG.replace("num_classes: 6", "num_classes: 1"), "is for 1 classes, .* has 6"),
        (SSD_CONFIG, "is not for mask-rcnn"),
        (CONFIG.replace("scales: [0.5, ", "scales: ["), "predicts 12 boxes a cell, .* for 9"),
        (CONFIG.replace("0.75", "often"), "first_stage_nms_iou_threshold is 'often', not a number"),
        (CONFIG.replace("max_dimension: 640", "max_dimension: 0"), "wants pictures of 480x0"),
        ("model {", "ends too early"),
    ],
)
def test_a_pipeline_config_of_another_model_is_named(
    config: str, words: str, tmp_path: Path
) -> None:
    graph = read_graph(mask_rcnn(tmp_path / "frozen_inference_graph.pb"))
    (tmp_path / "pipeline.config").write_text(config)
    with pytest.raises(ModelError, match=words):
        identify(graph)


def test_other_networks_are_refused(tmp_path: Path) -> None:
    builder = GraphBuilder()
    builder.node("softmax", "Softmax", builder.node("image", "Placeholder"))
    graph = read_graph(builder.save(tmp_path / "classifier.pb"))
    with pytest.raises(ModelError, match=r"classifier\.pb: holds no Mask R-CNN"):
        identify(graph)


def test_a_graph_that_was_not_frozen_is_refused(tmp_path: Path) -> None:
    path = mask_rcnn(tmp_path / "training.pb")
    message = GraphDef.FromString(path.read_bytes())
    for node in message.node:
        if node.op == b"Const" and node.name.endswith(b"biases"):
            node.op = b"VariableV2"
    path.write_bytes(message.SerializeToString())
    with pytest.raises(ModelError, match="has no weights: give the frozen_inference_graph"):
        identify(read_graph(path))
