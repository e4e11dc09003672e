"""A folder in the tutorial's form around a small graph of the published topology."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from maskrcnn.models.tensorflow_graph import identify, read_graph
from maskrcnn.models.tensorflow_graph.text_graph import write_text_graph
from tests.support.tensorflow_graphs import faster_rcnn, mask_rcnn
from tests.support.tensorflow_ssd import ssd, ssd_pyramid

GRAPH = "frozen_inference_graph.pb"
TEXT_GRAPH = "mask_rcnn_inception_v2_coco_2018_01_28.pbtxt"

DETECTORS: Mapping[str, Callable[[Path], Path]] = {
    "mask_rcnn": mask_rcnn,
    "faster_rcnn": faster_rcnn,
    "ssd": ssd,
    "ssd_pyramid": ssd_pyramid,
}


def make(folder: Path, detector: str = "mask_rcnn") -> Path:
    """Write the four files: graph, text graph, class names, colours."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = read_graph(DETECTORS[detector](folder / GRAPH))
    (folder / TEXT_GRAPH).write_text(write_text_graph(graph))
    names = "".join(f"thing {number}\n" for number in range(identify(graph).classes))
    (folder / "object_detection_classes_coco.txt").write_text(names)
    (folder / "colors.txt").write_text("0,255,0\n0,0,255\n255,0,0\n")
    return folder
