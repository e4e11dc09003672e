"""OpenCV's DNN module: what the 2018 tutorial ran on, and the only engine for its whole graph."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, TypeAlias

import cv2
import numpy as np

from maskrcnn.engines.network import Array, NetworkFile, contiguous
from maskrcnn.engines.opencv_onnx import OnnxForOpenCV
from maskrcnn.errors import EngineError, ModelError
from maskrcnn.options import EngineOptions

_DEVICES = {
    "cpu": (cv2.dnn.DNN_BACKEND_OPENCV, cv2.dnn.DNN_TARGET_CPU),
    "opencl": (cv2.dnn.DNN_BACKEND_OPENCV, cv2.dnn.DNN_TARGET_OPENCL),
    "cuda": (cv2.dnn.DNN_BACKEND_CUDA, cv2.dnn.DNN_TARGET_CUDA),
}


Sizes: TypeAlias = tuple[tuple[str, tuple[int, ...]], ...]

_GRAPH_INPUT = "image_tensor"
_FUSES_AGAIN = int(cv2.__version__.partition(".")[0]) < 5


class OpenCVNetwork:
    """A network in `cv2.dnn`; one thread runs it at a time, the others wait."""

    def __init__(self, file: NetworkFile, options: EngineOptions) -> None:
        if options.precision not in ("auto", "f32"):
            raise EngineError(
                f"opencv computes in float32, not {options.precision}: leave --precision out, "
                "or use --engine openvino"
            )
        self._device = _device(options.device)
        self._file = file
        self._lock = threading.Lock()
        self._sizes: Sizes | None = None
        self._onnx = None if file.text_graph else OnnxForOpenCV(file.path, file.cut)
        self._reads_ahead = self._onnx is None or not self._onnx.depends_on_size
        if self._reads_ahead:
            self._read()

    @property
    def description(self) -> str:
        """Engine, version, precision and device in words."""
        return f"opencv {cv2.__version__} f32 on {self._device.upper()}"

    @property
    def requests(self) -> int:
        """How many threads may run it at once with profit."""
        return 1

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what goes in."""
        return (_GRAPH_INPUT,) if self._onnx is None else self._onnx.inputs

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Execute the network."""
        with self._lock:
            self._fit(feeds)
            try:
                for name, array in feeds.items():
                    self._net.setInput(contiguous(array), name)
                results = self._net.forward(self._fetched)
            except cv2.error as error:
                raise EngineError(f"OpenCV {cv2.__version__} failed: {error.err}") from error
            return {
                name: np.array(result)
                for name, result in zip(self._fetched, results, strict=True)
                if name in self._wanted
            }

    def _fit(self, feeds: Mapping[str, Array]) -> None:
        """Read the network for inputs of these sizes, unless the last ones had them too.

        OpenCV lets sizes change, but fuses layers once more then, which spoils some weights: in 5.0
        those of a TensorFlow graph only, and there the first length of ONNX inputs may change.
        """
        first = 0 if _FUSES_AGAIN else 1
        sizes = tuple((name, array.shape[first:]) for name, array in feeds.items())
        if sizes != self._sizes and not (self._sizes is None and self._reads_ahead):
            self._read({name: array.shape for name, array in feeds.items()})
        self._sizes = sizes

    def _read(self, shapes: Mapping[str, tuple[int, ...]] | None = None) -> None:
        try:
            if self._onnx is None:
                self._net = _read_graph(self._file)
            else:
                self._net = cv2.dnn.readNetFromONNX(self._onnx.sized(shapes or {}))
                # OpenCV 4's Winograd convolutions are fast, but what they round moves masks by
                # more than all other engines do when stage follows upon stage.
                self._net.enableWinograd(not self._onnx.depends_on_size)
        except cv2.error as error:
            raise ModelError(_unreadable(self._file, error)) from error
        if self._device != "cpu":
            backend, target = _DEVICES[self._device]
            self._net.setPreferableBackend(backend)
            self._net.setPreferableTarget(target)
        # Any node of a TensorFlow graph can be fetched, but of ONNX all outputs or none.
        declared = list(self._net.getUnconnectedOutLayersNames())
        self._fetched = declared if self._onnx is not None else list(self._file.outputs)
        self._wanted = self._file.outputs or declared


def _read_graph(file: NetworkFile) -> Any:
    paths = str(file.path), str(file.text_graph)
    if not hasattr(cv2.dnn, "ENGINE_CLASSIC"):
        return cv2.dnn.readNetFromTensorflow(*paths)
    # OpenCV 5's other engines return wrong tensors for these graphs, in silence.
    return cv2.dnn.readNetFromTensorflow(*paths, engine=cv2.dnn.ENGINE_CLASSIC)


def _unreadable(file: NetworkFile, error: cv2.error) -> str:
    if file.text_graph is None:
        return f"{file.path}: OpenCV {cv2.__version__} cannot read it: {error.err}"
    return (
        f"{file.path} and {file.text_graph.name} do not belong together ({error.err}): "
        "remove the text graph and one that matches is written"
    )


def _device(wanted: str) -> str:
    device = "cpu" if wanted.lower() == "auto" else wanted.lower()
    if device not in _DEVICES:
        raise EngineError(f"opencv has no device {wanted!r}: choose from {', '.join(_DEVICES)}")
    backend, target = _DEVICES[device]
    if device != "cpu" and target not in cv2.dnn.getAvailableTargets(backend):
        raise EngineError(
            f"this build of OpenCV cannot use {device}: leave --device out to use the processor"
        )
    return device
