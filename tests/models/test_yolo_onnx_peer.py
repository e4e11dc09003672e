"""Our networks against the original ones, run by PyTorch with their authors' code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskrcnn.models.torch_checkpoint import read_checkpoint
from maskrcnn.models.wheel import wheel_file
from maskrcnn.models.yolo_onnx import build_yolo_onnx
from tests.support.yolo_peer import photo_input, run_onnxruntime, run_openvino, run_original

pytest.importorskip("torch")
pytest.importorskip("onnxruntime")

pytestmark = pytest.mark.development

SIZE = (256, 320)


@pytest.mark.parametrize("name", ["yolov5s-seg.pt", "yolov7-seg.pt"])
def test_outputs_are_those_of_the_original(name: str, tmp_path: Path) -> None:
    """Boxes to a hundredth of a pixel, all else to 0.001, for every candidate."""
    photos = [photo_input(photo, SIZE) for photo in ("astronaut.jpg", "cat.jpg")]
    images = np.concatenate(photos)
    candidates, prototypes = run_original(wheel_file(name), images, tmp_path)
    network = build_yolo_onnx(read_checkpoint(wheel_file(name)), SIZE)
    for run in (run_onnxruntime, run_openvino):
        ours, our_prototypes = run(network, images)
        np.testing.assert_allclose(ours[..., :4], candidates[..., :4], rtol=0, atol=1e-2)
        np.testing.assert_allclose(ours[..., 4:], candidates[..., 4:], rtol=0, atol=1e-3)
        np.testing.assert_allclose(our_prototypes, prototypes, rtol=0, atol=1e-3)
