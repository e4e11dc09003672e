"""Choosing an engine."""

from __future__ import annotations

from importlib.util import find_spec

from maskrcnn.engines.network import Network, NetworkFile
from maskrcnn.errors import EngineError
from maskrcnn.options import EngineOptions

ENGINES = {"openvino": "openvino", "onnxruntime": "onnxruntime", "opencv": "cv2"}
"""Engine name to the module it needs, fastest first."""


def installed(engine: str) -> bool:
    """Tell whether the package of an engine is there."""
    return find_spec(ENGINES[engine]) is not None


def compile_network(file: NetworkFile, options: EngineOptions) -> Network:
    """Load a network into the engine that was asked for, or the fastest that can run it.

    Raises
    ------
    EngineError
        If the engine is unknown or not installed, or cannot do what was asked.
    ModelError
        If the engine cannot read the file.
    """
    name = _choose(file, options)
    if name == "openvino":
        from maskrcnn.engines.openvino import OpenVINONetwork

        return OpenVINONetwork(file, options)
    if name == "onnxruntime":
        from maskrcnn.engines.onnxruntime import OnnxRuntimeNetwork

        return OnnxRuntimeNetwork(file, options)
    from maskrcnn.engines.opencv import OpenCVNetwork

    return OpenCVNetwork(file, options)


def _choose(file: NetworkFile, options: EngineOptions) -> str:
    if options.engine == "auto":
        if file.text_graph is not None:
            return "opencv"
        return next(name for name in ENGINES if installed(name))
    if options.engine not in ENGINES:
        raise EngineError(f"unknown engine {options.engine!r}: choose from {', '.join(ENGINES)}")
    if not installed(options.engine):
        raise EngineError(
            f"engine {options.engine!r} is not installed: pip install {options.engine}"
        )
    if file.text_graph is not None and options.engine != "opencv":
        raise EngineError(
            f"engine {options.engine!r} cannot run a whole TensorFlow graph: use --engine opencv"
        )
    return options.engine
