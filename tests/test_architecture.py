"""The house: imports point one way, the package stays light, and its names are the public ones."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import maskrcnn
from tests.support.shared import ROOT

SOURCE = ROOT / "src" / "maskrcnn"

LAYERS = [
    {"__main__"},
    {"cli"},
    {"bench", "checkup", "explain", "pipeline", "report", "training"},
    {"evaluation"},
    {"datasets"},
    {"formats"},
    {"predictor", "drawing", "results", "display"},
    {"flow", "tracking", "zones"},
    {"writers", "networks", "sources"},
    {"interchange", "parity"},
    {"models"},
    {"rcnn"},
    {"instances", "engines"},
    {"options"},
    {"input_size"},
    {"footage", "rings", "webpage"},
    {"polygons"},
    {"masks", "coco_classes", "files", "interruption", "journal", "machine", "memory"},
    {"labels"},
    {"errors", "__init__"},
]
"""Rooms from the top of the house to the bottom; a room imports from those below it only."""

DOORS = {
    ("instances", "interchange"),
    ("instances", "drawing"),
    ("instances", "writers"),
}
"""Methods of `Instances` that open upwards, by an import inside the method."""

HEAVY = {
    "av",
    "cv2",
    "hotcoco",
    "onnx",
    "onnxruntime",
    "openvino",
    "pandas",
    "PIL",
    "pyarrow",
    "pycocotools",
    "rich",
    "safetensors",
    "scipy",
    "supervision",
    "torch",
    "yaml",
}


def room_of(module: str) -> str:
    """`maskrcnn.models.zoo` lives in `models`, `maskrcnn` itself in `__init__`."""
    return module.split(".")[1] if "." in module else "__init__"


def floor_of(room: str) -> int:
    return next(i for i, rooms in enumerate(LAYERS) if room in rooms)


def imports_of(path: Path) -> list[tuple[str, bool]]:
    """Modules of ours that a file imports, and whether it does so inside a function.

    Imports for the type checker alone do not count.
    """
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    inside = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for child in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "maskrcnn":
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            module = str(node.module)
            targets = names if module == "maskrcnn" else [module]
            found += [(target, id(node) in inside) for target in targets]
    return found


def arrows() -> list[tuple[str, str, bool, str]]:
    result = []
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for module, deferred in imports_of(path):
            target = room_of(module)
            target = target if any(target in rooms for rooms in LAYERS) else "__init__"
            if target != room:
                result.append((room, target, deferred, f"{path.relative_to(SOURCE)} → {module}"))
    return result


def test_imports_point_down():
    wrong = [
        where
        for room, target, deferred, where in arrows()
        if floor_of(room) >= floor_of(target) and not (deferred and (room, target) in DOORS)
    ]
    assert wrong == []


def test_every_door_is_used():
    used = {(room, target) for room, target, deferred, _ in arrows() if deferred}
    assert used >= DOORS


def test_every_room_is_on_a_floor():
    rooms = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in SOURCE.rglob("*.py")}
    assert rooms == set().union(*LAYERS)


def test_no_module_has_outgrown_its_idea():
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_importing_the_package_is_light():
    script = "import sys, maskrcnn; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not HEAVY & set(loaded)


def test_public_names_are_those_written_down():
    assert sorted(maskrcnn.__all__) == [
        "Collection",
        "Counter",
        "DownloadError",
        "EngineError",
        "EngineOptions",
        "Export",
        "Frame",
        "Instance",
        "Instances",
        "Labels",
        "Line",
        "Look",
        "MaskOptions",
        "MaskRCNNError",
        "ModelError",
        "Moment",
        "NetworkOptions",
        "OutputError",
        "Picture",
        "PictureError",
        "PictureLimits",
        "Predictor",
        "ResultsError",
        "ResultsWriter",
        "Stream",
        "Trace",
        "Tracker",
        "UsageError",
        "Video",
        "VideoError",
        "Zone",
        "__version__",
        "concatenate",
        "export",
        "load",
        "open_collection",
        "read_picture",
        "read_results",
    ]


@pytest.mark.parametrize("name", maskrcnn.__all__)
def test_every_public_name_is_there_and_explained(name):
    value = getattr(maskrcnn, name)
    assert name == "__version__" or value.__doc__
    assert name in dir(maskrcnn)


def test_the_type_checker_sees_the_same_names():
    tree = ast.parse((SOURCE / "__init__.py").read_text())
    seen = {
        alias.asname: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {name: f"maskrcnn.{home}" for name, home in maskrcnn._HOMES.items()}
    assert seen == homes


def test_other_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'segment_everything'"):
        maskrcnn.segment_everything  # noqa: B018
