"""Detectors of the TensorFlow Object Detection API in two stages: the zoo's topologies, untrained.

Layers have the zoo's names and connections, and if nothing else is asked for few channels, so that
a picture takes a moment. Weights are drawn from a seed: what the detectors find means nothing, but
they find something.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from maskrcnn.rcnn.settings import RoiCrop
from tests.support import tensorflow_inception as inception
from tests.support import tensorflow_inception_resnet as inception_resnet
from tests.support import tensorflow_plumbing as plumbing
from tests.support import tensorflow_resnet as resnet
from tests.support.tensorflow_builder import FLOAT, INT32, GraphBuilder, Window
from tests.support.tensorflow_layers import Scope, convolved, head, reshaped
from tests.support.tensorflow_plumbing import Limits

PROPOSALS, DETECTIONS = Limits(0.0, 0.7, 100, 100), Limits(0.3, 0.6, 100, 100)

ExtractorName: TypeAlias = Literal["inception", "resnet", "resnet101", "inception_resnet"]


@dataclass(frozen=True)
class Extractor:
    """A feature extractor, and what the zoo's detectors on it have besides.

    Attributes
    ----------
    scaled : callable
        Adds what is done to the values of the picture.
    first, second : callable
        Add the layers up to the feature map, and those on its crops; the latter know a suffix for
        the mask branch.
    rate : int
        Of the holes in the convolution before the proposals.
    crop : RoiCrop
    mask_side, mask_layers : int
        Of the mask branch: what features are enlarged to, and the convolutions after that.
    """

    scaled: Callable[[GraphBuilder, str], str]
    first: Callable[[GraphBuilder, str], str]
    second: Callable[[GraphBuilder, str, str], str]
    rate: int = 2
    crop: RoiCrop = RoiCrop(14, 2, 2)  # noqa: RUF009 (it is frozen)
    mask_side: int = 33
    mask_layers: int = 4


def _resnet(name: str) -> Extractor:
    first, second = partial(resnet.first_stage, name=name), partial(resnet.second_stage, name=name)
    return Extractor(plumbing.centred, first, second)


EXTRACTORS: Mapping[ExtractorName, Extractor] = {
    "inception": Extractor(
        plumbing.scaled,
        inception.first_stage,
        inception.second_stage,
        rate=1,
        mask_side=15,
        mask_layers=2,
    ),
    "resnet": _resnet("resnet_v1_50"),
    "resnet101": _resnet("resnet_v1_101"),
    "inception_resnet": Extractor(
        plumbing.scaled,
        inception_resnet.first_stage,
        inception_resnet.second_stage,
        crop=RoiCrop(17, 1, 1),
    ),
}


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
    extractor: ExtractorName = "inception"

    @property
    def parts(self) -> Extractor:
        """What the feature extractor is made of."""
        return EXTRACTORS[self.extractor]


FASTER = Setup(seed=7, sides=(600.0, 1024.0), extractor="resnet")


def mask_rcnn(path: Path, setup: Setup | None = None) -> Path:
    """Write Mask R-CNN, on Inception v2 with 15x15 masks unless the setup is for another."""
    setup = setup or Setup()
    graph = GraphBuilder(setup.seed)
    build_mask_rcnn(graph, setup)
    return graph.save(path)


def build_mask_rcnn(graph: GraphBuilder, setup: Setup) -> None:
    """Add Mask R-CNN to a graph."""
    features = _features(graph, setup)
    crops = _first_stage(graph, setup, features)
    detections = _second_stage(graph, setup, setup.parts.second(graph, crops, ""))
    _mask_stage(graph, setup, features, detections)


def faster_rcnn(path: Path, setup: Setup | None = None) -> Path:
    """Write Faster R-CNN, on ResNet-50 unless the setup is for another.

    As in later releases, crops are regrouped by picture, and back, before they are pooled.
    """
    setup = setup or FASTER
    graph = GraphBuilder(setup.seed)
    features = _features(graph, setup)
    crops = _first_stage(graph, setup, features, regrouped=True)
    _second_stage(graph, setup, setup.parts.second(graph, crops, ""))
    return graph.save(path)


def _features(graph: GraphBuilder, setup: Setup) -> str:
    """Add the picture and all layers up to the feature map."""
    pixels = plumbing.resized(graph, plumbing.picture(graph), plumbing.to_range(*setup.sides))
    return setup.parts.first(graph, setup.parts.scaled(graph, pixels))


def _first_stage(
    graph: GraphBuilder, setup: Setup, features: str, *, regrouped: bool = False
) -> str:
    """Add proposals and their crops; return the crops, pooled."""
    anchors = len(setup.scales) * len(setup.ratios)
    conv, width = Scope("Conv", "Conv"), graph.channels("Conv")
    layer = convolved(graph, conv, features, width, Window(3, rate=setup.parts.rate))
    layer = graph.rectifier("Conv/Relu6", graph.bias("Conv/BiasAdd", layer, "Conv/biases"), "Relu6")
    scope = "FirstStageBoxPredictor"
    predictor = Scope(scope, scope)
    boxes = head(graph, predictor.within("BoxEncodingPredictor"), layer, anchors * 4)
    scores = head(graph, predictor.within("ClassPredictor"), layer, anchors * 2)
    flat = [
        reshaped(graph, f"{scope}/Reshape{suffix}", layer, [-1, size])
        for suffix, layer, size in (("", boxes, 4), ("_1", scores, 2))
    ]
    grid = plumbing.grid_anchors(
        graph, "GridAnchorGenerator", setup.scales, setup.ratios, setup.base
    )
    decoded = graph.node("Decode/add", "Add", flat[0], grid, T=FLOAT)
    likely = graph.node("Softmax", "Softmax", flat[1], T=FLOAT)
    kept = plumbing.suppression(graph, "", decoded, likely, setup.proposals)
    boxes = reshaped(graph, "Reshape_3", kept, [-1, 4])
    return _cropped(graph, setup.parts.crop, features, boxes, regrouped=regrouped)


def _second_stage(graph: GraphBuilder, setup: Setup, features: str) -> str:
    """Add the classes and boxes of the proposals; return the boxes that are left."""
    scope = "SecondStageBoxPredictor"
    axes = graph.const(f"{scope}/AvgPool/reduction_indices", [1, 2])
    mean = graph.node(f"{scope}/AvgPool", "Mean", features, axes, T=FLOAT, keep_dims=True)
    flat = _flattened(graph, f"{scope}/Flatten/flatten", mean)
    graph.widths[flat] = graph.widths[features]
    boxes = _dense(graph, f"{scope}/BoxEncodingPredictor", flat, setup.classes * 4, gain=0.5)
    scores = _dense(graph, f"{scope}/ClassPredictor", flat, setup.classes + 1, gain=24.0)
    boxes = reshaped(graph, f"{scope}/Reshape", boxes, [-1, 1, setup.classes, 4])
    scores = reshaped(graph, f"{scope}/Reshape_1", scores, [-1, 1, setup.classes + 1])
    ending = "SecondStagePostprocessor"
    likely = graph.node(f"{ending}/convert_scores", "Softmax", scores, T=FLOAT)
    kept = plumbing.suppression(graph, f"{ending}/", boxes, likely, setup.detections)
    for name in ("detection_boxes", "detection_scores", "detection_classes", "num_detections"):
        graph.node(name, "Identity", kept, T=FLOAT)
    return kept


def _mask_stage(graph: GraphBuilder, setup: Setup, features: str, detections: str) -> None:
    pooled = _cropped(graph, setup.parts.crop, features, detections, "_1")
    layer = setup.parts.second(graph, pooled, "_1")
    scope, variables = "SecondStageBoxPredictor_1", "SecondStageBoxPredictor"
    side = setup.parts.mask_side
    size = graph.const(f"{scope}/ResizeBilinear/size", [side, side])
    large = graph.node(f"{scope}/ResizeBilinear", "ResizeBilinear", layer, size, align_corners=True)
    graph.widths[large] = graph.widths[layer]
    masks = _mask_layers(graph, Scope(scope, variables), large, setup)
    order = graph.const(f"{scope}/transpose/perm", [0, 3, 1, 2])
    masks = graph.node(f"{scope}/transpose", "Transpose", masks, order, T=FLOAT, Tperm=INT32)
    axis = graph.const(f"{scope}/MaskPredictor/dim", 1)
    masks = graph.node(f"{scope}/MaskPredictor", "ExpandDims", masks, axis, T=FLOAT, Tdim=INT32)
    chosen = graph.node("Squeeze", "Squeeze", masks, T=FLOAT, squeeze_dims=(1,))
    graph.node("detection_masks", "Identity", graph.node("Sigmoid", "Sigmoid", chosen), T=FLOAT)


def _mask_layers(graph: GraphBuilder, scope: Scope, source: str, setup: Setup) -> str:
    """Add the convolutions of the mask branch, of which the last gives a map a class."""
    last = setup.parts.mask_layers - 1
    for number in range(last + 1):
        conv = scope.within(f"Conv_{number}" if number else "Conv")
        width = setup.classes if number == last else graph.channels(f"{scope.variables}/Conv")
        layer = convolved(graph, conv, source, width, Window(3))
        source = graph.bias(f"{conv.nodes}/BiasAdd", layer, f"{conv.variables}/biases")
        if number < last:
            source = graph.rectifier(f"{conv.nodes}/Relu", source)
    return source


def _cropped(
    graph: GraphBuilder,
    crop: RoiCrop,
    features: str,
    boxes: str,
    suffix: str = "",
    *,
    regrouped: bool = False,
) -> str:
    """Add crops of the feature map, pooled."""
    samples = crop.samples
    name = f"CropAndResize{suffix}"
    size = graph.const(f"{name}/crop_size", [samples, samples])
    pictures = graph.node(f"{name}/box_ind", "ZerosLike", boxes, T=INT32)
    options = {"T": FLOAT, "method": "bilinear", "extrapolation_value": 0.0}
    crops = graph.node(name, "CropAndResize", features, boxes, pictures, size, **options)
    if regrouped:
        shape = [-1, samples, samples, graph.widths[features]]
        crops = reshaped(graph, f"{name}/Reshape", crops, [1, *shape])
        crops = reshaped(graph, f"{name}/Reshape_1", crops, shape)
    graph.widths[crops] = graph.widths[features]
    window = Window(crop.pool, crop.pool_stride, "VALID")
    return graph.pool(f"MaxPool2D{suffix}/MaxPool", crops, "MaxPool", window)


def _dense(graph: GraphBuilder, name: str, source: str, width: int, gain: float) -> str:
    weights = graph.weights(f"{name}/weights", graph.widths[source], width, gain=gain)
    options = {"T": FLOAT, "transpose_a": False, "transpose_b": False}
    product = graph.node(f"{name}/MatMul", "MatMul", source, weights, **options)
    graph.widths[product] = width
    return graph.bias(f"{name}/BiasAdd", product, f"{name}/biases")


def _flattened(graph: GraphBuilder, scope: str, source: str) -> str:
    shape = graph.node(f"{scope}/Shape", "Shape", source, T=FLOAT, out_type=INT32)
    batch = graph.item(f"{scope}/strided_slice", shape, 0)
    rest = graph.const(f"{scope}/Reshape/shape/1", -1)
    sizes = graph.node(f"{scope}/Reshape/shape", "Pack", batch, rest, T=INT32, N=2, axis=0)
    return graph.node(f"{scope}/Reshape", "Reshape", source, sizes, T=FLOAT, Tshape=INT32)
