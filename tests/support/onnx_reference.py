"""ONNX's own reference, in plain NumPy, in the place of an engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from maskrcnn.engines.opencv_onnx import OnnxForOpenCV


class ReferenceNetwork:
    """A network whose every layer is computed as ONNX defines it.

    With a `cut` it begins at that value, so that it computes no RoI crops.
    """

    description = "reference"
    requests = 1

    def __init__(self, path: Path, cut: str = "") -> None:
        model = onnx.load_from_string(OnnxForOpenCV(path, cut).sized({}).tobytes())
        self._evaluator = ReferenceEvaluator(model)
        self.inputs = tuple(self._evaluator.input_names)

    def run(self, feeds: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        names = self._evaluator.output_names
        return dict(zip(names, self._evaluator.run(None, dict(feeds)), strict=True))
