"""From a frozen graph to three stage files: cut once, then found in the cache."""

from __future__ import annotations

import hashlib
from pathlib import Path

from maskrcnn import __version__
from maskrcnn.engines.network import NetworkFile
from maskrcnn.files import cache_folder, written_whole
from maskrcnn.models.tensorflow_graph import TwoStages
from maskrcnn.models.tensorflow_graph.graph import Graph
from maskrcnn.rcnn.settings import RCNNSettings
from maskrcnn.rcnn.stages import CROPS, StageFiles

FORMAT = 1
"""To be raised when the same graph gives other files."""


def stages_of_graph(graph: Graph, architecture: TwoStages) -> StageFiles:
    """Return the stage files of a frozen graph, cutting it if this is the first time.

    Raises
    ------
    ModelError
        If it is built otherwise than those of the zoo.
    """
    recipe = f"{graph.digest} {__version__} {FORMAT}"
    folder = cache_folder("stages") / hashlib.sha256(recipe.encode()).hexdigest()[:16]
    letters = "ab" if architecture.heads.masks is None else "abc"
    paths = [folder / f"stage-{letter}.onnx" for letter in letters]
    if not all(path.exists() for path in paths):
        _cut(graph, architecture, paths)
    first, second, *third = paths
    return StageFiles(
        settings_of(architecture),
        NetworkFile(first, outputs=("features", "objectness", "deltas")),
        NetworkFile(second, outputs=("class_logits", "deltas"), cut=CROPS),
        NetworkFile(third[0], outputs=("masks",), cut=CROPS) if third else None,
    )


def settings_of(architecture: TwoStages) -> RCNNSettings:
    """Return what runs between the stages of a detector.

    As OpenCV's published text graphs have it, Mask R-CNN clips proposals before it drops those
    that overlap, and Faster R-CNN after that, which is TensorFlow's way.
    """
    return RCNNSettings(
        classes=architecture.classes,
        anchors=architecture.anchors,
        box_variance=architecture.box_variance,
        proposals=architecture.proposals,
        clips_proposals_first=architecture.heads.masks is not None,
        crop=architecture.crop,
        detections=architecture.detections,
    )


def _cut(graph: Graph, architecture: TwoStages, paths: list[Path]) -> None:
    from maskrcnn.models.tensorflow_graph.stages import cut_into_stages

    networks = cut_into_stages(graph, architecture)
    for path, network in zip(
        paths, (networks.first, networks.second, networks.third), strict=False
    ):
        if network is not None:
            with written_whole(path) as temporary:
                temporary.write_bytes(network.SerializeToString())
