"""A folder in the tutorial's form around a small graph of the published topology."""

from __future__ import annotations

from pathlib import Path

from maskrcnn.models.tensorflow_graph import identify, read_graph
from maskrcnn.models.tensorflow_graph.text_graph import write_text_graph
from tests.support import tensorflow_graphs

TEXT_GRAPH = "mask_rcnn_inception_v2_coco_2018_01_28.pbtxt"


def make(folder: Path, detector: str = "mask_rcnn") -> Path:
    """Write the four files: graph, text graph, class names, colours."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = getattr(tensorflow_graphs, detector)(folder / "frozen_inference_graph.pb")
    read = read_graph(graph)
    (folder / TEXT_GRAPH).write_text(write_text_graph(read))
    classes = identify(read).classes
    names = "".join(f"thing {i}\n" for i in range(classes))
    (folder / "object_detection_classes_coco.txt").write_text(names)
    (folder / "colors.txt").write_text("0,255,0\n0,0,255\n255,0,0\n")
    return folder
