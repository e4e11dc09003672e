"""Choosing an engine."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from maskrcnn.engines.network import Network, NetworkFile
from maskrcnn.errors import EngineError, ModelError
from maskrcnn.options import EngineName, EngineOptions

ENGINES: dict[EngineName, str] = {
    "openvino": "openvino",
    "onnxruntime": "onnxruntime",
    "opencv": "cv2",
}
"""Engine name to the module it needs, fastest first."""


def installed(engine: EngineName) -> bool:
    """Tell whether the package of an engine is there."""
    return find_spec(ENGINES[engine]) is not None


def candidates(file: NetworkFile) -> list[EngineName]:
    """Return the installed engines that may read a network, fastest first."""
    if file.text_graph is not None:
        return ["opencv"]
    return [name for name in ENGINES if installed(name)]


def compile_network(file: NetworkFile, options: EngineOptions) -> Network:
    """Load a network into the engine that was asked for, or the fastest that can read it.

    Raises
    ------
    EngineError
        If the engine is unknown or not installed, or cannot do what was asked.
    ModelError
        If the engine, or every one of them, cannot read the file.
    """
    if options.engine != "auto":
        return _loader(_checked(file, options.engine))(file, options)
    failures: list[ModelError] = []
    for name in candidates(file):
        try:
            return _loader(name)(file, options)
        except ModelError as error:
            failures.append(error)
    raise failures[0]


def _checked(file: NetworkFile, engine: EngineName) -> EngineName:
    if engine not in ENGINES:
        raise EngineError(f"unknown engine {engine!r}: choose from {', '.join(ENGINES)}")
    if not installed(engine):
        raise EngineError(f"engine {engine!r} is not installed: pip install {engine}")
    if file.text_graph is not None and engine != "opencv":
        raise EngineError(
            f"engine {engine!r} cannot run a whole TensorFlow graph: use --engine opencv"
        )
    return engine


def _loader(engine: EngineName) -> Callable[[NetworkFile, EngineOptions], Network]:
    """Return the class of an engine, which is imported only now."""
    if engine == "openvino":
        from maskrcnn.engines.openvino import OpenVINONetwork

        return OpenVINONetwork
    if engine == "onnxruntime":
        from maskrcnn.engines.onnxruntime import OnnxRuntimeNetwork

        return OnnxRuntimeNetwork
    from maskrcnn.engines.opencv import OpenCVNetwork

    return OpenCVNetwork
