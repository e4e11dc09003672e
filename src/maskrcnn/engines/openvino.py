"""OpenVINO: the fastest engine on processors of today, with a cache of compiled networks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from queue import Empty, LifoQueue
from typing import Any

import numpy as np
import openvino

from maskrcnn.engines.network import Array, NetworkFile, contiguous
from maskrcnn.engines.openvino_crops import GridCrops
from maskrcnn.errors import EngineError, ModelError
from maskrcnn.files import cache_folder
from maskrcnn.options import EngineOptions

_LAYERS_KEPT = "300"
"""Layers made for one size of input that are kept for the next of that size.

That is enough for a few sizes. OpenVINO's own 5,000 hold hundreds of megabytes after as many photos
of sizes of their own.
"""


# OpenVINO's binding fills tables of types when it first meets an array. Two threads that do so at
# once wait for each other for ever, one with Python's lock, the other with the table's. Python
# imports a module in one thread.
openvino.Type.f32.to_dtype()
openvino.Tensor(np.zeros(1, np.float32)).data  # noqa: B018


@cache
def _core() -> Any:
    core = openvino.Core()
    core.set_property({"CACHE_DIR": str(cache_folder("openvino"))})
    return core


class OpenVINONetwork:
    """A network compiled by OpenVINO."""

    def __init__(self, file: NetworkFile, options: EngineOptions) -> None:
        self._device = _device(options.device)
        self._precision = _precision(file, options, self._device)
        hints = {
            "PERFORMANCE_HINT": "THROUGHPUT" if options.throughput else "LATENCY",
            "INFERENCE_PRECISION_HINT": self._precision,
        }
        if self._device == "CPU":
            hints["CPU_RUNTIME_CACHE_CAPACITY"] = _LAYERS_KEPT
        core = _core()
        try:
            read = core.read_model(str(file.path))
            self._inputs = tuple(each.get_friendly_name() for each in read.get_parameters())
            model, self._crops = GridCrops.rewrite(core, read)
            self._compiled = core.compile_model(model, self._device, hints)
        except RuntimeError as error:
            raise ModelError(
                f"{file.path}: OpenVINO cannot read it: {_first_line(error)}"
            ) from error
        self._outputs = {
            name: place
            for place, output in enumerate(self._compiled.outputs)
            for name in output.get_names()
            if not file.outputs or name in file.outputs
        }
        self._idle: LifoQueue[Any] = LifoQueue()

    @property
    def description(self) -> str:
        """Engine, precision and device in words."""
        return f"openvino {self._precision} on {self._device}"

    @property
    def requests(self) -> int:
        """How many threads may run it at once with profit."""
        return int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what goes in."""
        return self._inputs

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Execute the network; a thread that finds no idle request makes one."""
        try:
            request = self._idle.get_nowait()
        except Empty:
            request = self._compiled.create_infer_request()
        if self._crops is not None:
            feeds = self._crops.feeds(feeds)
        try:
            given = {name: contiguous(array) for name, array in feeds.items()}
            request.infer(given, share_inputs=True)
            return {
                name: np.array(request.get_output_tensor(place).data)
                for name, place in self._outputs.items()
            }
        except RuntimeError as error:
            raise EngineError(f"OpenVINO failed: {_first_line(error)}") from error
        finally:
            self._idle.put(request)


def _device(wanted: str) -> str:
    available = _core().available_devices
    device = "CPU" if wanted.lower() == "auto" else wanted.upper()
    if device not in available and not any(name.startswith(f"{device}.") for name in available):
        raise EngineError(
            f"OpenVINO has no device {wanted!r} here: choose from {', '.join(available).lower()}"
        )
    return device


def _precision(file: NetworkFile, options: EngineOptions, device: str) -> str:
    capabilities = _core().get_property(device, "OPTIMIZATION_CAPABILITIES")
    can_bf16 = "BF16" in capabilities
    if options.precision == "auto":
        return "bf16" if can_bf16 and file.bears_bf16 else "f32"
    if options.precision == "bf16" and not can_bf16:
        raise EngineError(f"{device} has no bfloat16: use --precision f32")
    if options.precision == "f16" and "FP16" not in capabilities:
        raise EngineError(f"{device} has no float16: use --precision f32")
    return options.precision


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
