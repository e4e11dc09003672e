"""Engines: named arrays in, named arrays out, the same from each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from maskrcnn.engines import ENGINES, NetworkFile, compile_network
from maskrcnn.engines.openvino import OpenVINONetwork
from maskrcnn.errors import EngineError, ModelError
from maskrcnn.options import EngineOptions
from tests.support.tiny_networks import double_and_square

X = np.array([[1, 2, 3, -4]], np.float32)


@pytest.fixture
def file(tmp_path):
    return NetworkFile(double_and_square(tmp_path / "tiny.onnx"))


@pytest.fixture(params=ENGINES)
def options(request):
    return EngineOptions(engine=request.param, precision="f32")


def test_every_engine_gives_every_output_by_name(file, options):
    network = compile_network(file, options)
    outputs = network.run({"x": X})
    assert outputs["twice"].tolist() == [[2, 4, 6, -8]]
    assert outputs["square"].tolist() == [[1, 4, 9, 16]]
    assert network.description.startswith(options.engine)


def test_an_array_may_lie_in_memory_as_it_likes(file, options):
    backwards = X[:, ::-1]
    outputs = compile_network(file, options).run({"x": backwards})
    assert outputs["twice"].tolist() == [[-8, 6, 4, 2]]


def test_results_are_the_callers_own(file, options):
    network = compile_network(file, options)
    first = network.run({"x": X})["twice"]
    network.run({"x": X * 0})
    assert first.tolist() == [[2, 4, 6, -8]]


def test_threads_share_a_network(file, options):
    network = compile_network(file, options)

    def check(number: int) -> bool:
        outputs = network.run({"x": X * number})
        return np.array_equal(outputs["twice"], X * number * 2)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(check, range(200)))


def test_only_the_outputs_asked_for_come(file, options):
    wanted = NetworkFile(file.path, outputs=("square",))
    assert list(compile_network(wanted, options).run({"x": X})) == ["square"]


def test_a_damaged_file_is_named(tmp_path, options):
    path = tmp_path / "damaged.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"damaged\.onnx"):
        compile_network(NetworkFile(path), options)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_cannot_do_what_was_asked_says_so(file, engine):
    with pytest.raises(EngineError, match=r"tpu.* choose from .*cpu"):
        compile_network(file, EngineOptions(engine=engine, device="tpu"))


@pytest.mark.parametrize("engine", ["onnxruntime", "opencv"])
def test_a_precision_it_lacks_is_not_replaced_in_silence(file, engine):
    with pytest.raises(EngineError, match="bf16"):
        compile_network(file, EngineOptions(engine=engine, precision="bf16"))


def test_the_fastest_comes_first(file):
    assert isinstance(compile_network(file, EngineOptions()), OpenVINONetwork)


def test_the_next_is_tried_where_the_fastest_cannot_read_the_network(file, monkeypatch):
    def unreadable(*_):
        raise ModelError("OpenVINO cannot read it")

    monkeypatch.setattr("maskrcnn.engines.openvino.OpenVINONetwork.__init__", unreadable)
    network = compile_network(file, EngineOptions())
    assert network.description == "onnxruntime f32 on CPU"
    with pytest.raises(ModelError, match="OpenVINO cannot read it"):
        compile_network(file, EngineOptions(engine="openvino"))


def test_unknown_engines_are_answered_with_known_ones(file):
    with pytest.raises(EngineError, match="choose from openvino, onnxruntime, opencv"):
        compile_network(file, EngineOptions(engine="tensorrt"))  # type: ignore[arg-type]


def test_a_missing_engine_is_answered_with_how_to_get_it(file, monkeypatch):
    monkeypatch.setitem(ENGINES, "onnxruntime", "a_module_that_is_not_there")
    with pytest.raises(EngineError, match="pip install onnxruntime"):
        compile_network(file, EngineOptions(engine="onnxruntime"))


def test_a_whole_tensorflow_graph_is_opencvs_alone(tmp_path):
    graph = NetworkFile(tmp_path / "graph.pb", text_graph=tmp_path / "graph.pbtxt")
    with pytest.raises(EngineError, match="--engine opencv"):
        compile_network(graph, EngineOptions(engine="openvino"))


def test_bfloat16_is_taken_where_processor_and_network_bear_it(file):
    can = "BF16" in __import__("openvino").Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    bears = compile_network(NetworkFile(file.path, bears_bf16=True), EngineOptions())
    assert bears.description == f"openvino {'bf16' if can else 'f32'} on CPU"
    assert compile_network(file, EngineOptions()).description == "openvino f32 on CPU"
