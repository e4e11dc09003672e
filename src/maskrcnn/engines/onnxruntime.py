"""ONNX Runtime: runs nearly every ONNX file, on CPU and CUDA."""

from __future__ import annotations

from collections.abc import Mapping

import onnxruntime

from maskrcnn.engines.network import Array, NetworkFile, contiguous
from maskrcnn.errors import EngineError, ModelError
from maskrcnn.options import EngineOptions

_PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "gpu": "CUDAExecutionProvider",
}


class OnnxRuntimeNetwork:
    """A network held by an ONNX Runtime session."""

    def __init__(self, file: NetworkFile, options: EngineOptions) -> None:
        if options.precision not in ("auto", "f32"):
            raise EngineError(
                f"onnxruntime computes in the file's own precision, not {options.precision}: "
                "leave --precision out, or use --engine openvino"
            )
        self._device = "cpu" if options.device.lower() == "auto" else options.device.lower()
        try:
            self._session = onnxruntime.InferenceSession(
                str(file.path), _session_options(), providers=[_provider(self._device)]
            )
        except EngineError:
            raise
        except Exception as error:  # onnxruntime's own errors share no base of theirs
            raise ModelError(f"{file.path}: ONNX Runtime cannot read it: {error}") from error
        names = [output.name for output in self._session.get_outputs()]
        self._outputs = [name for name in names if not file.outputs or name in file.outputs]

    @property
    def description(self) -> str:
        """Engine, precision and device in words."""
        return f"onnxruntime f32 on {self._device.upper()}"

    @property
    def requests(self) -> int:
        """How many threads may run it at once with profit."""
        return 1

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what goes in."""
        return tuple(each.name for each in self._session.get_inputs())

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Execute the network; sessions may be shared between threads."""
        contiguous_feeds = {name: contiguous(array) for name, array in feeds.items()}
        try:
            results = self._session.run(self._outputs, contiguous_feeds)
        except Exception as error:  # onnxruntime's own errors share no base of theirs
            raise EngineError(f"ONNX Runtime failed: {str(error).splitlines()[0]}") from error
        return dict(zip(self._outputs, results, strict=True))


def _session_options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Spinning threads take the processor from whatever runs next in this process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _provider(device: str) -> str:
    provider = _PROVIDERS.get(device, "")
    available = onnxruntime.get_available_providers()
    if provider not in available:
        devices = [name for name, wanted in _PROVIDERS.items() if wanted in available]
        raise EngineError(
            f"this build of onnxruntime has no device {device!r}: choose from {', '.join(devices)}"
        )
    return provider
