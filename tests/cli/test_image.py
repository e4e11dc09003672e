"""`maskrcnn image`, run as a user runs it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import maskrcnn
from maskrcnn.cli.app import run
from tests.support.shared import EXAMPLES, seen


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """An own copy of the example photos, in the folder where commands run."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(EXAMPLES, tmp_path / "photos", ignore=shutil.ignore_patterns("*.md"))


def in_a_process(*arguments: str, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "maskrcnn", *arguments]
    return subprocess.run(command, capture_output=True, check=False, **options)


def test_the_short_form_writes_overlay_and_results(photos, capsys):
    assert run(["photos/cat.jpg"]) == 0
    told = capsys.readouterr().out
    assert "photos/cat.jpg  451×300  1 object  → maskrcnn-results/cat.jpg" in told
    assert "cat" in told.splitlines()[2]
    assert "licence of yolov5s-seg's weights: GPL-3.0" in told
    (found,) = maskrcnn.read_results("maskrcnn-results/results.jsonl")
    assert found.names == ["cat"]
    drawn, photo = seen("maskrcnn-results/cat.jpg"), seen("photos/cat.jpg")
    changed = np.abs(drawn.astype(int) - photo).max(2) > 25
    assert changed[found.masks[0]].mean() > 0.8
    assert changed[~found.masks[0]].mean() < 0.2


def test_files_folders_and_globs_come_together(photos, capsys):
    sub = photos / "more"
    sub.mkdir()
    (photos / "coffee.jpg").rename(sub / "coffee.jpg")
    assert run(["image", "photos", "photos/*naut.jpg", "-o", "out"]) == 0
    written = sorted(str(path.relative_to("out")) for path in Path("out").rglob("*.*"))
    assert written == ["astronaut.jpg", "cat.jpg", "more/coffee.jpg", "results.jsonl"]
    assert len(list(maskrcnn.read_results("out/results.jsonl"))) == 3


def test_a_single_picture_can_be_named(photos):
    assert run(["photos/cat.jpg", "-o", "new/mine.png"]) == 0
    assert seen("new/mine.png").shape == (300, 451, 3)
    assert Path("new/mine.jsonl").exists()


def test_one_name_for_two_pictures_is_a_mistake(photos, capsys):
    assert run(["photos/cat.jpg", "photos/coffee.jpg", "-o", "mine.png"]) == 2
    assert "name a folder" in capsys.readouterr().err


def test_an_input_is_never_written_over(photos, capsys):
    before = (photos / "cat.jpg").read_bytes()
    assert run(["photos/cat.jpg", "-o", "photos"]) == 2
    assert run(["photos/cat.jpg", "-o", "photos/cat.jpg"]) == 2
    assert "is an input" in capsys.readouterr().err
    assert (photos / "cat.jpg").read_bytes() == before


def test_outputs_of_an_earlier_run_are_not_taken_for_pictures(photos):
    for _ in range(2):
        assert run([".", "-o", "out"]) == 0
        assert len(list(maskrcnn.read_results("out/results.jsonl"))) == 3


def test_one_bad_picture_does_not_stop_the_others(photos, capsys):
    (photos / "empty.jpg").touch()
    (photos / "half.jpg").write_bytes((photos / "cat.jpg").read_bytes()[:20_000])
    (photos / "page.jpg").write_text("<html>not found</html>")
    Image.new("RGB", (1, 1)).save(photos / "dot.png")
    Image.new("RGB", (30_000, 20)).save(photos / "thin.png")
    shutil.copy(photos / "cat.jpg", photos / "mislabelled.png")
    assert run(["photos", "photos/missing.jpg", "-o", "out"]) == 1
    told = capsys.readouterr()
    complaints = [line for line in told.err.splitlines() if line.startswith("error: ")]
    for name in ("empty", "half", "page", "dot", "thin", "missing"):
        assert sum(name in line for line in complaints) == 1, name
    assert len(complaints) == 6
    assert len(list(maskrcnn.read_results("out/results.jsonl"))) == 4


def test_a_picture_comes_through_a_pipe(photos):
    done = in_a_process("-", "--json", input=(photos / "cat.jpg").read_bytes())
    assert done.returncode == 0
    assert done.stderr == b""
    assert maskrcnn.Instances.from_json(done.stdout.decode()).names == ["cat"]
    assert not Path("maskrcnn-results").exists()


def test_json_is_a_line_a_picture_and_says_what_failed(photos, capsys):
    Path("bad.jpg").touch()
    assert run(["photos/cat.jpg", "bad.jpg", "photos/coffee.jpg", "--json", "-o", "out"]) == 1
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["label"] for one in first["instances"]] == ["cat"]
    assert second == {"name": "bad.jpg", "error": second["error"]}
    assert "cup" in [one["label"] for one in third["instances"]]
    assert Path("out/cat.jpg").exists()


def test_visualize_writes_the_parts_of_every_object(photos):
    assert run(["-i", "photos/coffee.jpg", "-v", "-o", "out", "--classes", "cup"]) == 0
    parts = {path.name: path for path in Path("out/coffee.instances").iterdir()}
    assert sorted(parts) == ["01-cup-cutout.png", "01-cup-mask.png", "01-cup-roi.png"]
    roi, mask, cutout = (
        seen(str(parts[f"01-cup-{kind}.png"])) for kind in ("roi", "mask", "cutout")
    )
    assert roi.shape == mask.shape == cutout.shape
    assert set(np.unique(mask)) == {0, 255}
    assert np.array_equal(cutout, np.where(mask > 0, roi, 0))


@pytest.mark.parametrize(
    ("flags", "written"),
    [
        (["--visualize", "1"], True),
        (["-v", "1"], True),
        (["--visualize=1"], True),
        (["-v"], True),
        (["--visualize", "0"], False),
        (["-v", "0"], False),
        ([], False),
    ],
)
def test_visualize_is_written_as_in_the_tutorial_or_plain(photos, flags, written):
    assert run(["--image", "photos/cat.jpg", *flags, "-o", "out"]) == 0
    assert Path("out/cat.instances").exists() == written


def test_classes_and_thresholds_by_name(photos, capsys):
    assert run(["photos/coffee.jpg", "-c", "cup=0.99,*=0.3", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    labels = {one["label"] for one in found["instances"]}
    assert "cup" not in labels
    assert labels
    assert run(["photos/coffee.jpg", "--classes", "cup", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["label"] for one in found["instances"]} == {"cup"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["image"], 2, "no picture named"),
        (["photos/cat.jpg", "--classes", "kat"], 2, "did you mean 'cat'"),
        (["photos/cat.jpg", "-c", "high"], 2, "not a threshold"),
        (["photos/cat.jpg", "-t", "7"], 2, "between 0 and 1"),
        (["photos/cat.jpg", "--model", "nothing"], 3, "there is no model"),
        (["photos/cat.jpg", "-m", "nowhere"], 2, "there is no such folder"),
        (["photos/cat.jpg", "-m", "photos"], 3, "frozen_inference_graph.pb"),
        (["photos/cat.jpg", "-m", "photos", "--model", "yolov7-seg"], 2, "give one of them"),
        (["photos/cat.jpg", "--model", "mask-rcnn-inception"], 3, "maskrcnn models get"),
        (["photos/cat.jpg", "--engine", "opencv", "--precision", "bf16"], 4, "float32"),
        (["photos/cat.jpg", "--device", "tpu"], 4, "no device 'tpu'"),
        (["photos/cat.jpg", "-o", "photos/cat.jpg/out"], 5, "cannot be written"),
        (["photos/cat.jpg", "--json", "--style", "halo"], 2, "--style changes pictures, and none"),
        (["photos/cat.jpg", "--json", "-v"], 2, "--visualize changes pictures, and none is"),
        (["photos/cat.jpg", "--colors", "track"], 2, "--colors track is for videos"),
        (["photos/cat.jpg", "--mattes", "png"], 2, "--mattes is for --to mattes"),
        (["nothing.jpg"], 1, "nothing.jpg"),
        (["empty/*.jpg"], 1, "no picture"),
    ],
)
def test_a_mistake_is_one_line_and_a_meaningful_code(photos, capsys, arguments, code, message):
    assert run(arguments) == code
    complaint = capsys.readouterr().err.strip()
    assert message in complaint
    assert complaint.startswith("error: ")
    assert "\n" not in complaint


def test_an_option_that_does_not_exist_ends_with_2(photos, capsys):
    assert run(["photos/cat.jpg", "--no-such-option"]) == 2
    assert "no-such-option" in capsys.readouterr().err.lower()


def test_terminal_codes_in_a_file_name_do_not_reach_the_terminal(photos, capsys):
    Path("evil\x1b[31m.jpg").touch()
    assert run(["evil\x1b[31m.jpg"]) == 1
    assert "\x1b[31m" not in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_fault(photos):
    script = f"{sys.executable} -m maskrcnn photos --json | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert len(done.stdout) == 10


def test_an_animation_gives_its_first_frame_and_says_so(photos, capsys):
    frames = [Image.open(photos / "cat.jpg"), Image.new("RGB", (451, 300))]
    frames[0].save("cat.gif", save_all=True, append_images=frames[1:])
    assert run(["cat.gif", "-o", "out"]) == 0
    assert "first frame" in capsys.readouterr().err
    assert Path("out/cat.png").exists()


def test_show_opens_a_view_of_every_picture(photos, monkeypatch):
    shown: list[str] = []
    pictures: list[tuple[tuple[int, ...], str]] = []

    class Fake:
        def show(self, image, caption):
            pictures.append((image.shape, caption))

        def wait(self):
            shown.append("waited")

        def __enter__(self):
            return self

        def __exit__(self, *_):
            shown.append("closed")

    monkeypatch.setattr("maskrcnn.display.open_display", lambda _: Fake())
    assert run(["photos/cat.jpg", "--show", "-v"]) == 0
    assert [caption.rsplit(" ", 1)[-1] for _, caption in pictures[:3]] == ["roi", "mask", "cutout"]
    assert pictures[3:] == [((300, 451, 3), "photos/cat.jpg")]
    assert shown == ["waited", "closed"]


def test_output_is_plain_when_piped(photos):
    done = in_a_process("photos/cat.jpg", "-o", "out")
    assert b"\x1b" not in done.stdout + done.stderr
    assert done.stderr == b""


def test_interrupting_keeps_what_was_found(photos, monkeypatch, capsys):
    real = maskrcnn.Predictor._together
    calls = []

    def interrupted(self, frames):
        calls.append(frames)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, frames)

    monkeypatch.setattr(maskrcnn.Predictor, "_together", interrupted)
    assert run(["photos", "-o", "out"]) == 130
    assert len(list(maskrcnn.read_results("out/results.jsonl"))) == 1
    assert "interrupted" in capsys.readouterr().err


def test_standard_input_of_another_kind_is_one_line(photos, monkeypatch, capsys):
    class Stdin:
        buffer = io.BytesIO(b"no picture")

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert run(["-"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
