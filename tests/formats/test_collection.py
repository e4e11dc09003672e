"""Collections: what was found, gone through again, with the pictures it was found in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from maskrcnn.errors import PictureError, ResultsError, UsageError, VideoError
from maskrcnn.formats import open_collection
from maskrcnn.instances import Instances
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.video import VideoJob, run_video
from maskrcnn.results import ResultsWriter
from maskrcnn.sources.video import Cut, Video
from tests.support.blobs import blob_clip, blob_predictor
from tests.support.samples import same, two_people_and_a_dog
from tests.support.strategies import LABELS

COUNT = 12


def write(path: Path, *pictures: Instances, **facts: object) -> Path:
    with ResultsWriter(path, LABELS, **facts) as results:
        for found in pictures:
            results.write(found)
    return path


@pytest.fixture
def photos(tmp_path, monkeypatch) -> Path:
    """A folder with two pictures, and the results on them in another."""
    monkeypatch.chdir(tmp_path)
    found = two_people_and_a_dog()
    for number, name in enumerate(("in/a.png", "in/b.png")):
        Path(name).parent.mkdir(exist_ok=True)
        cv2.imwrite(name, np.full((*found.size, 3), number + 1, np.uint8))
    named = (replace(found, name=name) for name in ("in/a.png", "in/b.png"))
    return write(Path("out/results.jsonl"), *named, base="..", model="m")


@pytest.fixture
def video(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    blob_clip(Path("clip.mp4"), COUNT)
    job = VideoJob("clip.mp4", Request(results=Path("out/found.jsonl")), Cut(0.12, None, 6))
    run_video(job, blob_predictor())
    return Path("out/found.jsonl")


def test_it_can_be_gone_through_again_and_again(photos):
    collection = open_collection(photos)
    assert (len(collection), collection.names) == (2, ("in/a.png", "in/b.png"))
    assert collection.facts["model"] == "m"
    assert not collection.is_video
    assert not collection.is_tracked
    wanted = replace(two_people_and_a_dog(), name="in/a.png")
    for _ in range(2):
        assert same(next(iter(collection)), wanted)


def test_photos_are_found_again_from_anywhere(photos, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    values = [found.image for found in open_collection(tmp_path / photos).with_pictures()]
    assert [int(image.max()) for image in values if image is not None] == [1, 2]


def test_photos_move_together_with_their_results(photos, tmp_path):
    moved = shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-moved")
    shutil.rmtree(tmp_path / "in")
    assert len(list(open_collection(moved / "out" / "results.jsonl").with_pictures())) == 2


def test_photos_elsewhere_can_be_named(photos, tmp_path):
    shutil.move("in", "elsewhere")
    with pytest.raises(PictureError, match=r"in/a.png: is not there any more: .* --source"):
        list(open_collection(photos).with_pictures())
    assert len(list(open_collection(photos, source="elsewhere").with_pictures())) == 2
    with pytest.raises(UsageError, match="--source nowhere"):
        open_collection(photos, source="nowhere")


def test_a_photo_that_is_gone_does_not_end_the_others(photos):
    Path("in/a.png").unlink()
    refused = []
    found = open_collection(photos).with_pictures(lambda name, error: refused.append((name, error)))
    assert [each.name for each in found] == ["in/b.png"]
    assert [name for name, _ in refused] == ["in/a.png"]


def test_another_picture_under_the_same_name_is_refused(photos):
    cv2.imwrite("in/a.png", np.zeros((10, 10, 3), np.uint8))
    with pytest.raises(PictureError, match="is 10×10, but objects were found in 80×60"):
        list(open_collection(photos).with_pictures())


def test_frames_come_with_what_was_found_in_them(video, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    collection = open_collection(tmp_path / video)
    assert collection.is_video
    footage = collection.footage()
    assert footage is not None
    assert footage.frames == 6
    with Video(tmp_path / "clip.mp4") as clip:
        frames = [frame.image for frame in clip.frames()][3:9]
    for found, image in zip(collection.with_pictures(), frames, strict=True):
        assert found.image is not None
        assert np.array_equal(found.image, image)
        for one in found:
            window, pixels = one.pixels
            assert (image[window.slices][pixels][:, 2] > 100).mean() > 0.9, "it is red"


def test_reading_can_begin_in_the_middle(video):
    collection = open_collection(video)
    third = list(collection)[2].moment
    rest = list(collection.with_pictures(after=third))
    assert [each.moment.index for each in rest if each.moment] == [3, 4, 5]


def test_another_video_is_refused(video):
    blob_clip(Path("other.mp4"), 4)
    with pytest.raises(VideoError, match=r"has no frame like .* --source"):
        list(open_collection(video, source="other.mp4").with_pictures())
    Path("clip.mp4").unlink()
    with pytest.raises(VideoError, match=r"clip.mp4: is not there any more: .* --source"):
        list(open_collection(video).with_pictures())


def test_results_that_do_not_tell_their_video_can_be_told(video):
    lines = video.read_text().splitlines()
    lines[0] = lines[0].replace('"video":', '"once":')
    old = Path("old.jsonl")
    old.write_text("\n".join(lines) + "\n")
    assert not open_collection(old).is_video
    assert open_collection(old, source="clip.mp4").is_video


def test_objects_are_chosen_in_all_pictures(photos):
    collection = open_collection(photos).select("person=0.7,*=0.5")
    assert [found.names for found in collection] == [["person", "dog"]] * 2
    assert [found.names for found in collection.select(classes="dog")] == [["dog"]] * 2
    with pytest.raises(UsageError, match="no class 'unicorn'"):
        collection.select(classes="unicorn")


def test_masks_are_made_in_another_way_and_what_is_left_open_stays(photos):
    kept = next(iter(open_collection(photos))).mask_options
    changed = next(iter(open_collection(photos).with_masks(0.2))).mask_options
    assert (changed.threshold, changed.interpolation) == (0.2, kept.interpolation)
    with pytest.raises(UsageError, match="out of range"):
        open_collection(photos).with_masks(2)


def test_tracks_are_made_once_and_kept_where_they_are(video):
    collection = open_collection(video)
    assert not collection.is_tracked
    tracked = collection.tracked()
    for _ in range(2):
        ids = [found.track_ids for found in tracked]
        assert all(sorted(each) == [1, 2] for each in ids if each is not None)
    assert tracked.tracked() is tracked


def test_a_frame_without_objects_of_tracked_results_is_tracked(tmp_path):
    empty = Instances.empty((60, 80), LABELS)
    seen = replace(two_people_and_a_dog(), track_ids=np.array([4, 5, 6], np.int32))
    collection = open_collection(write(tmp_path / "r.jsonl", empty, seen))
    assert collection.is_tracked
    assert all(found.track_ids is not None for found in collection)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"format": "other"}\n', "is not a results file"),
        ("", "it has no header"),
        ('{"format": "maskrcnn-results", "version": 99, "labels": {}}\n', "of version 99"),
    ],
)
def test_what_is_no_results_file_is_told(tmp_path, content, message):
    path = tmp_path / "r.jsonl"
    path.write_text(content)
    with pytest.raises(ResultsError, match=message):
        open_collection(path)


def test_damaged_lines_are_named(photos):
    with photos.open("a") as file:
        file.write('{"name": 1')
    with pytest.raises(ResultsError, match=r"results.jsonl:4: is damaged"):
        open_collection(photos)


def test_what_tells_nothing_has_to_be_named(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(ResultsError, match=r"nothing tells what it is: .* --from"):
        open_collection(tmp_path / "notes.txt")
    with pytest.raises(ResultsError, match="no such file"):
        open_collection(tmp_path / "nothing.jsonl")
    with pytest.raises(UsageError, match="there is no format 'coca'"):
        open_collection(tmp_path / "notes.txt", "coca")


def test_numbered_pictures_are_a_video_that_is_found_again(video, tmp_path, monkeypatch):
    Path("frames").mkdir()
    for number, found in enumerate(open_collection(video).with_pictures()):
        cv2.imwrite(f"frames/{number:03}.png", np.asarray(found.image))
    job = VideoJob("frames/%03d.png", Request(results=Path("again/found.jsonl")))
    run_video(job, blob_predictor())
    monkeypatch.chdir("/")
    again = open_collection(tmp_path / "again" / "found.jsonl")
    assert [len(found) for found in again.with_pictures()] == [2] * 6


def test_the_frames_of_a_live_stream_are_gone(video):
    lines = video.read_text().splitlines()
    lines[0] = lines[0].replace('"video":', '"stream":')
    live = Path("live.jsonl")
    live.write_text("\n".join(lines) + "\n")
    assert len(list(open_collection(live))) == 6
    with pytest.raises(VideoError, match="those of a live stream are gone"):
        list(open_collection(live).with_pictures())


def test_the_folder_of_results_stands_for_them(photos):
    collection = open_collection("out")
    assert len(list(collection.with_pictures())) == 2
    assert len(open_collection("out", "results")) == 2


def test_one_picture_is_not_that_of_several(photos):
    with pytest.raises(UsageError, match=r"is one picture, and out/results.jsonl tells of 2"):
        open_collection(photos, source="in/a.png")


def test_names_that_were_made_printable_are_found_again(photos):
    Path("in/a.png").rename("in/new\nline.png")
    photos.write_text(photos.read_text().replace("in/a.png", "in/new?line.png"))
    assert len(list(open_collection(photos).with_pictures())) == 2


def test_a_name_longer_than_any_file_has_is_one_picture_that_is_gone(photos):
    text = photos.read_text().replace("in/a.png", f"in/{'a' * 5000}.png")
    photos.write_text(text)
    refused = []
    found = open_collection(photos).with_pictures(lambda name, _: refused.append(name))
    assert [each.name for each in found] == ["in/b.png"]
    assert len(refused) == 1
