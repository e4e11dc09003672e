"""ONNX `RoiAlign` as the engines compute it: averages, half a pixel exact."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper


def onnxruntime(
    features: np.ndarray, rois: np.ndarray, size: int, sampling: int, scale: float = 1.0
) -> np.ndarray:
    """Run ONNX Runtime's, or skip the test where that is not installed."""
    ort = pytest.importorskip("onnxruntime")
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    model = _model(size, sampling, scale)
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, _feeds(features, rois))[0])


def openvino(
    features: np.ndarray, rois: np.ndarray, size: int, sampling: int, scale: float = 1.0
) -> np.ndarray:
    """Run OpenVINO's in float32."""
    import openvino as ov

    core = ov.Core()
    model = core.read_model(_model(size, sampling, scale))
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
    return np.array(core.compile_model(model, "CPU", settings)(_feeds(features, rois))[0])


def _feeds(features: np.ndarray, rois: np.ndarray) -> dict[str, np.ndarray]:
    return {"features": features[None], "rois": rois, "pictures": np.zeros(len(rois), np.int64)}


def _model(size: int, sampling: int, scale: float) -> bytes:
    float32, int64 = TensorProto.FLOAT, TensorProto.INT64
    node = helper.make_node(
        "RoiAlign",
        ["features", "rois", "pictures"],
        ["crops"],
        output_height=size,
        output_width=size,
        sampling_ratio=sampling,
        spatial_scale=scale,
        mode="avg",
        coordinate_transformation_mode="half_pixel",
    )
    graph = helper.make_graph(
        [node],
        "crop",
        [
            helper.make_tensor_value_info("features", float32, [1, "c", "h", "w"]),
            helper.make_tensor_value_info("rois", float32, ["n", 4]),
            helper.make_tensor_value_info("pictures", int64, ["n"]),
        ],
        [helper.make_tensor_value_info("crops", float32, ["n", "c", size, size])],
    )
    opset = helper.make_opsetid("", 16)
    model: bytes = helper.make_model(graph, opset_imports=[opset], ir_version=8).SerializeToString()
    return model
