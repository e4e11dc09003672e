"""What a frozen graph of the Object Detection API holds besides layers: loops, anchors, clean-up.

The operations and the names are those of the releases of 2017 and 2018, thinned out where
nothing can depend on them.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.support.tensorflow_builder import FLOAT, INT32, UINT8, GraphBuilder

Resize = Callable[[GraphBuilder, str, str], str]


def picture(graph: GraphBuilder) -> str:
    """Add the picture and its values as floats."""
    image = graph.node("image_tensor", "Placeholder", dtype=UINT8, shape=[-1, -1, -1, 3])
    graph.widths["ToFloat"] = 3
    return graph.node("ToFloat", "Cast", image, SrcT=UINT8, DstT=FLOAT)


def resized(graph: GraphBuilder, image: str, resize: Resize) -> str:
    """Add the loop that resizes each picture of a batch."""
    name = _each(graph, "Preprocessor/map", image, resize)
    graph.widths[name] = 3
    return name


def scaled(graph: GraphBuilder, image: str) -> str:
    """Scale values to -1 to 1, as most feature extractors want them."""
    factor = graph.const("Preprocessor/mul/x", 2 / 255)
    product = graph.node("Preprocessor/mul", "Mul", factor, image, T=FLOAT)
    name = graph.node("Preprocessor/sub", "Sub", product, graph.const("Preprocessor/sub/y", 1.0))
    graph.widths[name] = 3
    return name


def centred(graph: GraphBuilder, image: str) -> str:
    """Take the mean of each channel away, as ResNet wants it."""
    mean = graph.const("Preprocessor/sub/y", [[[123.68, 116.779, 103.939]]])
    name = graph.node("Preprocessor/sub", "Sub", image, mean, T=FLOAT)
    graph.widths[name] = 3
    return name


def to_range(shorter: float, longer: float) -> Resize:
    """Resize as `keep_aspect_ratio_resizer` does."""

    def resize(graph: GraphBuilder, scope: str, image: str) -> str:
        scope = f"{scope}/ResizeToRange"
        shape = graph.node(f"{scope}/Shape", "Shape", image, T=FLOAT, out_type=INT32)
        sides = []
        for number, suffix in enumerate(("", "_1")):
            side = graph.item(f"{scope}/strided_slice{suffix}", shape, number)
            sides.append(
                graph.node(f"{scope}/ToFloat{suffix}", "Cast", side, SrcT=INT32, DstT=FLOAT)
            )
        least = graph.node(f"{scope}/Minimum", "Minimum", *sides, T=FLOAT)
        most = graph.node(f"{scope}/Maximum", "Maximum", *sides, T=FLOAT)
        factors = [
            graph.node(
                f"{scope}/truediv", "RealDiv", graph.const(f"{scope}/Const", shorter), least
            ),
            graph.node(
                f"{scope}/truediv_1", "RealDiv", graph.const(f"{scope}/Const_1", longer), most
            ),
        ]
        factor = graph.node(f"{scope}/Minimum_1", "Minimum", *factors, T=FLOAT)
        scaled = [
            graph.node(f"{scope}/mul{suffix}", "Mul", side, factor, T=FLOAT)
            for suffix, side in zip(("", "_1"), sides, strict=True)
        ]
        size = graph.node(f"{scope}/stack", "Pack", *scaled, T=INT32, N=2, axis=0)
        return _bilinear(graph, scope, image, size)

    return resize


def to_size(height: int, width: int) -> Resize:
    """Resize as `fixed_shape_resizer` does."""

    def resize(graph: GraphBuilder, scope: str, image: str) -> str:
        scope = f"{scope}/ResizeImage"
        return _bilinear(graph, scope, image, graph.const(f"{scope}/size", [height, width]))

    return resize


def _bilinear(graph: GraphBuilder, scope: str, image: str, size: str) -> str:
    axis = graph.const(f"{scope}/ExpandDims/dim", 0)
    batch = graph.node(f"{scope}/ExpandDims", "ExpandDims", image, axis, T=FLOAT)
    resized = graph.node(
        f"{scope}/ResizeBilinear", "ResizeBilinear", batch, size, align_corners=False
    )
    return graph.node(f"{scope}/Squeeze", "Squeeze", resized, T=FLOAT, squeeze_dims=(0,))


def _each(graph: GraphBuilder, scope: str, batch: str, body: Resize) -> str:
    """Add `tf.map_fn`: a while loop that reads from one array of tensors and writes to another."""
    shape = graph.node(f"{scope}/Shape", "Shape", batch, T=FLOAT, out_type=INT32)
    count = graph.item(f"{scope}/strided_slice", shape, 0)
    source = graph.node(f"{scope}/TensorArray", "TensorArrayV3", count, dtype=FLOAT)
    indices = _count(graph, f"{scope}/TensorArrayUnstack/range", count)
    name = f"{scope}/TensorArrayUnstack/TensorArrayScatter/TensorArrayScatterV3"
    flow = f"{source}:1"
    scattered = graph.node(name, "TensorArrayScatterV3", source, indices, batch, flow)
    target = graph.node(f"{scope}/TensorArray_1", "TensorArrayV3", count, dtype=FLOAT)
    loop, zero = f"{scope}/while", graph.const(f"{scope}/Const", 0)

    merged = []
    for suffix, start in (("", zero), ("_1", f"{target}:1")):
        entered = graph.node(f"{loop}/Enter{suffix}", "Enter", start, frame_name=f"{loop}/")
        again = f"{loop}/NextIteration{suffix}"
        merged.append(graph.node(f"{loop}/Merge{suffix}", "Merge", entered, again, N=2))
    going = graph.node(f"{loop}/Less", "Less", merged[0], count, T=INT32)
    condition = graph.node(f"{loop}/LoopCond", "LoopCond", going)
    inside = []
    for suffix, value in zip(("", "_1"), merged, strict=True):
        switch = graph.node(f"{loop}/Switch{suffix}", "Switch", value, condition)
        inside.append(graph.node(f"{loop}/Identity{suffix}", "Identity", f"{switch}:1"))

    index, flow = inside
    name = f"{loop}/TensorArrayReadV3"
    element = graph.node(name, "TensorArrayReadV3", source, index, scattered)
    result, name = body(graph, loop, element), f"{loop}/TensorArrayWrite/TensorArrayWriteV3"
    written = graph.node(name, "TensorArrayWriteV3", target, index, result, flow)
    one = graph.const(f"{loop}/add/y", 1, f"^{index}")
    following = graph.node(f"{loop}/add", "Add", index, one, T=INT32)
    graph.node(f"{loop}/NextIteration", "NextIteration", following)
    graph.node(f"{loop}/NextIteration_1", "NextIteration", written)

    left = graph.node(f"{loop}/Exit_1", "Exit", f"{loop}/Switch_1")
    stack = f"{scope}/TensorArrayStack"
    size = graph.node(f"{stack}/TensorArraySizeV3", "TensorArraySizeV3", target, left)
    indices, name = _count(graph, f"{stack}/range", size), f"{stack}/TensorArrayGatherV3"
    return graph.node(name, "TensorArrayGatherV3", target, indices, left, dtype=FLOAT)


def _count(graph: GraphBuilder, name: str, count: str) -> str:
    bounds = graph.const(f"{name}/start", 0), graph.const(f"{name}/delta", 1)
    return graph.node(name, "Range", bounds[0], count, bounds[1], Tidx=INT32)


def assertion(graph: GraphBuilder, scope: str, image: str) -> str:
    """Add the check of the picture's size on which the first layer waits."""
    shape = graph.node(f"{scope}/Shape", "Shape", image, T=FLOAT, out_type=INT32)
    side = graph.item(f"{scope}/strided_slice", shape, 1)
    least = graph.const(f"{scope}/GreaterEqual/y", 33)
    enough = graph.node(f"{scope}/GreaterEqual", "GreaterEqual", side, least, T=INT32)
    words = graph.const(f"{scope}/Assert/Assert/data_0", b"image size must at least be 33")
    return f"^{graph.node(f'{scope}/Assert/Assert', 'Assert', enough, words, summarize=3)}"


def grid_anchors(
    graph: GraphBuilder, scope: str, scales: Sequence[float], ratios: Sequence[float], base: float
) -> str:
    """Add the anchors of one map: a grid of scales and aspect ratios."""
    size = graph.const(f"{scope}/base_anchor_size", [base, base])
    grids = []
    for suffix, values, shape, multiples in (
        ("", scales, [1, len(scales)], [len(ratios), 1]),
        ("_1", ratios, [len(ratios), 1], [1, len(scales)]),
    ):
        given = graph.const(f"{scope}/Meshgrid/Const{suffix}", list(values))
        name = f"{scope}/Meshgrid/Reshape{suffix}"
        row = graph.node(name, "Reshape", given, graph.const(f"{name}/shape", shape), T=FLOAT)
        name = f"{scope}/Meshgrid/Tile{suffix}"
        tiled = graph.node(name, "Tile", row, graph.const(f"{name}/multiples", multiples), T=FLOAT)
        name = f"{scope}/Reshape{suffix}"
        flat = graph.const(f"{name}/shape", [-1])
        grids.append(graph.node(name, "Reshape", tiled, flat, T=FLOAT))
    sides = [graph.item(f"{scope}/side_{axis}", size, axis) for axis in (0, 1)]
    return _tiled(graph, scope, "", grids[0], grids[1], sides)


def pyramid_anchors(graph: GraphBuilder, bases: Sequence[float]) -> str:
    """Add the anchors of a feature pyramid: the same grid at each level, in larger sizes."""
    scope = "MultiscaleGridAnchorGenerator/GridAnchorGenerator"
    maps = [
        grid_anchors(graph, f"{scope}_{n}", (1.0, 2**0.5), (1.0, 2.0, 0.5), base)
        for n, base in enumerate(bases)
    ]
    return _joined(graph, maps)


def map_anchors(graph: GraphBuilder, specs: Sequence[Sequence[tuple[float, float]]]) -> str:
    """Add SSD's anchors: scale and aspect ratio of each, map by map, as parts of the input."""
    scope = "MultipleGridAnchorGenerator"
    unit = graph.const(f"{scope}/unit", 1.0)
    maps = []
    for number, spec in enumerate(specs):
        suffix = f"_{number}" if number else ""
        scales = graph.const(f"{scope}/scales{suffix}", [scale for scale, _ in spec])
        ratios = graph.const(f"{scope}/ratios{suffix}", [ratio for _, ratio in spec])
        maps.append(_tiled(graph, scope, suffix, scales, ratios, [unit, unit]))
    return _joined(graph, maps)


def _joined(graph: GraphBuilder, maps: Sequence[str]) -> str:
    along = graph.const("Concatenate/concat/axis", 0)
    return graph.node("Concatenate/concat", "ConcatV2", *maps, along, N=len(maps))


def _tiled(
    graph: GraphBuilder, scope: str, suffix: str, scales: str, ratios: str, sides: Sequence[str]
) -> str:
    roots = graph.node(f"{scope}/Sqrt{suffix}", "Sqrt", ratios, T=FLOAT)
    relative = (
        graph.node(f"{scope}/truediv{suffix}", "RealDiv", scales, roots, T=FLOAT),
        graph.node(f"{scope}/mul_1{suffix}", "Mul", scales, roots, T=FLOAT),
    )
    absolute = [
        graph.node(f"{scope}/mul_{name}{suffix}", "Mul", part, side, T=FLOAT)
        for name, part, side in zip(("height", "width"), relative, sides, strict=True)
    ]
    return graph.node(f"{scope}/stack{suffix}", "Pack", *absolute, N=2, axis=1)


class Limits(NamedTuple):
    """What non-maximum suppression lets through: the numbers of `maskrcnn`'s `Suppression`."""

    score: float
    overlap: float
    per_class: int
    total: int


def suppression(graph: GraphBuilder, prefix: str, boxes: str, scores: str, limits: Limits) -> str:
    """Add non-maximum suppression for one class, and the cut to the best of all."""
    scope = f"{prefix}BatchMultiClassNonMaxSuppression/map/while/MultiClassNonMaxSuppression"
    floor = graph.const(f"{scope}/FilterGreaterThan/Greater/y", limits.score)
    over = graph.node(f"{scope}/FilterGreaterThan/Greater", "Greater", scores, floor, T=FLOAT)
    where = graph.node(f"{scope}/FilterGreaterThan/Where", "Where", over)
    chosen = graph.node(f"{scope}/FilterGreaterThan/Gather", "Gather", boxes, where)
    size = _at_most(graph, scope, "", limits.per_class, chosen)
    threshold = graph.const(f"{scope}/non_max_suppression/iou_threshold", limits.overlap)
    name = f"{scope}/non_max_suppression/NonMaxSuppressionV2"
    kept = graph.node(name, "NonMaxSuppressionV2", chosen, scores, size, threshold)
    best = graph.node(f"{scope}/Gather/Gather", "Gather", chosen, kept)
    edge = graph.const(f"{scope}/ClipToWindow/Const", 1.0)
    inside = graph.node(f"{scope}/ClipToWindow/Minimum", "Minimum", best, edge, T=FLOAT)
    size = _at_most(graph, scope, "_1", limits.total, inside)
    start = graph.const(f"{scope}/Slice/begin", 0)
    return graph.node(f"{scope}/Slice", "Slice", inside, start, size)


def _at_most(graph: GraphBuilder, scope: str, suffix: str, most: int, boxes: str) -> str:
    shape = graph.node(f"{scope}/Shape{suffix}", "Shape", boxes, T=FLOAT, out_type=INT32)
    count = graph.item(f"{scope}/strided_slice{suffix}", shape, 0)
    limit = graph.const(f"{scope}/Minimum{suffix}/x", most)
    return graph.node(f"{scope}/Minimum{suffix}", "Minimum", limit, count, T=INT32)
