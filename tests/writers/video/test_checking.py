"""A finished video that is not what it should be is an error."""

import pytest

from maskrcnn.errors import OutputError
from maskrcnn.writers.video import check, format_of
from tests.support.recordings import UNEVEN, footage_of, record
from tests.support.videos import cut_off, numbered

NAMES = ["a.mp4", "a.mkv", "a.webm", "a.avi", "a.gif", "a.webp", "frames"]


def written(folder, name):
    output = folder / name
    kind = format_of(output)
    joined = record(output, kind, footage_of((48, 64)), numbered(len(UNEVEN)))
    return output, kind, joined


@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_passes(tmp_path, name):
    output, kind, joined = written(tmp_path, name)
    check(output, kind, joined.frames, joined.seconds)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "a.webp"])
def test_another_number_of_frames_is_told(tmp_path, name):
    output, kind, joined = written(tmp_path, name)
    with pytest.raises(OutputError, match=r"has 8 .* where 9 were written"):
        check(output, kind, joined.frames + 1, joined.seconds)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "frames"])
def test_another_length_is_told(tmp_path, name):
    output, kind, joined = written(tmp_path, name)
    with pytest.raises(OutputError, match="seconds where"):
        check(output, kind, joined.frames, joined.seconds + 0.2)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "frames"])
@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_a_cut_file_is_told(tmp_path, name, keep):
    output, kind, joined = written(tmp_path, name)
    cut_off(output, keep)
    with pytest.raises(OutputError, match=output.name):
        check(output, kind, joined.frames, joined.seconds)


def test_a_missing_and_a_damaged_picture_are_told(tmp_path):
    output, kind, joined = written(tmp_path, "frames")
    (output / "000007.png").write_bytes(b"")
    with pytest.raises(OutputError, match=r"000007\.png: does not open"):
        check(output, kind, joined.frames, joined.seconds)
    (output / "000003.png").unlink()
    with pytest.raises(OutputError, match="has 3 pictures where 8"):
        check(output, kind, joined.frames, joined.seconds)


def test_a_missing_file_is_told(tmp_path):
    output = tmp_path / "a.mp4"
    with pytest.raises(OutputError, match="does not open again"):
        check(output, format_of(output), 8, 1.0)
