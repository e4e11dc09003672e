"""From a frozen graph of two stages to the networks that `maskrcnn.rcnn.stages` runs, as ONNX."""

from maskrcnn.models.tensorflow_graph.stages.cuts import cut_into_stages

__all__ = ["cut_into_stages"]
