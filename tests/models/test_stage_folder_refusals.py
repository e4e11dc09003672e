"""Model folders and zips that are damaged, hostile or of another kind: one line, and no harm."""

from __future__ import annotations

import json
import shutil
import struct
import zipfile

import pytest

from maskrcnn.errors import ModelError
from maskrcnn.models import open_model
from maskrcnn.models.stage_folder import spec_in
from tests.support.pyramids import Pyramid


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    return Pyramid().write(tmp_path_factory.mktemp("pristine") / "model")


@pytest.fixture
def folder(pristine, tmp_path):
    return shutil.copytree(pristine, tmp_path / "model")


def complaint(place) -> str:
    with pytest.raises(ModelError) as caught:
        open_model(place)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 500
    return message.replace(str(place), place.name)


def rewrite(folder, *way, value):
    """Change one value in model.json."""
    path = folder / "model.json"
    data = json.loads(path.read_text())
    part = data
    for key in way[:-1]:
        part = part[key]
    if value is ...:
        del part[way[-1]]
    else:
        part[way[-1]] = value
    path.write_text(json.dumps(data))


def pack(path, folder, *more, compression=zipfile.ZIP_DEFLATED, leave_out=()):
    """Zip a folder's files, and more of given names and contents."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for file in sorted(folder.iterdir()):
            if file.name not in leave_out:
                archive.write(file, file.name)
        for name, content in more:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("way", "value", "told"),
    [
        (["format"], "other-model", "format is not maskrcnn-model"),
        (["version"], 2, "version 2 was written by a later maskrcnn"),
        (["version"], "1", 'version is "1" and should be a whole number'),
        (["name"], ..., "name is missing"),
        (["name"], "a\x1b[31m", "name is"),
        (["title"], "x" * 1000, "title is"),
        (["licence"], "MIT", "licence should be an object"),
        (["licence", "name"], None, "licence.name is null"),
        (["labels"], [], "labels is [] and should be a list of 1"),
        (["labels"], ["a", "b", 3], "labels[2] is 3"),
        (["labels"], ["a", "b"], "settings.classes is 3, but there are 2 labels"),
        (["labels"], ["a", "b", " c"], "labels has a name twice, an empty one"),
        (["labels"], ["thing 0", "thing 1", "thing 9"], "names other classes than model.json"),
        (["input_size", "shorter"], 999, "input_size.shorter is 999"),
        (["input_size", "longer"], 10**9, "input_size.longer is 1000000000"),
        (["input_size", "multiple"], 16, "input_size.multiple is 16 and should be a multiple of"),
        (["mask_threshold"], -1, "mask_threshold is -1 and should be a number from 0 to 1"),
        (["mask_threshold"], True, "mask_threshold is true"),
        (["bears_bf16"], 1, "bears_bf16 is 1 and should be true or false"),
        (["settings", "classes"], 10**9, "settings.classes is 1000000000"),
        (["settings", "box_variance"], [0.1, 0.1], "box_variance has 2 numbers in place of 4"),
        (["settings", "box_variance"], [0, 0.1, 1, 1], "settings.box_variance is [0, 0.1"),
        (["settings", "proposals", "total"], 10**12, "settings.proposals.total is 1000000000000"),
        (["settings", "proposals", "overlap"], 1.5, "settings.proposals.overlap is 1.5"),
        (["settings", "detections", "score"], None, "settings.detections.score is null"),
        (["settings", "clips_proposals_first"], ..., "settings.clips_proposals_first is missing"),
        (["settings", "crop", "strides"], [4, 8, 24], "each should be twice the one before"),
        (["settings", "crop", "strides"], [0.5, 1, 2], "settings.crop.strides is"),
        (["settings", "crop", "strides"], [1.5, 3, 6], "settings.crop.strides are 1.5, 3, 6"),
        (["settings", "crop", "strides"], [8, 16, 32], "settings.anchors have strides 4, 8, 16"),
        (["settings", "crop", "box_size"], 10**6, "settings.crop.box_size is 1000000"),
        (["settings", "crop", "sampling"], 0, "settings.crop.sampling is 0"),
        (["settings", "anchors"], [], "settings.anchors is []"),
        (["settings", "anchors", 0, "widths"], [1] * 1000, "settings.anchors[0].widths is"),
        (["settings", "anchors", 0, "widths"], [1.0], "1 widths do not go with 3"),
        (["settings", "anchors", 0, "stride"], 0.25, "settings.anchors[0].stride is 0.25"),
        (["settings", "anchors", 1, "offset"], -3, "settings.anchors[1].offset is -3"),
        (["files", "stage-b.onnx"], ..., "files lacks stage-b.onnx"),
        (["files", "stage-b.onnx"], "abc", "files.stage-b.onnx is no sha256"),
        (["files", "stage-b.onnx"], "0" * 64, "stage-b.onnx: has another sha256 than model.json"),
        (["files", "../../secret"], "0" * 64, "files names '../../secret'"),
        (["files", "model.json"], "0" * 64, "files names 'model.json'"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named(folder, way, value, told):
    rewrite(folder, *way, value=value)
    assert told in complaint(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b"\xff\xfe",
        b'{"format": NaN}',
        b'{"format": "maskrcnn-model", "version": 1e400}',
        b'{"version": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
)
def test_what_is_no_such_json_is_named(folder, content):
    (folder / "model.json").write_bytes(content)
    assert complaint(folder).startswith("model/model.json: ")


@pytest.mark.parametrize("name", ["model.json", "labels.txt"])
def test_too_large_a_file_is_not_read(folder, name):
    with (folder / name).open("wb") as file:
        file.truncate(2**40)
    assert "has 1,099,511,627,776 bytes: at most 1,048,576 make sense" in complaint(folder)


@pytest.mark.parametrize("name", ["stage-a.onnx", "stage-c.onnx", "labels.txt", "colors.txt"])
def test_a_missing_or_changed_file_is_named(folder, name):
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    assert f"model/{name}: has another sha256 than model.json says" in complaint(folder)
    (folder / name).unlink()
    assert f"model/{name}: is missing: get the model again" in complaint(folder)
    (folder / name).mkdir()
    assert f"model/{name}: is missing" in complaint(folder)


class TestZips:
    def test_what_is_no_zip_is_named(self, tmp_path):
        path = tmp_path / "m.maskrcnn"
        for content in (b"", b"PK\x03\x04", b"x" * 5000):
            path.write_bytes(content)
            assert "m.maskrcnn: is not a zip as models come in" in complaint(path)

    @pytest.mark.parametrize("part", [0.01, 0.5, 0.999])
    def test_one_that_was_cut_off_is_named(self, pristine, tmp_path, part):
        path = pack(tmp_path / "m.maskrcnn", pristine)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
        assert "m.maskrcnn: is not a zip as models come in, or was cut off" in complaint(path)

    def test_a_damaged_member_is_noticed(self, pristine, tmp_path):
        path = pack(tmp_path / "m.maskrcnn", pristine)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 255
        path.write_bytes(data)
        assert "m.maskrcnn: its zip is damaged" in complaint(path)

    @pytest.mark.parametrize(
        "name", ["../evil", "/etc/passwd", "model/model.json", "evil.py", "labels.txt/", "C:\\x"]
    )
    def test_other_members_are_refused_and_written_nowhere(self, pristine, tmp_path, cache, name):
        path = pack(tmp_path / "m.maskrcnn", pristine, (name, b"evil"))
        before = set(cache.rglob("*"))
        assert "a model holds model.json, " in complaint(path)
        assert {each for each in cache.rglob("*") if each.suffix != ".lock"} <= before
        assert not (tmp_path / "evil").exists()

    def test_a_member_twice_is_refused(self, pristine, tmp_path):
        with pytest.warns(UserWarning, match="Duplicate name"):
            path = pack(tmp_path / "m.maskrcnn", pristine, ("labels.txt", b"other"))
        assert "holds a file twice" in complaint(path)

    def test_a_missing_member_is_named(self, pristine, tmp_path):
        path = pack(tmp_path / "m.maskrcnn", pristine, leave_out=["stage-c.onnx"])
        assert "stage-c.onnx: is missing" in complaint(path)
        path = pack(tmp_path / "n.maskrcnn", pristine, leave_out=["model.json"])
        assert "model.json: is missing" in complaint(path)
        with pytest.raises(ModelError, match=r"^\S+/n\.maskrcnn: holds no model\.json"):
            spec_in(path)

    def test_a_bomb_is_refused_before_it_unpacks(self, pristine, tmp_path, cache):
        before = set(cache.rglob("*.onnx"))
        bomb = ("stage-c.onnx", bytes(200_000_000))
        path = pack(tmp_path / "m.maskrcnn", pristine, bomb, leave_out=["stage-c.onnx"])
        assert path.stat().st_size < 1_000_000
        assert "unpacks to 200," in complaint(path)
        bomb = ("model.json", bytes(2_000_000))
        path = pack(tmp_path / "n.maskrcnn", pristine, bomb, leave_out=["model.json"])
        assert "model.json unpacks to 2,000,000 bytes by method 8" in complaint(path)
        unpacked = set(cache.rglob("*.onnx")) - before
        assert not any(each.stat().st_size > 10**7 for each in unpacked)

    def test_a_member_that_lies_about_its_size_is_refused(self, pristine, tmp_path):
        """The directory says ten bytes where there are more."""
        path = pack(tmp_path / "m.maskrcnn", pristine)
        data = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            start = archive.start_dir
        entry = data.index(b"PK\x01\x02", start)
        data[entry + 24 : entry + 28] = struct.pack("<I", 10)
        path.write_bytes(data)
        complaint(path)

    def test_methods_of_other_zips_are_refused(self, pristine, tmp_path):
        path = pack(tmp_path / "m.maskrcnn", pristine, compression=zipfile.ZIP_LZMA)
        assert "by method 14" in complaint(path)

    @pytest.mark.parametrize("claim", [(65535, 100), (6, 2**31)])
    def test_a_huge_directory_is_refused_before_it_is_read(self, pristine, tmp_path, claim):
        path = pack(tmp_path / "m.maskrcnn", pristine)
        data = bytearray(path.read_bytes())
        data[-12:-6] = struct.pack("<HI", *claim)
        path.write_bytes(data)
        assert "its zip claims" in complaint(path)

    def test_one_that_cannot_be_read_is_named(self, tmp_path):
        with pytest.raises(ModelError, match="there is no model, folder or file"):
            open_model(tmp_path / "absent.maskrcnn")
