"""Downloads from a real server: what comes is what was published, or an error."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from dataclasses import replace

import pytest

from maskrcnn.errors import DownloadError
from maskrcnn.models import zoo
from maskrcnn.models.download import Archive, fetch_member
from tests.support import tensorflow_graphs
from tests.support.served_folders import served
from tests.support.tensorflow_graphs import Setup

MEMBER = "mask_rcnn/frozen_inference_graph.pb"


@pytest.fixture
def server(tmp_path):
    """A folder, and the address under which it is served on loopback."""
    folder = tmp_path / "served"
    folder.mkdir()
    with served(folder) as address:
        yield folder, address


def publish(server, content: bytes, kind: str = "tar.gz") -> Archive:
    """Serve an archive with one member among others."""
    folder, address = server
    path = folder / f"model.{kind}"
    pack = pack_zip if kind in ("zip", "whl") else pack_tar
    pack(path, {"../evil": b"x", MEMBER: content})
    return Archive(
        f"{address}/{path.name}",
        f"sha1:{hashlib.sha1(path.read_bytes()).hexdigest()}",  # noqa: S324
        MEMBER,
        len(content),
        hashlib.sha256(content).hexdigest(),
        "ask a friend",
    )


def pack_tar(path, members):
    with tarfile.open(path, "w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def pack_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)


KINDS = pytest.mark.parametrize("kind", ["tar.gz", "whl"])


@KINDS
def test_the_one_member_arrives_and_nothing_else(server, tmp_path, kind):
    archive = publish(server, b"weights" * 1000, kind)
    target = fetch_member(archive, tmp_path / "new" / "graph.pb")
    assert target.read_bytes() == b"weights" * 1000
    assert [path.name for path in target.parent.iterdir()] == ["graph.pb"]
    assert not (tmp_path / "evil").exists()


@KINDS
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"checksum": "sha1:" + "0" * 40}, "is not the published archive"),
        ({"member_sha256": "0" * 64}, "has sha256"),
        ({"member_bytes": 12}, "bytes in place of 12"),
        ({"member": "mask_rcnn/other.pb"}, "holds no mask_rcnn/other.pb"),
    ],
)
def test_what_is_not_as_published_is_refused(server, tmp_path, kind, wrong, message):
    archive = replace(publish(server, b"weights", kind), **wrong)
    with pytest.raises(DownloadError, match=message) as caught:
        fetch_member(archive, tmp_path / "graph.pb")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "graph.pb").exists()


def test_an_old_file_stays_when_the_new_one_is_wrong(server, tmp_path):
    (tmp_path / "graph.pb").write_text("old")
    archive = replace(publish(server, b"weights"), member_sha256="0" * 64)
    with pytest.raises(DownloadError):
        fetch_member(archive, tmp_path / "graph.pb")
    assert (tmp_path / "graph.pb").read_text() == "old"


@pytest.mark.parametrize("path", ["gone.tar.gz", "served/"])
def test_an_address_that_gives_nothing_is_named(server, tmp_path, path):
    archive = replace(publish(server, b""), url=f"{server[1]}/{path}")
    with pytest.raises(DownloadError, match="cannot be downloaded: HTTPError"):
        fetch_member(archive, tmp_path / "graph.pb")


def test_a_server_that_is_not_there_is_named(tmp_path):
    archive = Archive("http://127.0.0.1:9/model.tar.gz", "sha1:00", MEMBER, 1, "00", "ask a friend")
    with pytest.raises(DownloadError, match="downloaded: ConnectionError: ask a friend, or"):
        fetch_member(archive, tmp_path / "graph.pb")


def test_a_mirror_is_asked_instead(server, tmp_path, monkeypatch):
    archive = replace(publish(server, b"weights"), url="http://example.invalid/a/b/model.tar.gz")
    monkeypatch.setenv("MASKRCNN_MIRROR", server[1] + "/")
    assert fetch_member(archive, tmp_path / "graph.pb").read_bytes() == b"weights"


def test_the_tutorials_model_arrives_with_all_four_files(server, tmp_path, monkeypatch):
    """The command from end to end, with a small graph of the published topology as the archive."""
    graph = tensorflow_graphs.mask_rcnn(tmp_path / "small.pb", Setup(classes=90))
    archive = publish(server, graph.read_bytes())
    monkeypatch.setattr(zoo, "INCEPTION_ARCHIVE", archive)
    monkeypatch.setenv("MASKRCNN_CACHE", str(tmp_path / "cache"))
    entry = zoo.ZOO["mask-rcnn-inception"]
    assert entry.where() is None
    assert entry.get is not None
    folder = entry.get(False)
    assert sorted(path.name for path in folder.iterdir()) == [
        "colors.txt",
        "frozen_inference_graph.pb",
        "mask-rcnn-inception.pbtxt",
        "object_detection_classes_coco.txt",
    ]
    assert entry.where() == folder
    whole = entry.prepare().whole
    assert whole is not None
    assert whole.text_graph == folder / "mask-rcnn-inception.pbtxt"
