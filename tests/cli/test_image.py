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
    assert "licence of mask-rcnn-nano's weights: Apache-2.0" in told
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


@pytest.mark.parametrize("output", ["photos", "photos/cat.png"])
def test_another_photo_is_not_written_over_by_what_becomes_a_png(photos, capsys, output):
    Image.new("RGB", (40, 30)).save("photos/cat.png")
    shutil.copy(EXAMPLES / "cat.jpg", "photos/results.jsonl")
    before = [Path("photos", name).read_bytes() for name in ("cat.png", "results.jsonl")]
    assert run(["photos/cat.jpg", "-o", output, "--effect", "remove@background"]) == 2
    told = capsys.readouterr()
    assert told.err == (
        "error: photos/cat.png is there already, beside the photo: name another folder with -o\n"
    )
    assert not told.out
    assert before == [Path("photos", name).read_bytes() for name in ("cat.png", "results.jsonl")]
    assert not Path("photos/cat.jsonl").exists()


def test_the_single_overlay_of_an_earlier_run_is_drawn_again(photos):
    for look in ("outline", "halo"):
        assert run(["photos/cat.jpg", "-o", "photos/mine.png", "--style", look]) == 0
    assert run(["draw", "photos/mine.jsonl", "-o", "photos/mine.png"]) == 0
    assert run(["photos/cat.jpg", "-o", "photos/mine.webp"]) == 0
    assert run(["photos/cat.jpg", "-o", "photos/mine.png"]) == 2


def test_a_picture_that_an_effect_shows_is_not_written_over(photos, capsys):
    before = Path(shutil.copy("photos/coffee.jpg", "sea.jpg")).read_bytes()
    assert run(["photos/cat.jpg", "--effect", "replace=sea.jpg@background", "-o", "sea.jpg"]) == 2
    assert "sea.jpg is an input: name another place" in capsys.readouterr().err
    assert Path("sea.jpg").read_bytes() == before


def test_outputs_of_an_earlier_run_are_not_taken_for_pictures(photos):
    for _ in range(2):
        assert run([".", "-o", "out"]) == 0
        assert len(list(maskrcnn.read_results("out/results.jsonl"))) == 3


def test_nor_are_those_that_lie_elsewhere_and_drawings(photos, capsys):
    assert run([".", "--to", "cutouts", "-o", "first"]) == 0
    assert run(["draw", "first/results.jsonl"]) == 0
    cutouts = len(list(Path("first").rglob("*-*.png")))
    assert cutouts >= 3
    capsys.readouterr()
    assert run([".", "-o", "second"]) == 0
    told = f"{3 + cutouts + 3} pictures of earlier runs passed over\n"
    assert capsys.readouterr().err == told
    assert len(list(maskrcnn.read_results("second/results.jsonl"))) == 3
    assert run([".", "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_outputs_that_are_named_are_taken(photos, capsys):
    assert run(["photos", "-o", "out"]) == 0
    assert run(["out", "out/cat.jpg", "-o", "again"]) == 0
    assert len(list(maskrcnn.read_results("again/results.jsonl"))) == 3
    for named, count in (("out/cat.jpg", 1), ("out", 3)):
        assert run([".", named, "-o", "again"]) == 0
        assert len(list(maskrcnn.read_results("again/results.jsonl"))) == 3 + count
    shutil.rmtree("photos")
    shutil.rmtree("again")
    before = Path("out/results.jsonl").read_bytes()
    capsys.readouterr()
    assert run([".", "-o", "out"]) == 2
    assert "3 pictures of earlier runs passed over, and there are no" in capsys.readouterr().err
    assert Path("out/results.jsonl").read_bytes() == before


def test_results_of_another_program_make_no_folder_ours(photos):
    Path("photos/results.jsonl").write_text('{"format": "other"}\n')
    Path("photos/found.jsonl").write_text('{"format": "maskrcnn-results"}\n')
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


@pytest.mark.parametrize(
    "options",
    [["--to", "cutouts"], ["--to", "csv", "--to", "sheet"], ["--to", "coco", "--with-pictures"]],
)
def test_what_comes_through_a_pipe_is_gone_when_formats_need_it(photos, capsys, options):
    assert run(["image", "-", "-o", "out", *options]) == 2
    told = capsys.readouterr().err
    assert "reads the pictures again, and standard input is gone by then" in told
    assert told.count("\n") == 1
    assert not Path("out").exists()


def test_of_many_that_cannot_be_read_people_are_told_of_ten(photos, capsys):
    missing = [f"gone-{number}.jpg" for number in range(1, 1235)]
    assert run(["photos/cat.jpg", *missing, "--json"]) == 1
    told = capsys.readouterr()
    *errors, last = told.err.splitlines()
    assert [error.split(":")[1] for error in errors] == [f" gone-{n}.jpg" for n in range(1, 11)]
    assert last == "error: and 1,224 more"
    assert len(told.out.splitlines()) == 1235


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
    kept = "error: interrupted: what was found until now is kept in out/results.jsonl\n"
    assert capsys.readouterr().err == kept
    calls.clear()
    assert run(["photos", "--json"]) == 130
    assert capsys.readouterr().err == "error: interrupted\n"


def test_standard_input_of_another_kind_is_one_line(photos, monkeypatch, capsys):
    class Stdin:
        buffer = io.BytesIO(b"no picture")

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert run(["-"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
