"""Reading frozen graphs and text graphs, and refusing what is neither in one line."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph import graphdef, read_graph, write_text_graph
from maskrcnn.models.tensorflow_graph.graph import Shape
from maskrcnn.models.tensorflow_graph.graphdef import parse_text_graph
from maskrcnn.models.tensorflow_graph.schema import DataType, GraphDef
from tests.support.tensorflow_builder import GraphBuilder, Window
from tests.support.tensorflow_graphs import mask_rcnn


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mask_rcnn(tmp_path_factory.mktemp("graph") / "small.pb")


def complaint(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_graph(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


def test_nodes_come_in_plain_values(tmp_path: Path) -> None:
    builder = GraphBuilder()
    image = builder.node("image", "Placeholder", dtype=DataType.DT_UINT8, shape=[-1, 8, 8, 3])
    check = builder.node("check", "NoOp")
    builder.widths[image] = 3
    builder.convolution("conv", image, "weights", 4, Window(3, 2), f"^{check}")
    graph = read_graph(builder.save(tmp_path / "graph.pb"))

    assert list(graph.nodes) == ["image", "check", "weights", "weights/read", "conv"]
    assert graph["image"].attributes["shape"] == Shape((-1, 8, 8, 3))
    assert graph["image"].attributes["dtype"] == DataType.DT_UINT8
    conv = graph["conv"]
    assert (conv.op, conv.inputs, conv.data) == (
        "Conv2D",
        ("image", "weights/read", "^check"),
        ("image", "weights/read"),
    )
    assert conv.attributes["padding"] == "SAME"
    assert conv.spatial("strides") == (2, 2)
    weights = graph.constant("weights")
    assert weights is not None
    assert (weights.shape, weights.dtype.name) == ((3, 3, 3, 4), "float32")
    assert [node.name for node in graph.consumers("weights/read")] == ["conv"]


def test_a_text_graph_reads_as_it_was_written(small: Path, tmp_path: Path) -> None:
    text = write_text_graph(read_graph(small))
    path = tmp_path / "small.pbtxt"
    path.write_text(text)
    nodes = list(read_graph(path))
    assert graphdef.format_text_graph(nodes) == text


def test_fields_that_we_do_not_know_are_passed_over() -> None:
    text = b'node { name: "x" op: "Placeholder" experimental_debug_info { a: 1 } } library { }'
    assert list(parse_text_graph(text, Path("x.pbtxt")).nodes) == ["x"]


def archive() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo("frozen_inference_graph.pb"))
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (archive(), "unpack it, and give the frozen_inference_graph.pb inside"),
        (b"PK\x03\x04" + bytes(30), "is a zip archive"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab", "run git lfs pull"),
        (b"<!DOCTYPE html><html>404</html>", "is a web page"),
        (b"<html>404</html>", "is a web page"),
        (b"\x08\x01\x12\x80\x02" + bytes(256), "is a SavedModel"),
        (b"\x89HDF\r\n\x1a\n", "is a Keras file"),
        (b'node {\n  name: "image_tensor"\n}', "is a text graph without weights"),
        (b'\nnode { name: "image_tensor" }', "is a text graph without weights"),
        (gzip.compress(b"x")[5:] + b"\xff" * 9, "is damaged or cut off"),
        (b"\x22\x02\x08\x18", "holds no graph"),
    ],
)
def test_what_is_no_frozen_graph_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "frozen_inference_graph.pb"
    path.write_bytes(content)
    assert words in complaint(path)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    assert "No such file" in complaint(tmp_path / "absent.pb")
    assert "cannot be read" in complaint(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x0a\xff\xfe\x00", "is not text: was a binary graph renamed?"),
        (b"node {\n  name: ", "is not a text graph"),
        (b"never heard of it", "is not a text graph"),
        (b"a {" * 5000, "is not a text graph"),
        (b"<html>", "is a web page"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_text_graph_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.pbtxt"
    path.write_bytes(content)
    assert words in complaint(path)


def test_a_truncated_graph_is_noticed_wherever_it_ends(small: Path, tmp_path: Path) -> None:
    data, path = small.read_bytes(), tmp_path / "cut.pb"
    for end in range(1, len(data) - 10, len(data) // 50):
        path.write_bytes(data[:end])
        assert "get the file again" in complaint(path)


def test_a_graph_with_a_name_twice_is_refused(tmp_path: Path) -> None:
    builder = GraphBuilder()
    builder.node("x", "Placeholder")
    builder.message.node.append(builder.message.node[0])
    assert "two nodes named 'x'" in complaint(builder.save(tmp_path / "twice.pb"))


def test_a_graph_that_lacks_a_node_is_refused(tmp_path: Path) -> None:
    builder = GraphBuilder()
    builder.node("x", "Relu", "absent")
    assert "'x' reads 'absent', which is missing" in complaint(builder.save(tmp_path / "lack.pb"))


def test_files_too_large_for_a_graph_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphdef, "_BYTE_LIMIT", 100)
    path = tmp_path / "huge.pb"
    path.write_bytes(bytes(101))
    assert "more than 100 bytes" in complaint(path)


def message_of_refusal(path: Path) -> str:
    """Read a graph and write its text graph; return what was said if it was refused."""
    try:
        write_text_graph(read_graph(path))
    except ModelError as error:
        return str(error)
    return ""


RANDOM_DAMAGE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
PLACES = st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8))


@RANDOM_DAMAGE
@given(st.lists(PLACES, max_size=4))
def test_damaged_bytes_are_refused_in_a_line_or_harmless(
    small: Path, tmp_path: Path, damage: list[tuple[float, bytes]]
) -> None:
    data, path = bytearray(small.read_bytes()), tmp_path / "damaged.pb"
    for place, noise in damage:
        start = int(place * len(data))
        data[start : start + len(noise)] = noise
    path.write_bytes(data)
    assert "\n" not in message_of_refusal(path)


@RANDOM_DAMAGE
@given(st.data())
def test_nodes_out_of_place_are_refused_in_a_line_or_harmless(
    small: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """Inputs, operations and attributes that are wrong get past protobuf."""
    message = GraphDef.FromString(small.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        nodes = st.sampled_from(list(message.node))
        node, other = data.draw(nodes), data.draw(nodes)
        match data.draw(st.sampled_from(["op", "input", "fewer", "attr", "gone"])):
            case "op":
                node.op = other.op
            case "input" if node.input:
                node.input[0] = other.name
            case "fewer" if node.input:
                del node.input[-1]
            case "attr" if node.attr and other.attr:
                node.attr[0].value.CopyFrom(other.attr[-1].value)
            case "gone":
                message.node.remove(node)
    path = tmp_path / "odd.pb"
    path.write_bytes(message.SerializeToString())
    assert "\n" not in message_of_refusal(path)
