"""Small SSDs of the TensorFlow Object Detection API, on MobileNet v1: thin and untrained."""

from pathlib import Path

from tests.support import tensorflow_mobilenet as mobilenet
from tests.support import tensorflow_plumbing as plumbing
from tests.support.tensorflow_builder import FLOAT, GraphBuilder
from tests.support.tensorflow_layers import Scope, head, reshaped
from tests.support.tensorflow_plumbing import Limits

SSD_RATIOS = (1.0, 2.0, 0.5, 3.0, 0.3333)
SSD_SIDE = 128

_DETECTIONS = Limits(0.3, 0.6, 100, 100)


def ssd(path: Path, classes: int = 6, *, seed: int = 2, spelled: bool = True) -> Path:
    """Write SSD on MobileNet v1 for pictures of 128x128; `spelled` writes batch norms out."""
    graph = GraphBuilder(seed)
    resize = plumbing.to_size(SSD_SIDE, SSD_SIDE)
    image = plumbing.scaled(graph, plumbing.resized(graph, plumbing.picture(graph), resize))
    layers = mobilenet.mobilenet(graph, image, spelled=spelled)
    maps = [layers[11], layers[13]]
    maps += mobilenet.coarser_maps(graph, layers[13], 4, spelled=spelled)
    specs = _ssd_specs(len(maps))
    for number, layer in enumerate(maps):
        anchors = len(specs[number])
        predictor = Scope(f"BoxPredictor_{number}", f"BoxPredictor_{number}")
        head(graph, predictor.within("BoxEncodingPredictor"), layer, anchors * 4)
        scores = predictor.within("ClassPredictor")
        head(graph, scores, layer, anchors * (classes + 1), bias=-2.5, gain=20.0)
    _ssd_ending(graph, plumbing.map_anchors(graph, specs), "BoxPredictor_0/BoxEncodingPredictor")
    return graph.save(path)


def ssd_pyramid(path: Path, classes: int = 6, *, seed: int = 0) -> Path:
    """Write SSD with a feature pyramid and one predictor for all its levels.

    As in later releases, values are scaled before the picture is resized.
    """
    graph = GraphBuilder(seed)
    resize = plumbing.to_size(SSD_SIDE, SSD_SIDE)
    image = plumbing.resized(graph, plumbing.scaled(graph, plumbing.picture(graph)), resize)
    layers = mobilenet.mobilenet(graph, image, spelled=False)
    maps = mobilenet.pyramid(graph, [layers[5], layers[11], layers[13]], SSD_SIDE // 8)
    shared = "WeightSharedConvolutionalBoxPredictor"
    for number, layer in enumerate(maps):
        predictor = Scope(f"{shared}_{number}" if number else shared, shared)
        head(graph, predictor.within("BoxPredictor"), layer, 6 * 4)
        scores = predictor.within("ClassPredictor")
        head(graph, scores, layer, 6 * (classes + 1), bias=-2.5, gain=20.0)
    anchors = plumbing.pyramid_anchors(graph, [32.0 * 2**n for n in range(5)])
    _ssd_ending(graph, anchors, f"{shared}/BoxPredictor")
    return graph.save(path)


def _ssd_specs(maps: int) -> list[list[tuple[float, float]]]:
    scales = [0.2 + 0.75 * n / (maps - 1) for n in range(maps)]
    specs = [[(0.1, 1.0), (0.2, 2.0), (0.2, 0.5)]]
    for scale, following in zip(scales[1:], [*scales[2:], 1.0], strict=True):
        specs.append([(scale, ratio) for ratio in SSD_RATIOS])
        specs[-1].append(((scale * following) ** 0.5, 1.0))
    return specs


def _ssd_ending(graph: GraphBuilder, anchors: str, boxes: str) -> None:
    """Add what becomes of SSD's predictions; to this the first map stands for all."""
    encoded = reshaped(graph, "concat", f"{boxes}/BiasAdd", [-1, 4])
    decoded = graph.node("Postprocessor/Decode/add", "Add", encoded, anchors, T=FLOAT)
    scores = f"{boxes.rpartition('/')[0]}/ClassPredictor/BiasAdd"
    likely = graph.node("Postprocessor/convert_scores", "Sigmoid", scores, T=FLOAT)
    kept = plumbing.suppression(graph, "Postprocessor/", decoded, likely, _DETECTIONS)
    graph.node("detection_boxes", "Identity", kept, T=FLOAT)
