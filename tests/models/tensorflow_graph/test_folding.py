"""What follows from constants alone, and what does not."""

from pathlib import Path

import numpy as np
import pytest

from maskrcnn.models.tensorflow_graph import read_graph
from maskrcnn.models.tensorflow_graph.folding import Folder
from tests.support.tensorflow_builder import GraphBuilder
from tests.support.tensorflow_plumbing import grid_anchors


@pytest.fixture
def builder() -> GraphBuilder:
    return GraphBuilder()


def folded(builder: GraphBuilder, name: str, folder: Path) -> object:
    numbers = Folder(read_graph(builder.save(folder / "graph.pb")))(name)
    return None if numbers is None else numbers.tolist()


def test_arithmetic_is_exact(builder: GraphBuilder, tmp_path: Path) -> None:
    """In float32 the product would be off in its last digits."""
    roots = builder.node("roots", "Sqrt", builder.const("ratios", [0.5, 1.0, 2.0]))
    builder.node("sizes", "Mul", builder.const("base", 256.0), roots)
    assert folded(builder, "sizes", tmp_path) == [256 * 0.5**0.5, 256.0, 256 * 2**0.5]


def test_a_grid_of_scales_and_ratios(builder: GraphBuilder, tmp_path: Path) -> None:
    grid_anchors(builder, "GridAnchorGenerator", (0.5, 1.0), (1.0, 4.0), 100.0)
    graph = read_graph(builder.save(tmp_path / "grid.pb"))
    heights, widths = (Folder(graph)(name) for name in graph["GridAnchorGenerator/stack"].data)
    assert heights is not None
    assert widths is not None
    assert heights.tolist() == [50, 100, 25, 50]
    assert widths.tolist() == [50, 100, 100, 200]


def test_shapes_are_computed(builder: GraphBuilder, tmp_path: Path) -> None:
    """As `meshgrid` spreads one list over the axis of another."""
    values = builder.const("values", [1.0, 2.0, 3.0])
    shape = builder.node("shape", "Shape", values)
    start = builder.const("start", [0])
    before = builder.node("before", "Slice", shape, start, builder.const("one", [1]))
    more = builder.node("more", "Fill", builder.const("count", [2]), builder.const("fill", 1))
    wide = builder.node("wide", "ConcatV2", more, before, builder.const("axis", 0), N=2)
    builder.node("spread", "Reshape", values, wide)
    assert folded(builder, "spread", tmp_path) == [[[1, 2, 3]]]


def test_what_depends_on_the_picture_stays_unknown(builder: GraphBuilder, tmp_path: Path) -> None:
    image = builder.node("image", "Placeholder")
    builder.node("side", "Mul", builder.const("two", 2.0), builder.node("shape", "Shape", image))
    assert folded(builder, "side", tmp_path) is None


def test_loops_and_long_chains_stay_unknown(builder: GraphBuilder, tmp_path: Path) -> None:
    builder.node("loop", "Add", "loop", builder.const("one", 1))
    link = builder.const("start", 1)
    for number in range(5000):
        link = builder.node(f"link{number}", "Identity", link)
    assert folded(builder, "loop", tmp_path) is None
    assert folded(builder, link, tmp_path) is None


@pytest.mark.parametrize("op", ["Fill", "Tile"])
def test_no_memory_is_taken_for_monsters(op: str, builder: GraphBuilder, tmp_path: Path) -> None:
    huge, ones = builder.const("huge", [2**30, 2**30]), builder.const("ones", np.ones((1, 1)))
    one = builder.const("one", 1.0)
    builder.node("monster", op, *((huge, one) if op == "Fill" else (ones, huge)))
    assert folded(builder, "monster", tmp_path) is None


def test_damaged_arithmetic_stays_unknown(builder: GraphBuilder, tmp_path: Path) -> None:
    values = builder.const("values", [1.0, 2.0])
    builder.node("odd", "Reshape", values, builder.const("shape", [3, 3]))
    builder.node("far", "Pack", values, builder.const("other", [1.0, 2.0, 3.0]))
    assert folded(builder, "odd", tmp_path) is None
    assert folded(builder, "far", tmp_path) is None
