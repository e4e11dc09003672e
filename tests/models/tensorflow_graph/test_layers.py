"""Our text graphs in `cv2.dnn` compute what TensorFlow's operations mean, layer by layer."""

from pathlib import Path

import numpy as np
import pytest

from maskrcnn.models.tensorflow_graph import read_graph
from maskrcnn.models.tensorflow_graph.heads import TwoStageHeads, find_heads
from maskrcnn.models.tensorflow_graph.simplification import simplified
from tests.support.tensorflow_graphs import EXTRACTORS, ExtractorName, Setup, mask_rcnn
from tests.support.tensorflow_nets import Image, run_behind_own_text, synthetic_picture
from tests.support.tensorflow_operations import Arrays, results

POOLED, POOLED_MASKS = "MaxPool2D/MaxPool", "MaxPool2D_1/MaxPool"


@pytest.mark.parametrize("size", [(120, 160), (97, 131)])
@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_layers_of_all_stages(
    extractor: ExtractorName, size: tuple[int, int], tmp_path: Path
) -> None:
    path = mask_rcnn(tmp_path / "graph.pb", Setup(extractor=extractor))
    graph = simplified(read_graph(path))
    heads = find_heads(graph)
    assert isinstance(heads, TwoStageHeads)
    assert heads.masks is not None
    scores, classes = heads.detections.scores, "SecondStageBoxPredictor/Reshape_1"
    image: Image = np.resize(synthetic_picture(), (*size, 3))
    wanted = (heads.features, POOLED, classes, POOLED_MASKS)
    found = run_behind_own_text(path, image, *wanted)

    given = {heads.picture: image[np.newaxis, ..., ::-1].astype(np.float32)}
    expected = results(graph, given, [heads.features])[heads.features]
    assert_same(found[heads.features], expected.transpose(0, 3, 1, 2))
    expected = results(graph, {POOLED: channels_last(found[POOLED])}, [scores])[scores]
    assert_same(found[classes].reshape(expected.shape), expected)
    given = {POOLED_MASKS: channels_last(found[POOLED_MASKS])}
    expected = results(graph, given, [heads.masks])[heads.masks]
    assert_same(found["detection_masks"], 1 / (1 + np.exp(-expected)))


def channels_last(image: Arrays) -> Arrays:
    return image.transpose(0, 2, 3, 1)


def assert_same(found: Arrays, expected: Arrays) -> None:
    assert found.shape == expected.shape
    assert expected.std() > 0.01
    assert np.allclose(found, expected, rtol=1e-3, atol=1e-3 * expected.std())
