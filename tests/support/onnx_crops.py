"""Networks of a RoI crop alone, as the second and third stage begin."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from maskrcnn.models.onnx_graph import GraphBuilder, Tensor

FEATURES = Tensor(("pictures", "channels", "rows", "columns"))


def save(path: Path, samples: int, *, sampling: int = 1, mode: str = "avg") -> Path:
    """Write `features`, `rois` and `pictures` to `samples`, by RoiAlign."""
    network = GraphBuilder()
    network.node(
        "samples",
        "RoiAlign",
        "features",
        "rois",
        "pictures",
        mode=mode,
        sampling_ratio=sampling,
        output_height=samples,
        output_width=samples,
        spatial_scale=1.0,
        coordinate_transformation_mode="half_pixel",
    )
    inputs = {
        "features": FEATURES,
        "rois": Tensor(("rois", 4)),
        "pictures": Tensor(("rois",), np.int64),
    }
    outputs = {"samples": Tensor(("rois", "channels", samples, samples))}
    path.write_bytes(network.model(inputs, outputs, {}).SerializeToString())
    return path
