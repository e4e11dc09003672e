"""Results files: written once, read without a network."""

from __future__ import annotations

import contextlib
import gzip
import json
from dataclasses import replace

import pytest

from maskrcnn.errors import OutputError, ResultsError
from maskrcnn.results import ResultsWriter, join_results, read_header, read_results
from tests.support.samples import same, two_people_and_a_dog
from tests.support.strategies import LABELS


@pytest.mark.parametrize("name", ["results.jsonl", "results.jsonl.gz"])
def test_what_is_written_is_read(tmp_path, name):
    path = tmp_path / "new folder" / name
    found = two_people_and_a_dog()
    with ResultsWriter(path, LABELS, model="tiny") as writer:
        writer.write(found)
        writer.write(found["dog"])
    first, second = read_results(path)
    assert same(first, found)
    assert same(second, found["dog"])
    assert [entry.name for entry in path.parent.iterdir()] == [name]


def test_a_compressed_file_is_compressed(tmp_path):
    path = tmp_path / "results.jsonl.gz"
    with ResultsWriter(path, LABELS) as writer:
        writer.write(two_people_and_a_dog())
    assert json.loads(gzip.decompress(path.read_bytes()).splitlines()[0])["version"] == 1


def test_facts_of_others_do_not_hide_what_the_file_is(tmp_path):
    path = tmp_path / "results.jsonl"
    facts = {"format": "other", "version": "1.0", "labels": 3, "path": "there", "self": 1}
    with ResultsWriter(path, LABELS, **facts):
        pass
    assert read_header(path).facts == {"path": "there", "self": 1}
    assert list(read_results(path)) == []


@pytest.mark.parametrize("name", ["results.jsonl", "results.jsonl.gz"])
def test_names_that_are_no_text_come_back(tmp_path, name):
    found = replace(two_people_and_a_dog(), name="caf\udce9 été.jpg")
    with ResultsWriter(tmp_path / name, LABELS) as writer:
        writer.write(found)
    join_results([tmp_path / name] * 2, tmp_path / f"joined-{name}")
    assert [each.name for each in read_results(tmp_path / f"joined-{name}")] == [found.name] * 2


def test_an_error_loses_nothing_that_was_found(tmp_path):
    path = tmp_path / "results.jsonl"
    with contextlib.suppress(KeyboardInterrupt), ResultsWriter(path, LABELS) as writer:
        writer.write(two_people_and_a_dog())
        raise KeyboardInterrupt
    assert len(list(read_results(path))) == 1


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "results.jsonl"
    path.write_text("old")
    with ResultsWriter(path, LABELS):
        assert path.read_text() == "old"
    assert path.read_text() != "old"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no header"),
        (b"[1, 2]\n", "no header"),
        (b'{"format": "other"}\n', "its format is 'other'"),
        (b'{"format": "maskrcnn-results", "version": 99}\n', "version 99"),
        (b"\xff\xd8\xff\xe0", "not text"),
    ],
)
def test_other_files_are_refused(tmp_path, content, message):
    path = tmp_path / "results.jsonl"
    path.write_bytes(content)
    with pytest.raises(ResultsError, match=message):
        list(read_results(path))


def test_a_damaged_line_is_named(tmp_path):
    path = tmp_path / "results.jsonl"
    with ResultsWriter(path, LABELS) as writer:
        writer.write(two_people_and_a_dog())
    path.write_text(path.read_text()[:-40])
    with pytest.raises(ResultsError, match=r"results\.jsonl:2: is damaged"):
        list(read_results(path))


def test_a_truncated_compressed_file_is_refused(tmp_path):
    path = tmp_path / "results.jsonl.gz"
    with ResultsWriter(path, LABELS) as writer:
        writer.write(two_people_and_a_dog())
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ResultsError, match="cannot be read"):
        list(read_results(path))


def test_a_place_that_cannot_be_written_is_an_error_at_the_start(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        ResultsWriter(tmp_path / "file" / "results.jsonl", LABELS)


def test_a_line_that_the_disk_had_no_room_for_is_taken_off(tmp_path, monkeypatch):
    path = tmp_path / "r.jsonl"
    found = two_people_and_a_dog()

    def write_a_part_of_the_second() -> None:
        with ResultsWriter(path, found.labels) as results:
            results.write(found)
            file = results._file

            class Full:
                def write(self, text: str) -> int:
                    file.write(text[:100])
                    raise OSError(28, "No space left on device")

                def close(self) -> None:
                    file.close()

            monkeypatch.setattr(results, "_file", Full())
            results.write(found)

    with pytest.raises(OutputError, match="No space left"):
        write_a_part_of_the_second()
    assert [same(each, found) for each in read_results(path)] == [True]
