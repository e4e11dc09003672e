"""Every kind of flaw is found where it is, and nothing is found where nothing is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from maskrcnn.datasets.check import KINDS, Finding, Report, check
from maskrcnn.datasets.check.classes import similar_names
from maskrcnn.errors import MaskRCNNError, VideoError
from maskrcnn.formats import FORMATS, ExportOptions, open_collection
from maskrcnn.formats.common import shapes
from tests.formats.test_odd_values import ODD, changed, ways
from tests.support.annotated import SIZE, annotation, change, coco_file, scene, square
from tests.support.difficult import clip
from tests.support.round_trips import write
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import shared

SOUND = [annotation(1, 1), annotation(1, 2, segmentation=square(60, 60)), annotation(2, 1)]


def report_on(*places: Path) -> Report:
    return check([open_collection(place) for place in places])


def found_in(*places: Path) -> list[Finding]:
    """What is found, but for what small data sets have anyway."""
    return [each for each in report_on(*places).findings if each.kind != "few-objects"]


def with_object(**more: Any) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        coco_file(place, [*SOUND, annotation(2, 2, **more)])

    return make


def with_change(part: str, number: int, **changes: Any) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        coco_file(place, SOUND)
        change(place, part, number, **changes)

    return make


def with_picture(write_it: Callable[[Path], object]) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        coco_file(place, SOUND)
        write_it(place.parent / "2.png")

    return make


def turned(path: Path) -> None:
    """The picture as it was, to be shown turned."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(path).save(path, exif=exif)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


NO_PIXEL = {"size": [*SIZE], "counts": [SIZE[0] * SIZE[1]]}
BOW_TIE = [[60, 60, 90, 90, 90, 60, 60, 90]]
THERE = {"segmentation": square(60, 60)}

FLAWS: dict[str, tuple[Callable[[Path], None], str, str, str]] = {
    "damaged": (with_object(score="x"), "2.png", "annotation 4", "not a number"),
    "duplicate-id": (with_object(**THERE, id=1), "", "annotation 4", "id 1 is there twice"),
    "unknown-class": (with_change("annotations", 0, category_id=7), "1.png", "annotation 1", "7"),
    "unknown-picture": (with_change("annotations", 0, image_id=7), "", "annotation 1", "image 7"),
    "missing-picture": (with_picture(Path.unlink), "2.png", "", "is nowhere"),
    "unreadable-picture": (with_picture(cut_short), "2.png", "", "2.png"),
    "wrong-size": (
        with_change("images", 1, width=200), "2.png", "", "is 160×120, and the file says 200×120",
    ),
    "empty-outline": (with_object(segmentation=[[1, 1, 5, 5]]), "2.png", "annotation 4", "three"),
    "empty-mask": (
        with_object(segmentation=NO_PIXEL, bbox=[1, 1, 9, 9]),
        "2.png", "annotation 4", "dog: has no pixel",
    ),
    "outside-picture": (
        with_object(segmentation=square(900, 10)), "2.png", "annotation 4", "outside the picture",
    ),
    "crossing-outline": (
        with_object(segmentation=BOW_TIE), "2.png", "annotation 4", "in a loop of 225 pixels",
    ),
    "over-edge": (
        with_object(segmentation=square(150, 60)), "2.png", "annotation 4", "20 pixels beyond",
    ),
    "box-and-mask": (
        with_object(**THERE, bbox=[60, 60, 50, 30]), "2.png", "annotation 4", "20 pixels off",
    ),
    "duplicate-object": (
        with_object(), "2.png", "annotation 4", "the same as annotation 3, marked as cat",
    ),
    "box-only": (
        with_object(segmentation=[], bbox=[60, 60, 9, 9]), "2.png", "annotation 4", "no mask",
    ),
    "tiny-object": (
        with_object(segmentation=square(60, 60, 3)), "2.png", "annotation 4", "9 pixels",
    ),
    "lying-picture": (with_picture(turned), "2.png", "", "before it is turned"),
    "duplicate-picture": (
        with_picture(lambda path: cv2.imwrite(str(path), scene(1))), "2.png", "", "same as 1.png",
    ),
    "no-objects": (with_change("annotations", 2, image_id=1, **THERE), "2.png", "", "no object"),
    "unused-class": (
        with_change("annotations", 1, category_id=1), "", "", "dog",
    ),
}  # fmt: skip


FOLLOWING = {"no-objects": {"duplicate-object"}}
"""What else is found then."""


def test_nothing_is_wrong_with_a_sound_data_set(tmp_path: Path) -> None:
    place = coco_file(tmp_path / "a.json", SOUND)
    report = report_on(place)
    assert {each.kind for each in report.findings} == {"few-objects"}
    (survey,) = report.surveys
    assert survey.to_json() == {
        "data": str(place),
        "pictures": 2,
        "objects": 3,
        "crowds": 0,
        "classes": [
            {"class": "cat", "objects": 2, "pictures": 2, "mean_side": 30.0},
            {"class": "dog", "objects": 1, "pictures": 1, "mean_side": 30.0},
        ],
    }


@pytest.mark.parametrize("kind", FLAWS)
def test_a_flaw_is_found_and_nothing_else(tmp_path: Path, kind: str) -> None:
    make, picture, record, words = FLAWS[kind]
    make(tmp_path / "a.json")
    by_kind = {each.kind: each for each in found_in(tmp_path / "a.json")}
    found = by_kind.pop(kind)
    assert (found.picture, found.record) == (picture, record)
    assert words in found.words
    assert set(by_kind) <= FOLLOWING.get(kind, set())
    told = found.to_json()
    assert told["remedy"] == KINDS[kind].remedy
    json.dumps(told)


def test_crowds_are_objects_of_their_picture(tmp_path: Path) -> None:
    crowd = annotation(2, 2, iscrowd=1)
    report = report_on(coco_file(tmp_path / "a.json", [*SOUND[:2], crowd]))
    assert report.surveys[0].crowds == 1
    assert "no-objects" not in {each.kind for each in report.findings}


def test_boxes_alone_are_nothing_to_learn_from(tmp_path: Path) -> None:
    place = coco_file(tmp_path / "a.json", [annotation(segmentation=[], bbox=[1, 1, 9, 9])])
    assert "nothing-to-learn" in {each.kind for each in found_in(place)}


def test_rare_classes_and_those_far_apart_are_told_of(tmp_path: Path) -> None:
    many = [annotation(1, 1, segmentation=square(place, 1, 9)) for place in range(120)]
    report = report_on(coco_file(tmp_path / "a.json", [*many, annotation(2, 2)]))
    said = {each.kind: each.words for each in report.findings}
    assert said["few-objects"] == "dog: 1 objects"
    assert said["imbalance"] == "cat has 120 times as many as dog"


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Cat", "cat"), True),
        (("traffic light", "traffic_light"), True),
        (("berry", "Berries"), True),
        (("box", "boxes"), True),
        (("glass", "glas"), False),
        (("cat", "car"), False),
        (("dog", "god"), False),
    ],
)
def test_names_that_mean_the_same(names: tuple[str, str], same: bool) -> None:
    assert [each.words for each in similar_names(names)] == ([", ".join(names)] if same else [])


def test_masks_that_cannot_be_drawn_are_one_picture_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = coco_file(tmp_path / "a.json", [*SOUND, annotation(1, segmentation=square(1, 1, 99))])
    monkeypatch.setattr(shapes, "MAX_MASK_PIXELS", 5000)
    by_kind = {each.kind: each for each in report_on(place).findings}
    assert by_kind["damaged"].picture == "1.png"
    assert "too large to be drawn" in by_kind["damaged"].words
    assert report_on(place).surveys[0].objects == 1


# Parts


def test_the_same_picture_in_two_parts_is_a_leak(tmp_path: Path) -> None:
    first = coco_file(tmp_path / "train" / "a.json", SOUND, seed=1)
    second = coco_file(tmp_path / "val" / "a.json", SOUND, seed=2)
    assert found_in(first, second) == []
    again = cv2.resize(scene(1002), (140, 105), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(second.parent / "1.png"), cv2.resize(again, (160, 120)))
    (leak,) = found_in(first, second)
    assert (leak.kind, leak.picture, leak.data) == ("leak", "1.png", str(second))
    assert leak.words == f"is the same as 2.png in {first}"


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        (("cat", "dogs"), "dogs is called dog in"),
        (("cat", "dog", "cow"), "cow is not a class in"),
        (("dog", "cat"), "the classes are in another order than in"),
    ],
)
def test_parts_of_other_classes_are_told_of(
    tmp_path: Path, classes: tuple[str, ...], said: str
) -> None:
    first = coco_file(tmp_path / "train" / "a.json", SOUND, seed=1)
    second = coco_file(tmp_path / "val" / "a.json", SOUND, seed=2, classes=classes)
    words = [each.words for each in found_in(first, second) if each.kind == "other-classes"]
    assert [said in each for each in words] == [True]


# Other formats


@pytest.mark.parametrize("name", ["labelme", "cvat", "labelmap", "voc", "yolo", "via", "results"])
def test_any_format_is_checked(tmp_path: Path, name: str) -> None:
    kind = FORMATS[name]
    place = tmp_path / f"out{kind.suffix}"
    write(kind, place, [two_people_and_a_dog()], ExportOptions(with_pictures=True))
    if name == "results":
        cv2.imwrite(str(tmp_path / "photo.jpg"), np.zeros((60, 80, 3), np.uint8))
    report = report_on(place)
    assert report.counts["error"] == 0
    assert (report.surveys[0].pictures, report.surveys[0].objects) == (1, 3)


def test_frames_of_a_video_that_is_gone_are_an_error_of_one_line(tmp_path: Path) -> None:
    facts: dict[str, Any] = {"video": {"name": "my clip.mp4", "cut": {}, "size": None}}
    frames = clip(two_people_and_a_dog())
    place = write(FORMATS["coco"], tmp_path / "a.json", frames, ExportOptions(facts=facts))
    with pytest.raises(VideoError, match="is not there any more"):
        report_on(place)


@settings(max_examples=80)
@given(st.data())
def test_odd_values_are_no_more_than_findings(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        boxed = annotation(2, 2, segmentation=square(60, 60), bbox=[60, 60, 30, 30], iscrowd=0)
        place = coco_file(Path(folder, "a.json"), [annotation(), boxed])
        content = json.loads(place.read_text())
        way = data.draw(st.sampled_from(list(ways(content))))
        odd = changed(content, way, data.draw(st.sampled_from(ODD)))
        place.write_text(json.dumps(odd))
        with suppress(MaskRCNNError):
            for each in check([FORMATS["coco"].read(place, None)]).findings:  # type: ignore[misc]
                json.dumps(each.to_json())


@pytest.mark.development
def test_what_people_made_is_mostly_sound() -> None:
    folder = shared("labelled", "COCO_Tiny", "annotations")
    report = report_on(*(folder / f"instances_{part}2017.json" for part in ("train", "val")))
    assert report.counts["error"] == 0
    assert {each.kind for each in report.findings} <= {
        "few-objects", "box-and-mask", "tiny-object", "imbalance", "duplicate-object"
    }  # fmt: skip
