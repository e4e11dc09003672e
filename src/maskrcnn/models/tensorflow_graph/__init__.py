"""Frozen graphs of the TensorFlow 1 Object Detection API, read and run without TensorFlow."""

from maskrcnn.models.tensorflow_graph.architecture import Architecture, SingleStage, TwoStages
from maskrcnn.models.tensorflow_graph.graphdef import read_graph
from maskrcnn.models.tensorflow_graph.identification import identify
from maskrcnn.models.tensorflow_graph.text_graph import check_text_graph, write_text_graph

__all__ = [
    "Architecture",
    "SingleStage",
    "TwoStages",
    "check_text_graph",
    "identify",
    "read_graph",
    "write_text_graph",
]
