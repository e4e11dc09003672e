"""VIA's files: what comes back of what was written, and what people draw by hand."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError, ResultsError, UsageError
from maskrcnn.formats import ExportOptions
from maskrcnn.formats.coco import dataset as coco_dataset
from maskrcnn.formats.via.writing import FORMAT
from maskrcnn.instances import Instances
from maskrcnn.masks import mask_iou
from tests.support.damage import damage
from tests.support.difficult import clip, difficult
from tests.support.round_trips import ODD_NAMES, read, same_objects, there_and_back, write
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import shared

POLYGON = {"name": "polygon", "all_points_x": [1, 5, 5, 1], "all_points_y": [1, 1, 4, 4]}


def region(attributes: Any = None, **place: Any) -> dict[str, Any]:
    return {"shape_attributes": place or POLYGON, "region_attributes": attributes}


def entry(*regions: Any, name: str = "a.png", **changes: Any) -> dict[str, Any]:
    kept = {"filename": name, "size": 77, "regions": list(regions), "file_attributes": {}}
    return {**kept, **changes}


def file(folder: Path, *entries: Any, project: bool = False) -> Path:
    cv2.imwrite(str(folder / "a.png"), np.zeros((8, 10, 3), np.uint8))
    content: Any = {f"picture {place}": each for place, each in enumerate(entries, start=1)}
    if project:
        content = {"_via_settings": {}, "_via_img_metadata": content}
    path = folder / "via_region_data.json"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("project", [False, True])
def test_what_people_draw_is_read(tmp_path: Path, project: bool) -> None:
    regions = [
        region({"name": "cat"}),
        region({"name": "dog"}, name="rect", x=2, y=3, width=4, height=20),
        region({"name": "sun"}, name="circle", cx=5, cy=4, r=3),
        region({"name": "egg"}, name="ellipse", cx=5, cy=4, rx=3, ry=2),
    ]
    path = file(tmp_path, entry(*regions), project=project)
    for place in (path, tmp_path):
        collection = read(FORMAT, place)
        (found,) = collection
        assert collection.notes == ()
        assert (found.name, found.size) == ("a.png", (8, 10))
        assert found.names == ["cat", "dog", "sun", "egg"]
        assert found.boxes[1].tolist() == [2, 3, 6, 8]
        assert found.areas[:2].tolist() == [12, 20]
        assert found.areas[2:] == pytest.approx([9 * np.pi, 6 * np.pi], rel=0.2)
        (again,) = collection.with_pictures()
        assert again.image is not None


@pytest.mark.parametrize(
    ("attributes", "label"),
    [
        ({"label": " cat "}, "cat"),
        ({"colour": "red", "class": "cat"}, "cat"),
        ({"kind": {"dog": False, "cat": True}}, "cat"),
        ({"beast": "cat", "age": 3}, "cat"),
        ({}, "object"),
        (None, "object"),
    ],
)
def test_a_class_is_found_among_attributes(tmp_path: Path, attributes: Any, label: str) -> None:
    (found,) = read(FORMAT, file(tmp_path, entry(region(attributes))))
    assert found.names == [label]


def test_fields_that_nobody_filled_in_say_nothing(tmp_path: Path) -> None:
    collection = read(FORMAT, file(tmp_path, entry(region({"name": "", "score": "", "track": ""}))))
    assert not collection.is_tracked
    (found,) = collection
    assert (found.names, found.scores.tolist()) == (["object"], [1])


def test_regions_may_be_numbered(tmp_path: Path) -> None:
    (found,) = read(FORMAT, file(tmp_path, entry(regions={"0": region(), "1": region()})))
    assert len(found) == 2


def test_pictures_may_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    path = file(tmp_path, entry(region()))
    (tmp_path / "a.png").rename(tmp_path / "photos" / "a.png")
    assert "--source" in read(FORMAT, path).notes[0]
    assert [len(found) for found in read(FORMAT, path, tmp_path / "photos")] == [1]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (region(name="polyline", all_points_x=[1, 2, 3], all_points_y=[1, 2, 3]), "has no area"),
        (region(name="point", cx=1, cy=1), "has no area"),
        (region(name="ellipse", cx=5, cy=4, rx=3, ry=2, theta=0.5), "is turned"),
        (region(name="circle", cx=5, cy=4), "None is not a number"),
        (region(name="polygon", all_points_x=[1, 2, 3], all_points_y=[1]), "as many across"),
        (region(name="polygon", all_points_x=[1, 2], all_points_y=[1, 2]), "three points"),
        (region(name="rect", x=20, y=1, width=5, height=5), "outside the picture"),
        ({"shape_attributes": 3}, "has no shape"),
        (7, "has no shape"),
    ],
)
def test_bad_regions_are_named_and_left_out(tmp_path: Path, bad: Any, said: str) -> None:
    collection = read(FORMAT, file(tmp_path, entry(region(), bad)))
    assert [len(found) for found in collection] == [1]
    assert f"{tmp_path}/via_region_data.json: picture 1, region 2: " in collection.notes[0]
    assert said in collection.notes[0]


def test_bad_pictures_are_named_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "b.png").write_text("no picture")
    collection = read(
        FORMAT,
        file(tmp_path, entry(region()), entry(name="b.png"), entry(regions=3), {"regions": []}, 5),
    )
    assert collection.names == ("a.png",)
    assert len(collection.notes) == 5


@pytest.mark.parametrize("content", ["", "[]", "3", "{", "[" * 9999])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    assert not FORMAT.recognises(path)
    with pytest.raises(ResultsError):
        FORMAT.read(path, None)  # type: ignore[misc]


@settings(max_examples=40)
@given(difficult())
def test_every_pixel_comes_back(found: Instances) -> None:
    found = replace(found, image=np.zeros((*found.size, 3), np.uint8))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "a.json")
        (back,) = there_and_back(FORMAT, place, [found], ExportOptions(with_pictures=True))
    assert same_objects(found, back)


def test_pictures_are_known_by_name_and_size(tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    place = write(FORMAT, tmp_path / "a.json", [found], ExportOptions(with_pictures=True))
    size = (tmp_path / "photo.jpg").stat().st_size
    assert list(json.loads(place.read_text())) == [f"photo.jpg{size}"]
    place = write(FORMAT, tmp_path / "out" / "b.json", [found], ExportOptions(facts={"base": ".."}))
    assert list(json.loads(place.read_text())) == [f"photo.jpg{size}"]
    place = write(FORMAT, tmp_path / "out" / "c.json", [found])
    assert list(json.loads(place.read_text())) == ["photo.jpg-1"]


def test_tracks_boxes_and_empty_masks_come_back(tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    (tracked,) = clip(found)
    (boxes,) = clip(replace(found, crops=None))
    assert found.crops is not None
    empty = replace(found, crops=(np.zeros((4, 4), np.uint8), *found.crops[1:]))
    for each in (tracked, boxes, empty):
        options = ExportOptions(with_pictures=True)
        (back,) = there_and_back(FORMAT, tmp_path / "a.json", [each], options)
        assert back.boxes == pytest.approx(each.boxes)
        assert (back.crops is None) == (each.crops is None)
        assert (back.track_ids is None) == (each.track_ids is None)


def test_odd_names_come_back(tmp_path: Path) -> None:
    photo = two_people_and_a_dog()
    pictures = [replace(photo, name=name) for name in ODD_NAMES]
    options = ExportOptions(with_pictures=True)
    back = there_and_back(FORMAT, tmp_path / "a.json", pictures, options)
    assert len({found.name for found in back}) == len(ODD_NAMES)


def test_no_objects_and_no_pictures_are_no_mistake(tmp_path: Path) -> None:
    nobody = replace(two_people_and_a_dog()[:0])
    options = ExportOptions(with_pictures=True)
    (back,) = there_and_back(FORMAT, tmp_path / "a.json", [nobody], options)
    assert len(back) == 0
    place = write(FORMAT, tmp_path / "b.json", [])
    assert list(FORMAT.read(place, None)) == []  # type: ignore[misc]


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    place.write_text("before")
    photo = replace(two_people_and_a_dog(), image=None)
    with pytest.raises(UsageError, match="--source"):
        write(FORMAT, place, [photo], ExportOptions(with_pictures=True))
    assert (place.read_text(), list(tmp_path.iterdir())) == ("before", [place])


@settings(max_examples=100)
@given(st.data())
def test_mutated_files_never_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = file(Path(name), entry(region({"name": "cat"})))
        damage(path, data)
        with suppress(MaskRCNNError):
            list(FORMAT.read(path, None))  # type: ignore[misc]


@pytest.mark.development
def test_balloons_are_those_that_others_made_coco_of() -> None:
    """The balloon data set as VIA holds it, and as COCO by pycococreator, whose polygons shrink."""
    folder = shared("labelled", "balloon")
    ours = read(FORMAT, folder / "val")
    theirs = {found.name: found for found in read(coco_dataset.FORMAT, folder / "val.json")}
    assert (len(ours), ours.notes) == (13, ())
    overlaps = [mask_iou(one.masks, theirs[one.name].masks).max(1) for one in ours]
    assert len(np.concatenate(overlaps)) == 50
    assert np.concatenate(overlaps).mean() > 0.98
