"""A folder in the tutorial's form: a frozen graph, its text graph, class names and colours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from maskrcnn.coco_classes import COCO_90
from maskrcnn.engines.network import NetworkFile
from maskrcnn.errors import ModelError
from maskrcnn.files import cache_folder, written_whole
from maskrcnn.labels import Labels, read_labels
from maskrcnn.models.published import APACHE2, INCEPTION_ARCHIVE
from maskrcnn.models.spec import UNKNOWN_LICENCE, Model, Spec
from maskrcnn.models.stage_cache import stages_of_graph
from maskrcnn.models.tensorflow_graph import Architecture, TwoStages, identify, read_graph
from maskrcnn.models.tensorflow_graph.graph import Graph
from maskrcnn.models.tensorflow_graph.text_graph import check_text_graph, write_text_graph
from maskrcnn.rcnn.stages import StageFiles

GRAPH = "frozen_inference_graph.pb"
NAMES = "object_detection_classes_coco.txt"
COLORS = "colors.txt"
TUTORIAL_MASK_THRESHOLD = 0.3
REMEDY = "maskrcnn models get mask-rcnn-inception"


def open_directory(folder: Path, graph_name: str | None = None) -> Model:
    """Open a detector of the TensorFlow zoo in the folder it came in.

    The frozen graph and the class names must be there; a text graph that is missing is written
    into the cache, and without colours ours are taken.

    Parameters
    ----------
    folder : Path
    graph_name : str, optional
        The frozen graph's file name, where there are several.

    Raises
    ------
    ModelError
        If a file is missing, damaged, or does not match the others; the message names it.
    """
    path = _the_one(folder, graph_name or GRAPH, "*.pb", f"get it with `{REMEDY}`")
    graph = read_graph(path)
    architecture = identify(graph)
    whole = NetworkFile(path, _text_graph(folder, graph, architecture), architecture.outputs)
    stages = _stages(graph, architecture)
    published = _is_published(graph)
    labels = _labels(folder, architecture, published)
    name = path.stem if path.name != GRAPH else folder.resolve().name
    spec = Spec(
        name=name,
        title=f"{architecture.kind} on {architecture.feature_extractor}, from TensorFlow's zoo",
        kind="whole-graph" if stages is None else "three-stage",
        labels=labels,
        label_offset=architecture.first_class,
        licence=APACHE2 if published else UNKNOWN_LICENCE,
        input_size=architecture.resizer,
        mask_threshold=TUTORIAL_MASK_THRESHOLD,
    )
    return Model(spec, whole) if stages is None else Model(spec, stages, whole)


def _stages(graph: Graph, architecture: Architecture) -> StageFiles | None:
    """Return the network in stages; None if it has none or is built otherwise than in the zoo."""
    if not isinstance(architecture, TwoStages):
        return None
    try:
        return stages_of_graph(graph, architecture)
    except ModelError:
        return None


def _the_one(folder: Path, name: str, pattern: str, remedy: str) -> Path:
    """Return the file of that name in a folder, or the only one that fits the pattern."""
    if (folder / name).is_file():
        return folder / name
    others = sorted(path for path in folder.glob(pattern) if path.is_file())
    if len(others) == 1:
        return others[0]
    if others:
        raise ModelError(
            f"{folder / name}: is missing, and there are {_listed(others)}: name one of them so"
        )
    raise ModelError(f"{folder / name}: is missing: {remedy}")


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _text_graph(folder: Path, graph: Graph, architecture: Architecture) -> Path:
    """Return the text graph in the folder, checked against the graph, or one of our own."""
    given = sorted(folder.glob("*.pbtxt"))
    if not given:
        return _own_text_graph(graph, architecture)
    if len(given) > 1:
        given = [path for path in given if path.stem in (graph.source.stem, folder.name)] or given
    if len(given) > 1:
        raise ModelError(f"{folder}: holds {_listed(given)}: leave one text graph in it, or none")
    check_text_graph(read_graph(given[0]), graph)
    return given[0]


def _own_text_graph(graph: Graph, architecture: Architecture) -> Path:
    path = cache_folder("text-graphs") / f"{graph.digest[:16]}.pbtxt"
    text = write_text_graph(graph, architecture)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        with written_whole(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return path


def _labels(folder: Path, architecture: Architecture, published: bool) -> Labels:
    """Return the class names in the folder; those of the published network are known."""
    if published and not (folder / NAMES).exists():
        return Labels(COCO_90)
    names = _the_one(folder, NAMES, "*classes*.txt", "write one, a class name a line")
    colors = folder / COLORS
    labels = read_labels(names, colors if colors.is_file() else None)
    if len(labels) != architecture.classes:
        raise ModelError(
            f"{names}: lists {len(labels)} classes, but the network knows {architecture.classes}: "
            "give the list it was trained with, without the background"
        )
    return labels


def _is_published(graph: Graph) -> bool:
    """Tell whether a frozen graph is the published file, by its size and sum."""
    published = INCEPTION_ARCHIVE
    return (
        graph.source.stat().st_size == published.member_bytes
        and graph.digest == published.member_sha256
    )


def complete_directory(folder: Path, labels: Labels) -> Path:
    """Write text graph, class names and colours beside a frozen graph, as the tutorial has them.

    Raises
    ------
    ModelError
        If the frozen graph holds no detector that is known.
    OutputError
        If the folder cannot be written.
    """
    graph = read_graph(folder / GRAPH)
    colors = labels.palette(len(labels)).tolist()
    contents = {
        f"{folder.name}.pbtxt": write_text_graph(graph),
        NAMES: "".join(f"{name}\n" for name in labels.names),
        COLORS: "".join(f"{blue},{green},{red}\n" for blue, green, red in colors),
    }
    for name, content in contents.items():
        with written_whole(folder / name) as temporary:
            temporary.write_text(content, encoding="utf-8")
    return folder
