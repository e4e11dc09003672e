import pytest

from maskrcnn.sources.video.wholeness import missing_bytes
from tests.support.shared import shared
from tests.support.videos import Recipe, constant, make, numbered

SUFFIXES = ["mp4", "mov", "mkv", "webm", "avi"]


def whole(path):
    recipe = Recipe("libvpx-vp9") if path.suffix == ".webm" else Recipe("mpeg4")
    return make(path, numbered(10), recipe)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_whole_file_lacks_nothing(tmp_path, suffix):
    assert missing_bytes(whole(tmp_path / f"clip.{suffix}")) == 0


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_file_cut_short_lacks_what_was_cut(tmp_path, suffix, kept):
    path = whole(tmp_path / f"clip.{suffix}")
    data = path.read_bytes()
    short = data[: int(len(data) * kept)]
    path.write_bytes(short)
    missing = missing_bytes(path)
    if suffix in ("mp4", "mov"):  # its index, behind the frames, is a box of its own
        assert 0 <= missing <= len(data) - len(short)
        assert missing > 0 or kept == 0.9
    else:
        assert missing == len(data) - len(short)


def test_containers_that_state_no_length_lack_nothing(tmp_path):
    assert missing_bytes(constant(tmp_path / "clip.ts")) == 0
    (tmp_path / "tiny").write_bytes(b"R")
    assert missing_bytes(tmp_path / "tiny") == 0


@pytest.mark.parametrize("head", [b"\0\0\0\1ftyp", b"\0\0\0\0ftypisom", b"RIFF\0\0\0\0AVI "])
def test_lengths_that_lead_nowhere_end_the_search(tmp_path, head):
    path = tmp_path / "odd"
    path.write_bytes(head)
    assert missing_bytes(path) == 0


@pytest.mark.development
def test_the_pedestrians_are_whole():
    assert missing_bytes(shared("video", "vtest.avi")) == 0
