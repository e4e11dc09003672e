"""RoI crops in OpenVINO: its RoIAlign takes longer than a network, its older ROIPooling does not.

Both sample a box bilinearly on a regular grid, and with one sample a bin they differ in how the
grid is written down only. RoIAlign puts samples in the middle of equal bins; ROIPooling, made for
TensorFlow's CropAndResize, takes the first and the last sample, as parts of the map's size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import openvino

from maskrcnn.engines.network import Array
from maskrcnn.masks import Float

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


@dataclass(frozen=True)
class _Crop:
    """One RoIAlign that gave way to ROIPooling.

    Attributes
    ----------
    features, rois, pictures : str
        The inputs that it had.
    grids : str
        The one that takes the place of `rois` and `pictures`.
    samples : float32 (2,)
        Columns and rows of samples.
    margin : int
        Cells that the map was widened by on each side.
    """

    features: str
    rois: str
    pictures: str
    grids: str
    samples: Float
    margin: int

    def grid(self, feeds: Mapping[str, Array]) -> Float:
        """Return picture, first and last sample of each box, `float32 (R, 5)`."""
        rows, columns = feeds[self.features].shape[2:]
        rois = feeds[self.rois]
        sides = (rois[:, 2:] - rois[:, :2]) / self.samples
        first = rois[:, :2] + np.float32(self.margin - 0.5) + sides / 2
        last = first + sides * (self.samples - 1)
        cells = np.array([columns, rows], np.float32) + np.float32(2 * self.margin)
        spans = (cells - 1).clip(1)
        ends = np.concatenate([first / spans, last / spans], axis=1)
        inside = np.clip(ends, 0, 1)  # beyond the last cell ROIPooling gives zeros
        return np.concatenate([feeds[self.pictures][:, None], inside], axis=1, dtype=np.float32)


class GridCrops:
    """What the boxes of RoIAligns become that were rewritten as ROIPooling."""

    def __init__(self, crops: Sequence[_Crop]) -> None:
        self._crops = crops

    @classmethod
    def rewrite(cls, core: Any, model: Any) -> tuple[Any, GridCrops | None]:
        """Return a model with ROIPooling where it had RoIAlign of one sample a bin, if it had.

        For each of them the inputs for RoIs and pictures give way to one that `feeds` fills.
        """
        found = [_replaced(core, layer) for layer in model.get_ordered_ops() if _is_sampling(layer)]
        if not found:
            return model, None
        crops, grids = zip(*found, strict=True)
        gone = {name for crop in crops for name in (crop.rois, crop.pictures)}
        kept = [each for each in model.get_parameters() if each.get_friendly_name() not in gone]
        rewritten = openvino.Model(model.get_results(), [*kept, *grids], model.get_friendly_name())
        return rewritten, cls(crops)

    def feeds(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Return what the rewritten model takes, given what the original did."""
        gone = {name for crop in self._crops for name in (crop.rois, crop.pictures)}
        kept = {name: array for name, array in feeds.items() if name not in gone}
        return kept | {crop.grids: crop.grid(feeds) for crop in self._crops}


def _is_sampling(layer: Any) -> bool:
    """Tell whether a layer is RoIAlign of one sample a bin that is fed with inputs of its own."""
    if layer.get_type_name() != "ROIAlign":
        return False
    settings = layer.get_attributes()
    wanted = {"sampling_ratio": 1, "mode": "avg", "spatial_scale": 1}
    shifted = str(settings["aligned_mode"]).startswith("half_pixel")
    if not shifted or any(settings[name] != value for name, value in wanted.items()):
        return False
    features, *boxes = (layer.input_value(place) for place in range(3))
    own = all(len(each.get_target_inputs()) == 1 for each in boxes)
    return own and all(
        each.get_node().get_type_name() == "Parameter" for each in (features, *boxes)
    )


def _replaced(core: Any, layer: Any) -> tuple[_Crop, Any]:
    """Put ROIPooling in the place of a layer; return how, and the input for its grids."""
    names = [layer.input_value(place).get_node().get_friendly_name() for place in range(3)]
    rows, columns = (layer.get_attributes()[f"pooled_{side}"] for side in "hw")
    pooling = _pooling(core, rows, columns)
    features, grids = pooling.get_parameters()
    grids_name = f"{_GRIDS}/{names[0]}"
    grids.output(0).set_names({grids_name})
    margin = 0 if _stays_inside(layer) else 1
    features.output(0).replace(_widened(layer.input_value(0), margin))
    layer.output(0).replace(pooling.get_results()[0].input_value(0))
    samples = np.array([columns, rows], np.float32)
    return _Crop(names[0], names[1], names[2], grids_name, samples, margin), grids


def _stays_inside(layer: Any) -> bool:
    """Tell whether no sample lies beyond the middles of the outer cells.

    Those of CropAndResize, which is followed by max-pooling, do not. RoIAlign's own may lie half a
    cell further, where the outer cells' values go on.
    """
    users = [each.get_node().get_type_name() for each in layer.output(0).get_target_inputs()]
    return users == ["MaxPool"]


def _widened(features: Any, margin: int) -> Any:
    """Return a map with some cells more on each side, of the outer cells' values."""
    if not margin:
        return features
    sides = np.array([0, 0, margin, margin])
    return openvino.opset13.pad(features, sides, sides, "edge").output(0)


def _pooling(core: Any, rows: int, columns: int) -> Any:
    text = _PRECISE_LAYER.format(rows=rows, columns=columns, unknown="<dim>-1</dim>" * 4)
    return core.read_model(model=text.encode(), weights=b"")
