"""Our text graphs in `cv2.dnn`: they load, run, and mean what TensorFlow means."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph import (
    check_text_graph,
    identify,
    read_graph,
    write_text_graph,
)
from tests.support.tensorflow_graphs import (
    EXTRACTORS,
    FASTER,
    ExtractorName,
    Setup,
    faster_rcnn,
    mask_rcnn,
)
from tests.support.tensorflow_nets import Floats, run, run_behind_own_text, synthetic_picture
from tests.support.tensorflow_ssd import ssd, ssd_pyramid

CLASSES = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("graphs")


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_mask_rcnn_finds_boxes_and_masks(extractor: ExtractorName, folder: Path) -> None:
    setup = Setup(extractor=extractor)
    graph = mask_rcnn(folder / f"mask_{extractor}.pb", setup)
    found = run_behind_own_text(graph, synthetic_picture())

    boxes, side = found["detection_out_final"], setup.parts.mask_side
    assert boxes.shape == (1, 1, 100, 7)
    assert (boxes[..., 2] > 0.5).sum() >= 5
    assert_sound(boxes[0, 0], first_class=0)
    assert found["detection_masks"].shape == (100, CLASSES, side, side)
    assert 0 <= found["detection_masks"].min() < 0.4
    assert 0.6 < found["detection_masks"].max() <= 1


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_faster_rcnn_finds_boxes(extractor: ExtractorName, folder: Path) -> None:
    graph = faster_rcnn(folder / f"faster_{extractor}.pb", replace(FASTER, extractor=extractor))
    found = run_behind_own_text(graph, synthetic_picture())

    (boxes,) = found.values()
    assert list(found) == ["detection_out_final"]
    assert boxes.shape == (1, 1, 100, 7)
    assert (boxes[..., 2] > 0.3).sum() >= 5
    assert_sound(boxes[0, 0], first_class=0)


@pytest.mark.parametrize("make", [ssd, ssd_pyramid])
def test_ssd_finds_boxes(make: Callable[[Path], Path], folder: Path) -> None:
    found = run_behind_own_text(make(folder / f"{make.__name__}.pb"), synthetic_picture())

    (boxes,) = found.values()
    assert list(found) == ["detection_out"]
    assert (boxes[..., 2] > 0.5).any()
    assert_sound(boxes[0, 0], first_class=1)


def assert_sound(rows: Floats, first_class: int) -> None:
    """Scores fall from row to row and exceed the graph's floor; classes are those there are."""
    rows = rows[rows[:, 2] > 0]
    assert (np.diff(rows[:, 2]) <= 0).all()
    assert (rows[:, 2] > 0.3).all()
    assert set(rows[:, 1]) <= set(range(first_class, first_class + CLASSES))
    assert (rows[:, 5:] >= rows[:, 3:5]).all()


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_any_picture_size_will_do_for_two_stages(extractor: ExtractorName, folder: Path) -> None:
    graph = mask_rcnn(folder / f"sizes_{extractor}.pb", Setup(extractor=extractor))
    for height, width in ((90, 131), (240, 64), (33, 33)):
        image = np.resize(synthetic_picture(), (height, width, 3))
        assert run_behind_own_text(graph, image)["detection_out_final"].shape == (1, 1, 100, 7)


def test_ssd_boxes_are_those_of_its_anchors(folder: Path) -> None:
    """The box of the best score is what the paper's formula makes of its anchor."""
    layers = [f"BoxPredictor_{number}/BoxEncodingPredictor/BiasAdd/Flatten" for number in range(6)]
    probabilities = "ClassPredictor/concat/probabilities"
    graph = ssd(folder / "anchors.pb")
    found = run_behind_own_text(graph, synthetic_picture(), *layers, probabilities)
    scores = found[probabilities].reshape(-1, CLASSES + 1)
    encoded = np.concatenate([found[layer].reshape(-1, 4) for layer in layers])
    anchors = ssd_anchors_by_the_paper()
    assert len(anchors) == len(encoded) == len(scores)

    best = scores[:, 1:].max(axis=1).argmax()
    (x, y, w, h), (tx, ty, tw, th) = anchors[best], encoded[best] * (0.1, 0.1, 0.2, 0.2)
    centre, size = np.array([x + tx * w, y + ty * h]), np.array([w * np.exp(tw), h * np.exp(th)])
    expected = [scores[best, 1:].argmax() + 1, scores[best, 1:].max()]
    expected += [*(centre - size / 2), *(centre + size / 2)]
    assert found["detection_out"][0, 0, 0, 1:] == pytest.approx(expected, abs=1e-4)


def ssd_anchors_by_the_paper() -> Floats:
    """Centre and size of all anchors as parts of the input, map by map, row by row."""
    scales = [*np.linspace(0.2, 0.95, 6), 1.0]
    anchors = []
    for number, cells in enumerate((8, 4, 2, 1, 1, 1)):
        scale, between = scales[number], np.sqrt(scales[number] * scales[number + 1])
        specs = [(scale, ratio) for ratio in (1.0, 2.0, 0.5, 3.0, 0.3333)] + [(between, 1.0)]
        if number == 0:
            specs = [(0.1, 1.0), (scale, 2.0), (scale, 0.5)]
        centres = (np.arange(cells) + 0.5) / cells
        anchors += [
            (x, y, s * np.sqrt(ratio), s / np.sqrt(ratio))
            for y in centres
            for x in centres
            for s, ratio in specs
        ]
    return np.array(anchors, np.float32)


def test_thresholds_of_the_graph_are_those_of_the_text(folder: Path) -> None:
    graph = read_graph(mask_rcnn(folder / "thresholds.pb"))
    known = identify(graph)
    fussy = replace(known, detections=replace(known.detections, score=0.6, total=7))
    text = folder / "thresholds.pbtxt"
    text.write_text(write_text_graph(graph, fussy))

    found = run(graph.source, text, synthetic_picture(), (160, 120), known.outputs)

    boxes, masks = found.values()
    assert boxes.shape[2] == masks.shape[0] == 7
    scores = boxes[..., 2]
    assert (scores[scores > 0] > 0.6).all()


def test_classes_keep_their_number_after_the_background(folder: Path) -> None:
    """The class of a detection is the place of its name in a list without the background."""
    graph = mask_rcnn(folder / "labels.pb")
    softmax = "SecondStageBoxPredictor/Reshape_1/softmax"
    found = run_behind_own_text(graph, synthetic_picture(), softmax)
    rows, probabilities = found["detection_out_final"][0, 0], found[softmax][:, 0]
    best = probabilities[:, 1:].max(axis=1).argmax()
    assert rows[0, 1] == probabilities[best, 1:].argmax()
    assert rows[0, 2] == pytest.approx(probabilities[best, 1:].max(), abs=1e-6)


def test_a_text_graph_is_checked_against_its_graph(folder: Path) -> None:
    graph = read_graph(mask_rcnn(folder / "own.pb"))
    text = folder / "own.pbtxt"
    text.write_text(write_text_graph(graph))
    other = read_graph(ssd(folder / "other.pb"))

    check_text_graph(read_graph(text), graph)
    with pytest.raises(ModelError, match=r"own\.pbtxt: reads '.+', which other\.pb lacks: remove"):
        check_text_graph(read_graph(text), other)


def test_text_graphs_name_weights_and_hold_none(folder: Path) -> None:
    graph = mask_rcnn(folder / "large.pb", Setup(classes=90))
    assert len(write_text_graph(read_graph(graph))) < graph.stat().st_size / 3
