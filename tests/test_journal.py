"""Journals: what is done is known, and nothing else is claimed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from maskrcnn.errors import OutputError, UsageError
from maskrcnn.journal import Journal

SETTINGS = {"input": "clip.mp4", "objects": {"confidence": 0.5, "classes": None}}


def finished_part(journal: Journal, name: str) -> None:
    (journal.folder / name).write_text("whole")
    journal.append({"parts": [name], "frames": 100}, [journal.folder / name])


@pytest.fixture
def output(tmp_path: Path) -> Path:
    with Journal(tmp_path / "out.mp4", SETTINGS) as journal:
        finished_part(journal, "0")
        finished_part(journal, "1")
        (journal.folder / "2").write_text("half")
    return tmp_path / "out.mp4"


def test_a_second_run_knows_what_is_done_and_clears_away_what_is_not(output):
    with Journal(output, SETTINGS, "resume") as journal:
        assert [entry["parts"] for entry in journal.entries] == [["0"], ["1"]]
        assert sorted(path.name for path in journal.folder.iterdir() if path.name != "lock") == [
            "0",
            "1",
            "journal.jsonl",
        ]


@pytest.mark.parametrize("lost", range(1, 36, 6))
def test_a_line_that_was_cut_short_does_not_count(output, lost):
    file = output.with_name("out.mp4.partial") / "journal.jsonl"
    file.write_bytes(file.read_bytes()[:-lost])
    with Journal(output, SETTINGS, "resume") as journal:
        assert [entry["parts"] for entry in journal.entries] == [["0"]]
        finished_part(journal, "1")
    with Journal(output, SETTINGS, "resume") as journal:
        assert len(journal.entries) == 2


def test_what_was_done_is_not_thrown_away_unasked(output):
    with pytest.raises(UsageError, match="--resume goes on with it, --restart begins anew"):
        Journal(output, SETTINGS)
    with Journal(output, SETTINGS, "restart") as journal:
        assert journal.entries == []
        assert not (journal.folder / "0").exists()


def test_other_settings_are_refused_and_named(output):
    with pytest.raises(UsageError, match=r"objects.confidence was 0.5 and is 0.7.*--restart"):
        Journal(output, {**SETTINGS, "objects": {"confidence": 0.7, "classes": None}}, "resume")


def test_there_must_be_something_to_resume(tmp_path):
    with pytest.raises(UsageError, match="nothing to resume"):
        Journal(tmp_path / "out.mp4", SETTINGS, "resume")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_journal_is_refused(output):
    (output.with_name("out.mp4.partial") / "journal.jsonl").write_text("no json\n")
    with pytest.raises(UsageError, match="is no journal of ours"):
        Journal(output, SETTINGS, "resume")


def test_two_processes_do_not_write_one_output(output):
    script = (
        "import sys, pathlib; from maskrcnn.journal import Journal\n"
        f"Journal(pathlib.Path(sys.argv[1]), {SETTINGS!r}, 'resume')"
    )
    with Journal(output, SETTINGS, "resume"):
        tried = subprocess.run(
            [sys.executable, "-c", script, str(output)], capture_output=True, text=True, check=False
        )
        assert "another process is writing it" in tried.stderr
    assert subprocess.run([sys.executable, "-c", script, str(output)], check=False).returncode == 0


def test_a_finished_job_leaves_nothing_behind(output):
    with Journal(output, SETTINGS, "resume") as journal:
        journal.finish()
    assert list(output.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        Journal(tmp_path / "file" / "out.mp4", SETTINGS)


def test_a_job_that_did_nothing_leaves_nothing(tmp_path):
    with pytest.raises(OutputError), Journal(tmp_path / "out.mp4", SETTINGS):
        raise OutputError("disk full")
    assert list(tmp_path.iterdir()) == []
