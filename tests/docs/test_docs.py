"""The documentation is true: its code runs, its links lead somewhere, and it leaves nothing out."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import typer

import maskrcnn
from maskrcnn.cli.app import app
from maskrcnn.models.checkpoint_file import network_of_checkpoint
from maskrcnn.models.spec import YOLO_SIZE
from maskrcnn.models.wheel import wheel_file
from tests.support.docs_clip import make_clip
from tests.support.docs_commands import SHELLS, agrees, commands_of, run_command, run_python
from tests.support.docs_pages import anchors_of, blocks_of, links_of, pages
from tests.support.shared import EXAMPLES, ROOT
from tests.support.tutorial_folder import make

PAGES = {page.relative_to(ROOT).as_posix(): page for page in pages()}
SMALL_PICTURE = 150 * 1024
EXPLAINED = (
    "image", "video", "stream", "draw", "export", "report", "dataset", "train", "evaluate",
)  # fmt: skip

NOT_RUN = {
    "docs/train-recipes.md: maskrcnn train parts/train.json --val parts/val.json -o pills "
    "--trunk mobilenet-v2 --steps 1000": "takes a quarter of an hour",
    "docs/train-recipes.md: maskrcnn evaluate --model pills --data others/annotations.json "
    "--html evaluation.html": "needs the model from above",
    "docs/train-recipes.md: maskrcnn others/images --model pills --confidence 0.7 -o counted": (
        "needs the model from above"
    ),
    "docs/train-recipes.md: maskrcnn train skin-parts/train.json --val skin-parts/val.json "
    "-o lesions --trunk mobilenet-v2 --input-size 384,512 --augment upside-down=0.5": (
        "takes half an hour"
    ),
    "docs/train-recipes.md: maskrcnn dataset make lesions -o more-skin --count 40 --seed 1 "
    "--size 512": "needs the model from above",
    "docs/train-recipes.md: maskrcnn report outlined/results.jsonl --scale 0.03mm "
    "-o lesions.html": "needs the model from above",
    "docs/train-recipes.md: maskrcnn train --data pills:2000 --val pills:100:1 -o pills": (
        "takes twenty minutes"
    ),
    "docs/compare.md: maskrcnn compare photos/coffee.jpg --engines openvino:f32,openvino:bf16": (
        "needs a processor with bfloat16"
    ),
    "docs/troubleshooting.md: pip install --force-reinstall --no-deps "
    "opencv-contrib-python-headless": "installs packages",
    "docs/bench.md: maskrcnn bench --mask-rcnn mask-rcnn-coco": "takes minutes",
    "docs/bench.md: maskrcnn bench -m mask-rcnn-coco "
    "--engine openvino:f32,openvino:bf16,onnxruntime": "takes minutes",
    "docs/bench.md: maskrcnn bench photos -m mask-rcnn-coco --proposals 100,50,30": "takes minutes",
    "docs/bench.md: maskrcnn bench -m mask-rcnn-coco --batch 1,4": "takes minutes",
    "docs/bench.md: maskrcnn bench --drawing": "takes half a minute",
    "CONTRIBUTING.md: python -m tools.stand_in_network stand-in": "takes a minute",
    "README.md: make demo": "sets up an environment of its own",
    "README.md: maskrcnn stream rtsp://camera/1 --show --record found.mp4": "needs a camera",
    "README.md: pip install .": "installs packages",
    "CONTRIBUTING.md: make test": "installs from the package registry",
    "docs/index.md: make demo": "installs from the package registry",
    "docs/models.md: MASKRCNN_MIRROR=https://mirror.example/models "
    "maskrcnn models get mask-rcnn-inception": "needs the network",
    "docs/models.md: maskrcnn evaluate --model yolov7-seg --engine openvino:f32,openvino:bf16 "
    "--data instances_val2017.json": "needs photos with annotations",
    "docs/nano.md: python -m tools.nano.data photos": "needs the photos, and takes hours",
    "docs/photos.md: maskrcnn https://example.com/street.jpg": "needs the network",
    "docs/photos.md: maskrcnn photos --show": "opens a window or the browser, and waits",
    "docs/streams.md: maskrcnn stream 0 --show": "needs a camera",
    "docs/streams.md: maskrcnn stream rtsp://user:password@camera.local/live "
    "--record today.mp4 --track": "needs a camera on the network",
    "README.md: maskrcnn train --data shapes -o my-shapes": "takes minutes",
    "docs/train.md: pip install 'maskrcnn[train]'": "installs packages",
    "docs/train.md: maskrcnn train --data shapes -o my-shapes": "takes minutes",
    "docs/train.md: maskrcnn train pills.json -o pills": "needs pictures of yours",
    "docs/train.md: maskrcnn photo.jpg --model pills": "needs the model from above",
    "docs/train.md: maskrcnn train pills.json -o pills --resume": (
        "needs a training that was stopped"
    ),
    "docs/train.md: from pathlib import Path": "takes minutes",
    "docs/tutorial.md: maskrcnn models get mask-rcnn-inception": "needs the network",
    "docs/video.md: maskrcnn clip.mp4 -o found.mp4": "has to be interrupted",
}
"""Every block that the tests pass over, with the reason that its page gives."""


@pytest.fixture(scope="module")
def prepared(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the pages assume a reader to have."""
    folder = tmp_path_factory.mktemp("reader")
    photos = shutil.copytree(EXAMPLES, folder / "photos")
    shutil.copy(photos / "astronaut.jpg", folder / "photo.jpg")
    shutil.copytree(ROOT / "examples", folder / "examples")
    clip = make_clip(folder / "examples" / "videos" / "photos.mp4")
    shutil.copy(clip, folder / "clip.mp4")
    make(folder / "mask-rcnn-coco")
    checkpoint = wheel_file("yolov5s-seg.pt")
    (folder / "mine.pt").symlink_to(checkpoint)
    (folder / "mine.onnx").symlink_to(network_of_checkpoint(checkpoint, YOLO_SIZE))
    return folder


@pytest.fixture
def reader(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sit in a folder of one's own."""
    folder = shutil.copytree(prepared, tmp_path / "reader", symlinks=True)
    monkeypatch.chdir(folder)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("reader")
def test_the_code_of_a_page_does_what_the_page_says(page: str) -> None:
    names: dict[str, object] = {"__name__": page}
    for block in blocks_of(PAGES[page]):
        where = f"{page}:{block.line}"
        if block.not_run:
            continue
        if block.language == "python":
            output = run_python(block, names)
            assert block.expected is None or agrees(block.expected, output), f"{where}:\n{output}"
        elif block.language in SHELLS:
            for command in commands_of(block):
                code, output = run_command(command.line)
                told = f"{where}: {command.line}\n{output}"
                assert code == command.exit_code, told
                assert command.expected is None or agrees(command.expected, output), told


def test_no_block_is_passed_over_in_silence() -> None:
    blocks = [block for page in PAGES.values() for block in blocks_of(page)]
    assert {block.name: block.not_run for block in blocks if block.not_run} == NOT_RUN
    kinds = {*SHELLS, "python", "text", "json"}
    assert {block.name for block in blocks if block.language not in kinds} == set()


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("cat  0.71", "x\ncat 0.6893\ny", True),
        ("1 cat\n…\n2 dogs", "1 cat\n1 bird\n3 dogs", True),
        ("1 cat\n2 dogs", "1 cat\n1 bird\n3 dogs", False),
        ("cat 0.71", "cat none", False),
        ("dog 0.71", "cat 0.71", False),
    ],
)
def test_shown_outputs_are_compared_by_their_words(shown: str, printed: str, same: bool) -> None:
    assert agrees(shown, printed) == same


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in links_of(PAGES[page]):
        address = urlsplit(target)
        if address.scheme:
            continue
        path = (PAGES[page].parent / address.path).resolve() if address.path else PAGES[page]
        assert path.exists(), f"{page}: {target}"
        assert not address.fragment or address.fragment in anchors_of(path), f"{page}: {target}"


def test_pictures_are_small_and_all_shown() -> None:
    pictures = {path.resolve() for path in (ROOT / "docs" / "images").iterdir()}
    shown = {
        (page.parent / target).resolve() for page in PAGES.values() for target in links_of(page)
    }
    assert pictures <= shown
    assert [path.name for path in pictures if path.stat().st_size > SMALL_PICTURE] == []


def params_of(command: Any) -> list[Any]:
    """The options of a command, and of those below it."""
    below = getattr(command, "commands", {}).values()
    return [*command.params, *(option for each in below for option in params_of(each))]


def test_every_option_is_explained() -> None:
    told = "\n".join(page.read_text() for page in PAGES.values())
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    params = [option for name in EXPLAINED for option in params_of(commands[name])]
    options = {name for option in params for name in option.opts if name.startswith("--")}
    assert {name for name in options if f"`{name}" not in told} == set()


def test_every_public_name_is_explained() -> None:
    told = "\n".join(page.read_text() for page in PAGES.values())
    names = set(maskrcnn.__all__) - {"__version__"}
    assert {name for name in names if not re.search(rf"\b{name}\b", told)} == set()


def test_every_example_is_run() -> None:
    commands = "\n".join(block.text for block in blocks_of(PAGES["examples/README.md"]))
    for script in (ROOT / "examples").glob("*.py"):
        assert f"python examples/{script.name} " in commands


@pytest.mark.skipif(find_spec("zensical") is None, reason="the site's builder is not installed")
def test_the_site_builds_and_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    for name in ("docs", "zensical.toml", "CONTRIBUTING.md"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for page in (ROOT / "docs").glob("*.md"):
        html = (tmp_path / "site" / page.with_suffix(".html").name).read_text("utf-8")
        assert re.findall(r'<(?:script|img|iframe)[^>]* src="?(https?:[^" >]+)', html) == []
        links = re.findall(r"<link[^>]*>", html)
        assert [link for link in links if "stylesheet" in link and "http" in link] == []
