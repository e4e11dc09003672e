"""CVAT's XML: what comes back of what was written, and files of other people."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError, OutputError, ResultsError, UsageError
from maskrcnn.formats import ExportOptions
from maskrcnn.formats.cvat.writing import FORMAT
from maskrcnn.formats.format import Outlines
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import mask_iou
from tests.support.damage import damage
from tests.support.difficult import NOBODY, RING, TWO_PARTS, clip, difficult
from tests.support.round_trips import (
    ODD_NAMES,
    of_masks,
    read,
    same_objects,
    there_and_back,
    write,
)
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import seen
from tests.support.strategies import LABELS

LABEL = "<meta><task><labels><label><name>cat</name></label></labels></task></meta>"
FRAMES = "<meta><original_size><width>9</width><height>8</height></original_size></meta>"
MASK = '<mask label="cat" rle="1, 2, 1" left="3" top="4" width="2" height="2"/>'
POLYGON = '<polygon label="cat" points="1,1;5,1;5,4;1,4"/>'


def xml(folder: Path, body: str) -> Path:
    path = folder / "annotations.xml"
    path.write_text(f"<annotations><version>1.1</version>{body}</annotations>", encoding="utf-8")
    return path


def image(*elements: str, attributes: str = 'name="a.jpg" width="9" height="8"') -> str:
    return f'<image id="0" {attributes}>{"".join(elements)}</image>'


def elements(place: Path, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.parse(place).iter(tag))  # noqa: S314


@settings(max_examples=60)
@given(difficult(), st.sampled_from(["polygons", "rle"]))
def test_every_pixel_comes_back(found: Instances, outlines: Outlines) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (back,) = there_and_back(
            FORMAT, Path(folder, "out.xml"), [found], ExportOptions(outlines=outlines)
        )
    assert same_objects(found, back)


@settings(max_examples=40)
@given(difficult(), st.sampled_from(["polygons", "rle"]))
def test_every_pixel_of_tracks_comes_back(found: Instances, outlines: Outlines) -> None:
    frames = [each for each in clip(found, found) if len(each)]
    with tempfile.TemporaryDirectory() as folder:
        back = there_and_back(
            FORMAT, Path(folder, "out.xml"), frames, ExportOptions(outlines=outlines)
        )
    for first, second in zip(frames, back, strict=True):
        assert same_objects(first, second)


@pytest.mark.parametrize("outlines", ["polygons", "rle", None])
def test_results_come_back(tmp_path: Path, outlines: Outlines) -> None:
    (back,) = there_and_back(
        FORMAT, tmp_path / "a.xml", [two_people_and_a_dog()], ExportOptions(outlines=outlines)
    )
    assert same_objects(two_people_and_a_dog(), back)
    assert back.labels.names == LABELS.names
    assert back.labels.palette(3).tolist() == LABELS.palette(3).tolist()
    assert back.name == "photo.jpg"


def test_runs_are_row_by_row_within_a_window(tmp_path: Path) -> None:
    tee = np.zeros((8, 9), np.bool_)
    tee[4, 3:6] = tee[5, 4] = True
    (mask,) = elements(write(FORMAT, tmp_path / "a.xml", [of_masks([tee])]), "mask")
    assert mask.attrib == {
        "label": "person", "source": "auto", "occluded": "0", "rle": "0, 3, 1, 1, 1",
        "left": "3", "top": "4", "width": "3", "height": "2", "z_order": "1",
    }  # fmt: skip
    assert [(each.get("name"), each.text) for each in mask] == [("score", "0.9")]


def test_parts_are_a_group_of_polygons(tmp_path: Path) -> None:
    place = write(
        FORMAT,
        tmp_path / "a.xml",
        [of_masks([RING, TWO_PARTS])] * 2,
        ExportOptions(outlines="polygons"),
    )
    groups = [each.get("group_id") for each in elements(place, "polygon")]
    assert groups == [None, "1", "1", None, "2", "2"]


def test_the_best_score_is_on_top(tmp_path: Path) -> None:
    place = write(FORMAT, tmp_path / "a.xml", [two_people_and_a_dog()])
    assert [mask.get("z_order") for mask in elements(place, "mask")] == ["3", "2", "1"]


def test_frames_with_masks_are_images_with_tracks_beside_scores(tmp_path: Path) -> None:
    frames = clip(of_masks([RING, RING.T]), NOBODY, of_masks([RING]))
    place = tmp_path / "a.xml"
    with FORMAT.write(place, LABELS, ExportOptions()) as writer:
        for found in frames[1:]:
            writer.write(found)
    notes: tuple[str, ...] = getattr(writer, "notes", ())
    assert any("--outlines polygons makes tracks" in note for note in notes)
    assert [each.get("id") for each in elements(place, "image")] == ["1", "2"]
    assert elements(place, "track") == []
    collection = read(FORMAT, place)
    assert collection.is_tracked
    for first, second in zip(frames[1:], collection, strict=True):
        assert same_objects(first, second)


def test_tracks_of_polygons_end_where_objects_leave(tmp_path: Path) -> None:
    frames = clip(of_masks([RING, RING.T]), NOBODY, of_masks([RING]))
    place = write(FORMAT, tmp_path / "a.xml", frames, ExportOptions(outlines="polygons"))
    tracks = elements(place, "track")
    assert [track.get("id") for track in tracks] == ["0", "1"]
    told = [[(each.get("frame"), each.get("outside")) for each in track] for track in tracks]
    assert told == [[("0", "0"), ("1", "1"), ("2", "0")], [("0", "0"), ("1", "1")]]
    back = list(read(FORMAT, place))
    assert [found.name for found in back] == [f"frame_00000{frame}.PNG" for frame in range(3)]
    for first, second in zip(frames, back, strict=True):
        assert same_objects(first, second)


def test_tracks_that_others_count_from_0_are_kept_apart(tmp_path: Path) -> None:
    frames = [
        replace(found, track_ids=np.array([0, 1], np.int32))
        for found in clip(of_masks([RING, RING.T]), of_masks([RING, RING.T]))
    ]
    place = write(FORMAT, tmp_path / "a.xml", frames, ExportOptions(outlines="polygons"))
    collection = read(FORMAT, place)
    assert collection.notes == ()
    assert [found.track_ids.tolist() for found in collection if found.track_ids is not None] == [
        [1, 2],
        [1, 2],
    ]


def test_what_is_not_tracked_is_no_frame_of_tracks(tmp_path: Path) -> None:
    (first, second) = clip(of_masks([RING]), of_masks([RING]))
    for other in (replace(second, track_ids=None), of_masks([RING])):
        with pytest.raises(UsageError, match="is not tracked as the first frame"):
            write(FORMAT, tmp_path / "a.xml", [first, other], ExportOptions(outlines="polygons"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("of_video", [False, True])
def test_boxes_only_are_boxes(tmp_path: Path, of_video: bool) -> None:
    found = replace(two_people_and_a_dog(), crops=None)
    pictures = clip(found) if of_video else [found]
    (back,) = there_and_back(FORMAT, tmp_path / "a.xml", pictures)
    assert back.crops is None
    assert np.array_equal(back.boxes, found.boxes)
    assert len(elements(tmp_path / "a.xml", "track")) == 3 * of_video


def test_an_object_without_pixels_is_its_box(tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    assert found.crops is not None
    found = replace(found, crops=(np.zeros((4, 4), np.uint8), *found.crops[1:]))
    (back,) = there_and_back(FORMAT, tmp_path / "a.xml", [found])
    assert back.boxes[0].tolist() == found.boxes[0].tolist()
    assert np.array_equal(back.masks[1:], found.masks[1:])


def test_no_objects_and_no_pictures_are_no_mistake(tmp_path: Path) -> None:
    (back,) = there_and_back(FORMAT, tmp_path / "a.xml", [Instances.empty((6, 9), LABELS)])
    assert (len(back), back.size) == (0, (6, 9))
    assert there_and_back(FORMAT, tmp_path / "b.xml", []) == []


def test_odd_names_come_back(tmp_path: Path) -> None:
    pictures = [of_masks([RING], name=name) for name in ODD_NAMES]
    back = there_and_back(FORMAT, tmp_path / "a.xml", pictures)
    assert len({found.name for found in back}) == len(ODD_NAMES)
    assert {found.name for found in back} >= {"two words.jpg", "images/images/写真.webp"}


def test_odd_labels_come_back(tmp_path: Path) -> None:
    labels = Labels(('a "b" <c> &', "line\nbreak", " \x07bell"))
    pictures = [replace(two_people_and_a_dog(), labels=labels)]
    with FORMAT.write(tmp_path / "a.xml", labels, ExportOptions()) as writer:
        writer.write(pictures[0])
    collection = read(FORMAT, tmp_path / "a.xml")
    assert collection.labels.names == ('a "b" <c> &', "line\nbreak", " \ufffdbell")
    assert [found.names for found in collection] == [[labels.names[i] for i in (0, 1, 0)]]


def test_pictures_lie_where_cvat_has_them(tmp_path: Path) -> None:
    found = replace(two_people_and_a_dog(), name="in/photo.jpg")
    place = write(FORMAT, tmp_path / "annotations.xml", [found], ExportOptions(with_pictures=True))
    assert seen(tmp_path / "images" / "in" / "photo.jpg").shape == (60, 80, 3)
    for path in (place, tmp_path):
        (again,) = read(FORMAT, path).with_pictures()
        assert again.image is not None


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "a.xml"
    place.write_text("before")
    with pytest.raises(UsageError, match="--source"):
        write(
            FORMAT,
            place,
            [replace(two_people_and_a_dog(), image=None)],
            ExportOptions(with_pictures=True),
        )
    assert place.read_text() == "before"
    assert list(tmp_path.iterdir()) == [place]
    with pytest.raises(OutputError):
        write(FORMAT, place / "below.xml", [two_people_and_a_dog()])


def test_what_people_draw_is_read(tmp_path: Path) -> None:
    oval = '<ellipse label="cat" cx="4" cy="4" rx="3" ry="2"/>'
    box = '<box label="cat" xtl="1.5" ytl="0" xbr="20" ybr="5"/>'
    tag = '<tag label="cat" source="manual"/>'
    collection = read(FORMAT, xml(tmp_path, LABEL + image(POLYGON, MASK, box, oval, tag)))
    (found,) = collection
    assert collection.notes == ()
    assert found.scores.tolist() == [1, 1, 1, 1]
    assert found.boxes[2].tolist() == [1.5, 0, 9, 5]
    assert found.areas[:2].tolist() == [12, 2]
    assert np.argwhere(found.masks[1]).tolist() == [[4, 4], [5, 3]]
    assert found.areas[3] == pytest.approx(6 * np.pi, rel=0.2)


def test_labels_may_be_undeclared(tmp_path: Path) -> None:
    owl = POLYGON.replace("cat", "owl")
    collection = read(FORMAT, xml(tmp_path, image(POLYGON, owl)))
    assert collection.labels.names == ("cat", "owl")


def test_tracks_of_masks_are_read_though_cvat_has_none(tmp_path: Path) -> None:
    shown = [MASK.replace("label=", f'frame="{frame}" x=') for frame in (3, 5)]
    place = xml(tmp_path, f'{FRAMES}<track id="6" label="cat">{"".join(shown)}</track>')
    back = list(read(FORMAT, place))
    assert [found.name for found in back] == ["frame_000003.PNG", "frame_000005.PNG"]
    assert [found.areas.tolist() for found in back] == [[2], [2]]
    assert all(found.track_ids is not None and found.track_ids.tolist() == [7] for found in back)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('<polygon label="cat" points="1,1;5,1"/>', "three points"),
        ('<polygon label="cat" points="1,1;nan,1;2,2"/>', "'nan' is not a number"),
        ('<polygon label="cat" points="1;5,1;2,2"/>', "is not a point"),
        ('<polygon label="cat"/>', "is not a point"),
        ('<polygon label="cat" points="21,1;25,1;25,5"/>', "outside the picture"),
        ('<polygon label="cow" points="1,1;5,1;5,4"/>', "there is no class 'cow'"),
        ("<polygon points='1,1;5,1;5,4'/>", "there is no class None"),
        ('<polyline label="cat" points="1,1;5,1;5,4"/>', "has no area"),
        ('<skeleton label="cat"><points label="cat"/></skeleton>', "has no area"),
        ('<box label="cat" xtl="5" ytl="5" xbr="1" ybr="6"/>', "box is empty"),
        ('<box label="cat" xtl="5" ytl="5" xbr="1"/>', "None is not a number"),
        ('<box label="cat" xtl="1" ytl="1" xbr="5" ybr="6" rotation="30"/>', "is turned"),
        (MASK.replace("1, 2, 1", "1, 2"), "not of 2×2 pixels"),
        (MASK.replace("1, 2, 1", "5, -2, 1"), "not of 2×2 pixels"),
        (MASK.replace("1, 2, 1", f"{2**63 - 1}, {2**63 - 1}, 6"), "not of 2×2 pixels"),
        (MASK.replace("1, 2, 1", "9" * 30), "not whole numbers"),
        (MASK.replace("1, 2, 1", ""), "not whole numbers"),
        (MASK.replace('left="3"', 'left="8"'), "leave the picture of 9×8"),
        (MASK.replace('width="2"', 'width="2000000000"'), "leave the picture of 9×8"),
        (MASK.replace("/>", '><attribute name="score">7</attribute></mask>'), "between 0 and 1"),
    ],
)
def test_bad_elements_are_named_and_left_out(tmp_path: Path, bad: str, said: str) -> None:
    collection = read(FORMAT, xml(tmp_path, LABEL + image(POLYGON, bad)))
    assert [len(found) for found in collection] == [1]
    assert ": image 0, " in collection.notes[0]
    assert said in collection.notes[0]


def test_bad_images_and_tracks_are_named_and_left_out(tmp_path: Path) -> None:
    twice = image(POLYGON)
    sizeless = image(attributes='name="b.jpg"')
    vast = image(attributes='name="c.jpg" width="1000000" height="1000000"')
    nameless = image(attributes='width="9" height="8"')
    track = f'<track id="1" label="cat">{POLYGON}</track>'
    body = LABEL + twice * 2 + sizeless + vast + nameless + track
    collection = read(FORMAT, xml(tmp_path, body))
    assert collection.names == ("a.jpg",)
    assert "there twice" in collection.notes[0]
    assert "left out 5" in collection.notes[-1]


def test_a_torn_file_gives_what_is_whole(tmp_path: Path) -> None:
    path = xml(tmp_path, LABEL + image(POLYGON))
    path.write_text(path.read_text()[: -len("</annotations>")] + '<image id="1" name="b')
    collection = read(FORMAT, path)
    assert collection.names == ("a.jpg",)
    assert "all from here on" in collection.notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nothing", "is not of CVAT"),
        ("", "is not of CVAT"),
        ("<annotation><version/></annotation>", "is not of CVAT"),
        ("<annotations><version", "is damaged"),
        ("<!DOCTYPE a [<!ENTITY e 'x'>]><annotations><version/></annotations>", "document type"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "a.xml"
    for encoding in ("utf-8", "utf-16"):
        path.write_text(content, encoding=encoding)
        assert not FORMAT.recognises(path)
        with pytest.raises(ResultsError, match=said):
            FORMAT.read(path, None)  # type: ignore[misc]


@settings(max_examples=150)
@given(st.data())
def test_mutated_files_never_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = xml(Path(name), LABEL + image(POLYGON, MASK))
        damage(path, data)
        with suppress(MaskRCNNError):
            list(FORMAT.read(path, None))  # type: ignore[misc]


@pytest.mark.development
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("outlines", ["polygons", "rle"])
def test_datumaro_reads_the_same(tmp_path: Path, outlines: Outlines) -> None:
    """CVAT's own library of formats: its reader gives our masks, scores and groups."""
    datumaro = pytest.importorskip("datumaro")
    found = two_people_and_a_dog()
    write(FORMAT, tmp_path / "a.xml", [found], ExportOptions(with_pictures=True, outlines=outlines))
    (item,) = datumaro.Dataset.import_from(str(tmp_path), "cvat")
    assert [float(each.attributes["score"]) for each in item.annotations] == pytest.approx(
        found.scores
    )
    assert [each.label for each in item.annotations] == found.class_ids.tolist()
    if outlines == "rle":
        masks = [np.asarray(each.image, bool) for each in item.annotations]
        assert np.diag(mask_iou(masks, found.masks)).tolist() == [1, 1, 1]
    else:
        areas = [each.get_area() for each in item.annotations]
        assert areas == found.areas.tolist()
