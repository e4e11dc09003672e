"""`pipeline.config`, as people and programs write it."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.pipeline_config import read_pipeline_config

WRITTEN_BY_PEOPLE = """
# Mask R-CNN with Inception v2
model {
  faster_rcnn: {
    num_classes: 90  # COCO
    scales: [0.25, 0.5, 1.0, 2.0]
    ratio: 0.5 ratio: 1e0; ratio: -2
    type: 'faster_rcnn_inception_v2'
    note: "braces } and # signs, and \\"quotes\\""
    inner < deep { value: 0.300000011921 } >
    use_dropout: false
  }
}
train_config { batch_size: 1 }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "pipeline.config"
    path.write_text(text)
    return path


def test_all_ways_of_writing_are_read(tmp_path: Path) -> None:
    config = read_pipeline_config(write(tmp_path, WRITTEN_BY_PEOPLE))
    model = config.section("model.faster_rcnn")
    assert model is not None
    assert model.number("num_classes", 0) == 90
    assert model.numbers("scales") == (0.25, 0.5, 1.0, 2.0)
    assert model.numbers("ratio") == (0.5, 1.0, -2.0)
    assert model.words("type") == ("faster_rcnn_inception_v2",)
    assert model.words("use_dropout") == ("false",)
    deep = model.section("inner.deep")
    assert deep is not None
    assert deep.number("value", 0) == pytest.approx(0.3)


def test_what_is_not_there_is_absent(tmp_path: Path) -> None:
    config = read_pipeline_config(write(tmp_path, "model { ssd { num_classes: 3 } }"))
    assert config.section("model.faster_rcnn") is None
    assert config.section("model.ssd.num_classes.more") is None
    assert config.numbers("anything") == ()
    assert config.number("anything", 7) == 7


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("model {", "ends too early"),
        ("model { a: ", "ends too early"),
        ("model }", "has '}' where a value should be"),
        ("} model", "has '}' where a name should be"),
        ("model { a: [1, 2 }", "has '}' where a value should be"),
        ("model { 7: 8 }", "has '7' where a name should be"),
        ("a: %", "has '%' where a value should be"),
        ("a {" * 1000, "has too many braces"),
        ("<html><body>404</body></html>", "has '<' where a name should be"),
    ],
)
def test_what_is_not_protobuf_is_named(text: str, words: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ModelError) as caught:
        read_pipeline_config(path)
    assert str(caught.value).startswith(f"{path}: {words}")
    assert "remove it" in str(caught.value)


def test_files_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.config"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="is not text"):
        read_pipeline_config(path)
    path.write_bytes(b" " * (2**20 + 1))
    with pytest.raises(ModelError, match="too large"):
        read_pipeline_config(path)
    with pytest.raises(ModelError, match="cannot be read"):
        read_pipeline_config(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=" \n{}<>[]:,;#\"'\\ab01.-", max_size=40))
def test_any_text_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    with suppress(ModelError):
        read_pipeline_config(path)
