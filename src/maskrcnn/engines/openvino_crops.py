"""RoI crops in OpenVINO: its RoIAlign takes longer than a network, its older ROIPooling does not.

Both sample a box bilinearly on a regular grid, and with one sample a bin they differ in how the
grid is written down only. RoIAlign puts samples in the middle of equal bins; ROIPooling, made for
TensorFlow's CropAndResize, takes the first and the last sample, as parts of the map's size.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import openvino

from maskrcnn.engines.network import Array

_GRIDS = "grids"
_PRECISE_LAYER = """<?xml version="1.0"?>
<net name="crops" version="11">
  <layers>
    <layer id="0" name="features" type="Parameter" version="opset1">
      <data shape="?,?,?,?" element_type="f32"/>
      <output><port id="0" precision="FP32">{unknown}</port></output>
    </layer>
    <layer id="1" name="grids" type="Parameter" version="opset1">
      <data shape="?,5" element_type="f32"/>
      <output><port id="0" precision="FP32"><dim>-1</dim><dim>5</dim></port></output>
    </layer>
    <layer id="2" name="samples" type="ROIPooling" version="opset2">
      <data pooled_h="{rows}" pooled_w="{columns}" spatial_scale="1" method="bilinear"
            output_size="{rows},{columns}"/>
      <rt_info><attribute name="precise" version="0"/></rt_info>
      <input>
        <port id="0" precision="FP32">{unknown}</port>
        <port id="1" precision="FP32"><dim>-1</dim><dim>5</dim></port>
      </input>
      <output><port id="2" precision="FP32">{unknown}</port></output>
    </layer>
    <layer id="3" name="result" type="Result" version="opset1">
      <input><port id="0" precision="FP32">{unknown}</port></input>
    </layer>
  </layers>
  <edges>
    <edge from-layer="0" from-port="0" to-layer="2" to-port="0"/>
    <edge from-layer="1" from-port="0" to-layer="2" to-port="1"/>
    <edge from-layer="2" from-port="2" to-layer="3" to-port="0"/>
  </edges>
</net>
"""
"""ROIPooling in OpenVINO's own file format: there alone can a layer be told to keep its precision.

In bfloat16 a box's edges would have eight bits, a quarter of a cell on a map of fifty.
"""


class GridCrops:
    """RoIAlign rewritten as ROIPooling, and what its boxes become."""

    def __init__(self, features: str, rois: str, pictures: str, samples: tuple[int, int]) -> None:
        self._features = features
        self._rois = rois
        self._pictures = pictures
        self._samples = np.array(samples[::-1], np.float32)

    @classmethod
    def rewrite(cls, core: Any, model: Any) -> tuple[Any, GridCrops | None]:
        """Return a model with ROIPooling where it had RoIAlign of one sample a bin, if it had.

        Its inputs `rois` and `pictures` give way to one that `feeds` fills.
        """
        layer = next((op for op in model.get_ops() if _is_sampling(op)), None)
        if layer is None:
            return model, None
        sources = [layer.input_value(place).get_node() for place in range(3)]
        if any(source.get_type_name() != "Parameter" for source in sources):
            return model, None
        names = [source.get_friendly_name() for source in sources]
        rows, columns = (layer.get_attributes()[f"pooled_{side}"] for side in "hw")
        pooling = _pooling(core, rows, columns)
        features, grids = pooling.get_parameters()
        features.output(0).replace(sources[0].output(0))
        layer.output(0).replace(pooling.get_results()[0].input_value(0))
        kept = [
            each for each in model.get_parameters() if each.get_friendly_name() not in names[1:]
        ]
        rewritten = openvino.Model(model.get_results(), [*kept, grids], model.get_friendly_name())
        return rewritten, cls(names[0], names[1], names[2], (rows, columns))

    def feeds(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Return what the rewritten model takes, given what the original did."""
        kept = {name: array for name, array in feeds.items() if name not in self._replaced}
        rows, columns = kept[self._features].shape[2:]
        rois, pictures = feeds[self._rois], feeds[self._pictures]
        sides = (rois[:, 2:] - rois[:, :2]) / self._samples
        first = rois[:, :2] - np.float32(0.5) + sides / 2
        last = first + sides * (self._samples - 1)
        spans = np.array([columns - 1, rows - 1], np.float32).clip(1)
        ends = np.concatenate([first / spans, last / spans], axis=1)
        inside = np.clip(ends, 0, 1)  # beyond the last cell ROIPooling gives zeros
        grids = np.concatenate([pictures[:, None], inside], axis=1)
        return kept | {_GRIDS: grids.astype(np.float32)}

    @property
    def _replaced(self) -> tuple[str, str]:
        return self._rois, self._pictures


def _is_sampling(layer: Any) -> bool:
    if layer.get_type_name() != "ROIAlign":
        return False
    settings = layer.get_attributes()
    wanted = {"sampling_ratio": 1, "mode": "avg", "spatial_scale": 1}
    shifted = str(settings["aligned_mode"]).startswith("half_pixel")
    return shifted and all(settings[name] == value for name, value in wanted.items())


def _pooling(core: Any, rows: int, columns: int) -> Any:
    text = _PRECISE_LAYER.format(rows=rows, columns=columns, unknown="<dim>-1</dim>" * 4)
    pooling = core.read_model(model=text.encode(), weights=b"")
    pooling.get_parameters()[1].output(0).set_names({_GRIDS})
    return pooling
