"""Mattes: a transparent video a track, as long as the track is seen, in bounded memory."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from maskrcnn.errors import OutputError, UsageError
from maskrcnn.footage import Footage, Moment
from maskrcnn.instances import Instances
from maskrcnn.writers import layer, matte
from maskrcnn.writers.cutout import cutout
from maskrcnn.writers.matte import MatteWriter
from maskrcnn.writers.video.segment import SegmentWriter
from tests.support.strategies import LABELS

SIZE = (48, 64)
TICK = Fraction(1, 10)
FOOTAGE = Footage(SIZE, Fraction(10), TICK)


def seen(index, tracks, size=SIZE):
    """A frame of noise in which some tracks are seen, each in a place of its own, moving."""
    image = np.random.default_rng(index).integers(0, 256, (*size, 3), np.uint8)
    boxes = [[4 * track % 40 + index % 8, 8, 4 * track % 40 + 16, 40] for track in tracks]
    return Instances(
        size,
        np.array(boxes, np.float32).reshape(-1, 4),
        np.full(len(tracks), 0.9, np.float32),
        np.zeros(len(tracks), np.int32),
        (np.full((1, 1), 255, np.uint8),) * len(tracks),
        LABELS,
        image=image,
        name=f"street.mp4 frame {index}",
        track_ids=np.array(tracks, np.int32),
        moment=Moment(index, 100 + index, 1, TICK),
    )


def written(folder, frames, kind="webm"):
    with MatteWriter(folder, FOOTAGE, kind) as writer:
        for found in frames:
            writer.write(found)
    return {entry["file"]: entry for entry in index_of(folder)["mattes"]}


def index_of(folder):
    return json.loads((folder / "mattes.json").read_text("utf-8"))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def alphas(path):
    """The alpha of all frames of a WebM."""
    coder = av.CodecContext.create("libvpx-vp9", "r")
    with av.open(str(path)) as file:
        frames = [frame for packet in file.demux(video=0) for frame in coder.decode(packet)]
    planes = [np.frombuffer(bytes(frame.planes[3]), np.uint8) for frame in frames]
    return [plane.reshape(SIZE[0], -1)[:, : SIZE[1]] for plane in planes]


STREET = [[1], [1, 2], [2], [1], [1], []]
"""Tracks of six frames: 1 is hidden in the third."""


def test_each_track_is_a_video_from_its_first_frame_to_its_last(tmp_path):
    entries = written(tmp_path, [seen(index, tracks) for index, tracks in enumerate(STREET)])
    assert names(tmp_path) == ["mattes.json", "track-0001-person.webm", "track-0002-person.webm"]
    first, second = entries.values()
    assert (first["frames"], first["start"], first["seconds"]) == (5, 0.0, 0.5)
    assert (second["frames"], second["start"], second["seconds"]) == (2, pytest.approx(0.1), 0.2)
    assert [second[end]["index"] for end in ("first", "last")] == [1, 2]
    assert (second["track"], second["label"]) == (2, "person")
    index = index_of(tmp_path)
    assert (index["video"], index["width"], index["height"]) == ("street.mp4", 64, 48)


def test_a_matte_shows_the_object_where_it_is_and_nothing_while_it_is_hidden(tmp_path):
    frames = [seen(index, tracks) for index, tracks in enumerate(STREET)]
    written(tmp_path, frames)
    shown = alphas(tmp_path / "track-0001-person.webm")
    for index in (0, 1, 3, 4):
        alpha = cutout(frames[index].image, frames[index][0], full_size=True)[..., 3]
        assert np.abs(shown[index].astype(int) - alpha).mean() < 2
    assert shown[2].max() <= 6


def test_pictures_are_exact(tmp_path):
    frames = [seen(index, tracks) for index, tracks in enumerate(STREET)]
    entries = written(tmp_path, frames, "png")
    assert [*entries] == ["track-0001-person", "track-0002-person"]
    folder = tmp_path / "track-0002-person"
    assert names(folder) == ["000000.png", "000001.png"]
    for path, found in zip(sorted(folder.iterdir()), (frames[1][[1]], frames[2]), strict=True):
        picture = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))
        assert np.array_equal(picture, cutout(found.image, found[0], full_size=True))


def test_pictures_of_an_earlier_run_are_told_of(tmp_path):
    for count in (3, 2):
        with MatteWriter(tmp_path, FOOTAGE, "png") as writer:
            for index in range(count):
                writer.write(seen(index, [1]))
        beyond = tmp_path / "track-0001-person" / "000002.png"
        stale = (f"{beyond} and what follows is of an earlier run",)
        assert writer.notes == (() if count == 3 else stale)


def test_prores_is_for_editors(tmp_path):
    written(tmp_path, [seen(0, [7]), seen(1, [7])], "mov")
    assert b"ap4h" in (tmp_path / "track-0007-person.mov").read_bytes()


def test_a_track_that_returns_late_begins_a_new_file(tmp_path):
    frames = [seen(index, [3] if index in {0, 1, 60} else []) for index in range(61)]
    entries = written(tmp_path, frames)
    assert [*entries] == ["track-0003-person.webm", "track-0003-person-2.webm"]
    assert [entry["frames"] for entry in entries.values()] == [2, 1]
    assert entries["track-0003-person-2.webm"]["start"] == pytest.approx(6.0)


def test_one_that_is_gone_is_there_before_the_end(tmp_path):
    with MatteWriter(tmp_path, FOOTAGE) as writer:
        for index in range(60):
            writer.write(seen(index, [1] if index < 2 else [2]))
        assert (tmp_path / "track-0001-person.webm").exists()
        assert not (tmp_path / "track-0002-person.webm").exists()


def test_when_too_much_waits_it_is_encoded_earlier_and_plays_the_same(tmp_path, monkeypatch):
    frames = [seen(index, tracks) for index, tracks in enumerate(STREET * 2)]
    written(tmp_path / "whole", frames, "png")
    monkeypatch.setattr(matte, "WAITING", 3000)
    entries = written(tmp_path / "parts", frames, "png")
    assert [entry["frames"] for entry in entries.values()] == [11, 8]
    for path in (tmp_path / "whole").glob("*/*.png"):
        assert path.read_bytes() == Path(str(path).replace("whole", "parts")).read_bytes()


def test_hundreds_of_tracks_share_one_encoder_and_little_memory(tmp_path, monkeypatch):
    opened, most, weights = 0, 0, []

    class Counted(SegmentWriter):
        def __enter__(self):
            nonlocal opened, most
            opened += 1
            most = max(most, opened)
            return super().__enter__()

        def __exit__(self, *error):
            nonlocal opened
            opened -= 1
            super().__exit__(*error)

    monkeypatch.setattr(layer, "SegmentWriter", Counted)
    monkeypatch.setattr(matte, "WAITING", 100_000)
    with MatteWriter(tmp_path, FOOTAGE) as writer:
        for index in range(12):
            writer.write(seen(index, list(range(index * 10, index * 10 + 20))))
            weights.append(sum(each.layer.weight for each in writer._mattes.values()))
    assert most == 1
    assert max(weights) <= 100_000
    assert len(list(tmp_path.glob("*.webm"))) == 130


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_what_was_seen_before_an_error_is_kept_and_called_incomplete(tmp_path, error):
    def frames():
        yield seen(0, [1])
        raise error

    with pytest.raises(error):
        written(tmp_path, frames())
    assert names(tmp_path) == ["mattes.json", "track-0001-person.webm"]
    assert index_of(tmp_path)["mattes"][0]["frames"] == 1
    assert index_of(tmp_path)["complete"] is False
    written(tmp_path / "whole", [seen(0, [1])])
    assert index_of(tmp_path / "whole")["complete"] is True


def test_without_a_track_that_could_not_be_written_it_is_incomplete(tmp_path, monkeypatch):
    def broken(*_):
        raise OutputError("the disk is full")

    monkeypatch.setattr(layer.Layer, "finish", broken)
    with pytest.raises(OutputError, match="disk is full"):
        written(tmp_path, [seen(0, [1])])
    assert index_of(tmp_path)["complete"] is False


def test_what_cannot_be_a_matte_is_refused(tmp_path):
    found = seen(0, [1])
    with MatteWriter(tmp_path, FOOTAGE) as writer:
        for changed, words in [
            (replace(found, image=None), "name the picture or video too"),
            (replace(found, track_ids=None), "track the objects first"),
            (replace(found, moment=None), "needs the frames of a video"),
        ]:
            with pytest.raises(UsageError, match=words):
                writer.write(changed)
        with pytest.raises(OutputError, match="32×24 in a video of 64×48"):
            writer.write(seen(0, [1], (24, 32)))
    assert names(tmp_path) == ["mattes.json"]
    with pytest.raises(UsageError, match="choose from webm, mov, png"):
        MatteWriter(tmp_path, FOOTAGE, "mp4")  # type: ignore[arg-type]
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        MatteWriter(tmp_path / "file" / "folder", FOOTAGE).__enter__()


def test_a_track_at_two_places_is_refused(tmp_path):
    with (
        pytest.raises(UsageError, match="one track is at two places"),
        MatteWriter(tmp_path, FOOTAGE) as writer,
    ):
        writer.write(seen(0, [1, 2, 1]))
