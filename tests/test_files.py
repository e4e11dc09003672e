"""Files arrive whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat

import pytest

from maskrcnn.errors import OutputError
from maskrcnn.files import cache_folder, folder_written_whole, sha256_of, written_whole


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "file.txt"
    with written_whole(path) as temporary:
        temporary.write_text("half")
        assert not path.exists()
        temporary.write_text("whole")
    assert path.read_text() == "whole"
    assert [entry.name for entry in path.parent.iterdir()] == ["file.txt"]
    assert stat.S_IMODE(path.stat().st_mode) & 0o400


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def fail() -> None:
        with written_whole(path) as temporary:
            temporary.write_text("half")
            raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        fail()
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.txt"]


class TestFolders:
    NAMES = "a.txt", "b.txt"

    def write(self, path, content):
        with folder_written_whole(path, self.NAMES) as temporary:
            (temporary / "a.txt").write_text(content)
            assert not (path / "a.txt").exists() or (path / "a.txt").read_text() != content

    def test_a_folder_takes_its_place_when_it_is_whole(self, tmp_path):
        path = tmp_path / "new" / "model"
        self.write(path, "first")
        (path / "b.txt").write_text("goes away")
        self.write(path, "second")
        assert [each.name for each in path.iterdir()] == ["a.txt"]
        assert (path / "a.txt").read_text() == "second"
        assert [each.name for each in path.parent.iterdir()] == ["model"]

    def test_a_failure_leaves_the_old_one_and_no_litter(self, tmp_path):
        path = tmp_path / "model"
        self.write(path, "old")

        def fail() -> None:
            with folder_written_whole(path, self.NAMES) as temporary:
                (temporary / "a.txt").write_text("half")
                raise ValueError("no more")

        with pytest.raises(ValueError, match="no more"):
            fail()
        assert (path / "a.txt").read_text() == "old"
        assert [each.name for each in tmp_path.iterdir()] == ["model"]

    def test_the_folder_behind_a_link_is_replaced(self, tmp_path):
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")
        self.write(tmp_path / "link", "through the link")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real" / "a.txt").read_text() == "through the link"

    def test_what_is_not_of_its_kind_stays(self, tmp_path):
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(OutputError, match=r"holds 'notes\.txt' besides"):
            self.write(tmp_path, "x")
        with pytest.raises(OutputError, match="is not a folder"):
            self.write(tmp_path / "notes.txt", "x")
        assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"), written_whole(tmp_path / "file/x"):
        pass
    monkeypatch.setenv("MASKRCNN_CACHE", str(tmp_path / "file"))
    with pytest.raises(OutputError, match="set MASKRCNN_CACHE"):
        cache_folder("networks")


def test_the_cache_is_where_the_user_wants_it(tmp_path, monkeypatch):
    monkeypatch.setenv("MASKRCNN_CACHE", str(tmp_path))
    assert cache_folder("a", "b") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_a_sum_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 3_000_000)
    assert sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_link_stays_and_the_file_behind_it_is_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "real" / "file.txt")
    for content in ("first", "second"):
        with written_whole(tmp_path / "link.txt") as temporary:
            temporary.write_text(content)
        assert (tmp_path / "link.txt").is_symlink()
        assert (tmp_path / "real" / "file.txt").read_text() == content
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["file.txt"]


def test_what_is_no_file_is_never_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name, what in (("pipe.txt", "a device or pipe"), ("folder.txt", "a folder")):
        with pytest.raises(OutputError, match=what), written_whole(tmp_path / name):
            pass
    assert stat.S_ISFIFO((tmp_path / "pipe.txt").stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.txt", "pipe.txt"]
