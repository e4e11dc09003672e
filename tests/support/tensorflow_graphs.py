"""Small detectors of the TensorFlow Object Detection API: the zoo's topologies, thin and untrained.

Layers have the zoo's names and connections and few channels, so a picture takes a moment. Weights
are drawn from a seed: what the detectors find means nothing, but they find something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support import tensorflow_extractors as extractors
from tests.support import tensorflow_plumbing as plumbing
from tests.support.tensorflow_builder import FLOAT, INT32, GraphBuilder, Window
from tests.support.tensorflow_plumbing import Limits

SSD_RATIOS = (1.0, 2.0, 0.5, 3.0, 0.3333)
SSD_SIDE = 128
PROPOSALS, DETECTIONS = Limits(0.0, 0.7, 100, 100), Limits(0.3, 0.6, 100, 100)

_PICKY = {"bias": -2.5, "gain": 20.0}
"""For SSD's scores: few boxes stand out."""


@dataclass(frozen=True)
class Setup:
    """How a two-stage detector is set up; as published, but for the classes."""

    classes: int = 6
    seed: int = 2
    scales: Sequence[float] = (0.25, 0.5, 1.0, 2.0)
    ratios: Sequence[float] = (0.5, 1.0, 2.0)
    base: float = 256.0
    proposals: Limits = PROPOSALS
    detections: Limits = DETECTIONS
    sides: tuple[float, float] = (800.0, 1365.0)


def mask_rcnn(path: Path, setup: Setup | None = None) -> Path:
    """Write Mask R-CNN on Inception v2, with 15x15 masks."""
    setup = setup or Setup()
    graph = GraphBuilder(setup.seed)
    pixels = plumbing.resized(graph, plumbing.picture(graph), plumbing.to_range(*setup.sides))
    image = plumbing.scaled(graph, pixels)
    features = extractors.inception_first_stage(graph, image)
    pooled = _first_stage(graph, setup, features)
    detections = _second_stage(graph, setup, extractors.inception_second_stage(graph, pooled))
    _mask_stage(graph, setup, features, detections)
    return graph.save(path)


def faster_rcnn(path: Path, setup: Setup | None = None) -> Path:
    """Write Faster R-CNN on a ResNet with holes in its convolutions.

    As in later releases, crops are regrouped by picture, and back, before they are pooled.
    """
    setup = setup or Setup(seed=7, sides=(600.0, 1024.0))
    graph = GraphBuilder(setup.seed)
    pixels = plumbing.resized(graph, plumbing.picture(graph), plumbing.to_range(*setup.sides))
    image = plumbing.centred(graph, pixels)
    features = extractors.resnet_first_stage(graph, image)
    pooled = _first_stage(graph, setup, features, regrouped=True)
    _second_stage(graph, setup, extractors.resnet_second_stage(graph, pooled))
    return graph.save(path)


def ssd(path: Path, classes: int = 6, *, seed: int = 2, spelled: bool = True) -> Path:
    """Write SSD on MobileNet v1 for pictures of 128x128; `spelled` writes batch norms out."""
    graph = GraphBuilder(seed)
    resize = plumbing.to_size(SSD_SIDE, SSD_SIDE)
    image = plumbing.scaled(graph, plumbing.resized(graph, plumbing.picture(graph), resize))
    layers = extractors.mobilenet(graph, image, spelled=spelled)
    maps = [layers[11], layers[13]]
    maps += extractors.coarser_maps(graph, layers[13], 4, spelled=spelled)
    specs = _ssd_specs(len(maps))
    for number, layer in enumerate(maps):
        anchors = len(specs[number])
        _head(graph, f"BoxPredictor_{number}", "BoxEncodingPredictor", layer, anchors * 4)
        _head(
            graph,
            f"BoxPredictor_{number}",
            "ClassPredictor",
            layer,
            anchors * (classes + 1),
            bias=-2.5,
            gain=20.0,
        )
    _ssd_ending(graph, plumbing.map_anchors(graph, specs), "BoxPredictor_0/BoxEncodingPredictor")
    return graph.save(path)


def ssd_pyramid(path: Path, classes: int = 6, *, seed: int = 0) -> Path:
    """Write SSD with a feature pyramid and one predictor for all its levels.

    As in later releases, values are scaled before the picture is resized.
    """
    graph = GraphBuilder(seed)
    resize = plumbing.to_size(SSD_SIDE, SSD_SIDE)
    image = plumbing.resized(graph, plumbing.scaled(graph, plumbing.picture(graph)), resize)
    layers = extractors.mobilenet(graph, image, spelled=False)
    maps = extractors.pyramid(graph, [layers[5], layers[11], layers[13]], SSD_SIDE // 8)
    shared = "WeightSharedConvolutionalBoxPredictor"
    for number, layer in enumerate(maps):
        scope = f"{shared}_{number}" if number else shared
        _head(graph, scope, "BoxPredictor", layer, 6 * 4, variables=shared)
        _head(
            graph,
            scope,
            "ClassPredictor",
            layer,
            6 * (classes + 1),
            variables=shared,
            bias=-2.5,
            gain=20.0,
        )
    anchors = plumbing.pyramid_anchors(graph, [32.0 * 2**n for n in range(5)])
    _ssd_ending(graph, anchors, f"{shared}/BoxPredictor")
    return graph.save(path)


def _first_stage(
    graph: GraphBuilder, setup: Setup, features: str, *, regrouped: bool = False
) -> str:
    """Add proposals and their crops; return the crops, pooled."""
    anchors = len(setup.scales) * len(setup.ratios)
    layer = graph.convolution("Conv/Conv2D", features, "Conv/weights", 32, Window(3))
    layer = graph.rectifier("Conv/Relu6", graph.bias("Conv/BiasAdd", layer, "Conv/biases"), "Relu6")
    scope = "FirstStageBoxPredictor"
    boxes = _head(graph, scope, "BoxEncodingPredictor", layer, anchors * 4)
    scores = _head(graph, scope, "ClassPredictor", layer, anchors * 2)
    flat = [
        _reshape(graph, f"{scope}/Reshape{suffix}", head, [-1, size])
        for suffix, head, size in (("", boxes, 4), ("_1", scores, 2))
    ]
    grid = plumbing.grid_anchors(
        graph, "GridAnchorGenerator", setup.scales, setup.ratios, setup.base
    )
    decoded = graph.node("Decode/add", "Add", flat[0], grid, T=FLOAT)
    likely = graph.node("Softmax", "Softmax", flat[1], T=FLOAT)
    kept = plumbing.suppression(graph, "", decoded, likely, setup.proposals)
    boxes = _reshape(graph, "Reshape_3", kept, [-1, 4])
    return _cropped(graph, "", features, boxes, regrouped=regrouped)


def _second_stage(graph: GraphBuilder, setup: Setup, features: str) -> str:
    """Add the classes and boxes of the proposals; return the boxes that are left."""
    scope = "SecondStageBoxPredictor"
    axes = graph.const(f"{scope}/AvgPool/reduction_indices", [1, 2])
    mean = graph.node(f"{scope}/AvgPool", "Mean", features, axes, T=FLOAT, keep_dims=True)
    flat = _flattened(graph, f"{scope}/Flatten/flatten", mean)
    graph.widths[flat] = graph.widths[features]
    boxes = _dense(graph, f"{scope}/BoxEncodingPredictor", flat, setup.classes * 4, gain=0.5)
    scores = _dense(graph, f"{scope}/ClassPredictor", flat, setup.classes + 1, gain=24.0)
    boxes = _reshape(graph, f"{scope}/Reshape", boxes, [-1, 1, setup.classes, 4])
    scores = _reshape(graph, f"{scope}/Reshape_1", scores, [-1, 1, setup.classes + 1])
    ending = "SecondStagePostprocessor"
    likely = graph.node(f"{ending}/convert_scores", "Softmax", scores, T=FLOAT)
    kept = plumbing.suppression(graph, f"{ending}/", boxes, likely, setup.detections)
    for name in ("detection_boxes", "detection_scores", "detection_classes", "num_detections"):
        graph.node(name, "Identity", kept, T=FLOAT)
    return kept


def _mask_stage(graph: GraphBuilder, setup: Setup, features: str, detections: str) -> None:
    pooled = _cropped(graph, "_1", features, detections)
    layer = extractors.inception_second_stage(graph, pooled, "_1")
    scope, variables = "SecondStageBoxPredictor_1", "SecondStageBoxPredictor"
    size = graph.const(f"{scope}/ResizeBilinear/size", [15, 15])
    large = graph.node(f"{scope}/ResizeBilinear", "ResizeBilinear", layer, size, align_corners=True)
    graph.widths[large] = graph.widths[layer]
    for unit, width in (("Conv", 16), ("Conv_1", setup.classes)):
        weights = f"{variables}/{unit}/weights"
        layer = graph.convolution(f"{scope}/{unit}/Conv2D", large, weights, width, Window(3))
        layer = graph.bias(f"{scope}/{unit}/BiasAdd", layer, f"{variables}/{unit}/biases")
        large = graph.rectifier(f"{scope}/{unit}/Relu", layer) if unit == "Conv" else layer
    order = graph.const(f"{scope}/transpose/perm", [0, 3, 1, 2])
    masks = graph.node(f"{scope}/transpose", "Transpose", large, order, T=FLOAT, Tperm=INT32)
    axis = graph.const(f"{scope}/MaskPredictor/dim", 1)
    masks = graph.node(f"{scope}/MaskPredictor", "ExpandDims", masks, axis, T=FLOAT, Tdim=INT32)
    chosen = graph.node("Squeeze", "Squeeze", masks, T=FLOAT, squeeze_dims=(1,))
    graph.node("detection_masks", "Identity", graph.node("Sigmoid", "Sigmoid", chosen), T=FLOAT)


def _cropped(
    graph: GraphBuilder, suffix: str, features: str, boxes: str, *, regrouped: bool = False
) -> str:
    """Add crops of 14x14 samples, pooled to half of that."""
    samples = 14
    name = f"CropAndResize{suffix}"
    size = graph.const(f"{name}/crop_size", [samples, samples])
    pictures = graph.node(f"{name}/box_ind", "ZerosLike", boxes, T=INT32)
    options = {"T": FLOAT, "method": "bilinear", "extrapolation_value": 0.0}
    crops = graph.node(name, "CropAndResize", features, boxes, pictures, size, **options)
    if regrouped:
        shape = [-1, samples, samples, graph.widths[features]]
        crops = _reshape(graph, f"{name}/Reshape", crops, [1, *shape])
        crops = _reshape(graph, f"{name}/Reshape_1", crops, shape)
    graph.widths[crops] = graph.widths[features]
    return graph.pool(f"MaxPool2D{suffix}/MaxPool", crops, "MaxPool", Window(2, 2, "VALID"))


def _head(
    graph: GraphBuilder,
    scope: str,
    name: str,
    source: str,
    width: int,
    *,
    variables: str = "",
    bias: float = 0.0,
    gain: float = 2.0,
) -> str:
    node, weights = f"{scope}/{name}", f"{variables or scope}/{name}"
    layer = graph.convolution(
        f"{node}/Conv2D", source, f"{weights}/weights", width, Window(1), gain=gain
    )
    return graph.bias(f"{node}/BiasAdd", layer, f"{weights}/biases", bias)


def _dense(graph: GraphBuilder, name: str, source: str, width: int, gain: float) -> str:
    weights = graph.weights(f"{name}/weights", graph.widths[source], width, gain=gain)
    options = {"T": FLOAT, "transpose_a": False, "transpose_b": False}
    product = graph.node(f"{name}/MatMul", "MatMul", source, weights, **options)
    graph.widths[product] = width
    return graph.bias(f"{name}/BiasAdd", product, f"{name}/biases")


def _reshape(graph: GraphBuilder, name: str, source: str, shape: list[int]) -> str:
    sizes = graph.const(f"{name}/shape", shape)
    return graph.node(name, "Reshape", source, sizes, T=FLOAT, Tshape=INT32)


def _flattened(graph: GraphBuilder, scope: str, source: str) -> str:
    shape = graph.node(f"{scope}/Shape", "Shape", source, T=FLOAT, out_type=INT32)
    batch = graph.item(f"{scope}/strided_slice", shape, 0)
    rest = graph.const(f"{scope}/Reshape/shape/1", -1)
    sizes = graph.node(f"{scope}/Reshape/shape", "Pack", batch, rest, T=INT32, N=2, axis=0)
    return graph.node(f"{scope}/Reshape", "Reshape", source, sizes, T=FLOAT, Tshape=INT32)


def _ssd_specs(maps: int) -> list[list[tuple[float, float]]]:
    scales = [0.2 + 0.75 * n / (maps - 1) for n in range(maps)]
    specs = [[(0.1, 1.0), (0.2, 2.0), (0.2, 0.5)]]
    for scale, following in zip(scales[1:], [*scales[2:], 1.0], strict=True):
        specs.append([(scale, ratio) for ratio in SSD_RATIOS])
        specs[-1].append(((scale * following) ** 0.5, 1.0))
    return specs


def _ssd_ending(graph: GraphBuilder, anchors: str, boxes: str) -> None:
    """Add what becomes of SSD's predictions; to this the first map stands for all."""
    encoded = _reshape(graph, "concat", f"{boxes}/BiasAdd", [-1, 4])
    decoded = graph.node("Postprocessor/Decode/add", "Add", encoded, anchors, T=FLOAT)
    scores = f"{boxes.rpartition('/')[0]}/ClassPredictor/BiasAdd"
    likely = graph.node("Postprocessor/convert_scores", "Sigmoid", scores, T=FLOAT)
    kept = plumbing.suppression(graph, "Postprocessor/", decoded, likely, DETECTIONS)
    graph.node("detection_boxes", "Identity", kept, T=FLOAT)
