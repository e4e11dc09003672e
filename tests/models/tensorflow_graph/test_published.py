"""Our text graph against the one that OpenCV publishes, on graphs of the published topology."""

from pathlib import Path

import numpy as np
import pytest

from maskrcnn.models.directory import GRAPH
from maskrcnn.models.tensorflow_graph import check_text_graph, read_graph, write_text_graph
from maskrcnn.models.tensorflow_graph.graph import Attribute, Graph
from maskrcnn.models.tensorflow_graph.graphdef import parse_text_graph
from maskrcnn.models.tensorflow_graph.tensors import Tensor
from tests.support import published_widths, reference_graph
from tests.support.shared import shared
from tests.support.tensorflow_builder import GraphBuilder
from tests.support.tensorflow_graphs import Setup, build_mask_rcnn, mask_rcnn
from tests.support.tensorflow_nets import run, synthetic_picture

pytestmark = pytest.mark.development

PUBLISHED = "mask_rcnn_inception_v2_coco_2018_01_28.pbtxt"
OUTPUTS = ("detection_out_final", "detection_masks")


@pytest.fixture(scope="module")
def published() -> Graph:
    return read_graph(shared("reference", PUBLISHED))


@pytest.fixture(scope="module")
def full_size(request: pytest.FixtureRequest) -> Path:
    """The kit's graph of the published topology and size, with seeded weights."""
    return reference_graph.folder(request.config.cache.mkdir("reference-graphs")) / GRAPH


def as_written(graph: Graph) -> list[tuple[object, ...]]:
    """All that a text graph says, in its order, in values that compare."""
    return [
        (node.name, node.op, node.inputs, {k: comparable(v) for k, v in node.attributes.items()})
        for node in graph
    ]


def comparable(value: Attribute) -> object:
    return value.message.SerializeToString() if isinstance(value, Tensor) else value


def own_text_graph(path: Path) -> Graph:
    graph = read_graph(path)
    return parse_text_graph(write_text_graph(graph).encode(), path.with_suffix(".pbtxt"))


def test_equal_on_the_kits_graph(full_size: Path, published: Graph) -> None:
    assert as_written(own_text_graph(full_size)) == as_written(published)
    check_text_graph(published, read_graph(full_size))


def test_equal_on_a_graph_with_loops_and_post_processing(tmp_path: Path, published: Graph) -> None:
    """What the real file has and the kit's lacks: the resizing loop, anchors, suppression."""
    small = mask_rcnn(tmp_path / "small.pb", Setup(classes=90))
    assert as_written(own_text_graph(small)) == as_written(published)


def test_published_widths_are_the_kits(full_size: Path, tmp_path: Path) -> None:
    builder = GraphBuilder(channels=published_widths.inception_v2)
    build_mask_rcnn(builder, Setup(classes=90))
    own, kit = (weight_shapes(path) for path in (builder.save(tmp_path / "own.pb"), full_size))
    assert own == kit


def weight_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    graph = read_graph(path)
    weights = {
        node.name: graph.constant(node.name) for node in graph if f"{node.name}/read" in graph
    }
    return {name: array.shape for name, array in weights.items() if array is not None}


def test_same_results_as_behind_the_published_one(
    full_size: Path, published: Graph, tmp_path: Path
) -> None:
    text = tmp_path / "own.pbtxt"
    text.write_text(write_text_graph(read_graph(full_size)))
    image = synthetic_picture()
    own, theirs = (
        run(full_size, path, image, (160, 120), OUTPUTS) for path in (text, published.source)
    )
    assert (own["detection_out_final"][..., 2] > 0.3).any()
    for name in OUTPUTS:
        assert np.array_equal(own[name], theirs[name])
