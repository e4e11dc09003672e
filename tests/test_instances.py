"""Instances: slicing, selecting, joining, and what they turn into."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import supervision
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.drawing.look import Look
from maskrcnn.errors import ResultsError, UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances, concatenate
from maskrcnn.labels import Labels
from maskrcnn.masks import MaskOptions, decode_rle
from tests.support.samples import same, two_people_and_a_dog
from tests.support.strategies import instances


def test_they_are_read_one_by_one():
    labels = [(one.label, round(one.score, 2), one.area) for one in two_people_and_a_dog()]
    assert labels == [("person", 0.9, 800), ("dog", 0.6, 200), ("person", 0.55, 25)]


def test_they_are_taken_by_place_name_slice_and_mask():
    found = two_people_and_a_dog()
    assert found[1].label == found[-2].label == "dog"
    assert found["person"].scores.tolist() == pytest.approx([0.9, 0.55])
    assert found[1:].names == ["dog", "person"]
    assert found[[2, 0]].names == ["person", "person"]
    assert found[found.scores > 0.58].names == ["person", "dog"]
    assert len(found[[]]) == len(found["kite"]) == 0
    with pytest.raises(UsageError, match="did you mean 'person'"):
        found["persn"]
    with pytest.raises(IndexError):
        found[3]


def test_they_are_selected_as_on_the_command_line():
    found = two_people_and_a_dog()
    assert found.select("person=0.7,*=0.5").names == ["person", "dog"]
    assert found.select(0.5, "dog").names == ["dog"]


def test_masks_are_full_size_and_made_on_demand():
    found = two_people_and_a_dog()
    assert found.masks.shape == (3, 60, 80)
    assert found.masks.sum((1, 2)).tolist() == found.areas.tolist() == [800, 200, 25]
    assert found.masks[0, 10:50, 10:30].all()


def test_pixels_are_made_once_for_all_who_ask():
    found = two_people_and_a_dog()
    assert found[0].pixels[1] is next(iter(found)).pixels[1]
    assert found.with_masks(MaskOptions(0.3))[0].pixels[1] is not found[0].pixels[1]
    assert found[1:][0].area == found[1].area == 200


def test_another_threshold_needs_no_other_run():
    soft = replace(two_people_and_a_dog(), crops=(np.full((4, 4), 100, np.uint8),) * 3)
    assert soft.areas.tolist() == [0, 0, 0]
    assert soft.with_masks(MaskOptions(0.3)).areas.tolist() == [800, 200, 25]


def test_fields_of_different_length_are_refused():
    with pytest.raises(UsageError, match="same length"):
        replace(two_people_and_a_dog(), scores=np.zeros(2, np.float32))


@given(instances(), st.data())
def test_parts_joined_are_the_whole(found, data):
    cut = data.draw(st.integers(0, len(found)))
    assert same(concatenate([found[:cut], found[cut:]]), found)


def test_pictures_are_not_mixed():
    found = two_people_and_a_dog()
    with pytest.raises(UsageError, match="one picture"):
        concatenate([found, replace(found, size=(61, 80))])
    with pytest.raises(UsageError, match="nothing"):
        concatenate([])


@given(instances())
def test_they_survive_json(found):
    text = json.dumps(found.to_json())
    assert same(Instances.from_json(text), found)
    assert same(Instances.from_json(json.loads(text)), found)


def test_they_survive_a_json_file_with_and_without_masks(tmp_path):
    for found in (two_people_and_a_dog(), replace(two_people_and_a_dog(), crops=None)):
        path = tmp_path / "found.json"
        path.write_text(json.dumps(found.to_json()))
        assert same(Instances.from_json(path), found)


@pytest.mark.parametrize("text", ["{}", "{", "[]", '{"labels": 3}', '{"labels": {"names": []}}'])
def test_other_json_is_refused(text, tmp_path):
    path = tmp_path / "found.json"
    path.write_text(text)
    with pytest.raises(ResultsError):
        Instances.from_json(path)


def test_a_damaged_crop_is_refused():
    data = two_people_and_a_dog().to_json()
    data["instances"][1]["crop"] = "AAAA"
    with pytest.raises(ResultsError, match="soft crop"):
        Instances.from_json(data)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("box", [10, 10, 30, 500], "leaves the picture of 80×60"),
        ("box", [30, 10, 10, 50], "is empty"),
        ("box", [0, 0, float("nan"), 5], "is empty"),
        ("class_id", 3, "beyond the 3 labels"),
        ("class_id", -1, "beyond the 3 labels"),
    ],
)
def test_what_cannot_be_is_refused(field, value, message):
    data = two_people_and_a_dog().to_json()
    data["instances"][0][field] = value
    with pytest.raises(ResultsError, match=message):
        Instances.from_json(data)


def test_coco_results_name_official_categories_and_hold_the_mask():
    found = replace(two_people_and_a_dog(), labels=Labels(("person", "dog", "kite")))
    first, second, _ = found.to_coco(image_id=7)
    assert (first["image_id"], first["category_id"], second["category_id"]) == (7, 1, 18)
    assert first["bbox"] == [10, 10, 20, 40]
    assert np.array_equal(decode_rle(first["segmentation"]), found[0].mask)


def test_supervision_gets_boxes_masks_and_names():
    found = two_people_and_a_dog()
    detections = found.to_supervision()
    assert isinstance(detections, supervision.Detections)
    assert (np.asarray(detections.mask) == found.masks).all()
    assert list(detections.data["class_name"]) == ["person", "dog", "person"]
    assert len(found["kite"].to_supervision()) == 0


def test_they_draw_themselves(tmp_path):
    found = two_people_and_a_dog()
    path = found["person"].draw().save(tmp_path / "people.png")
    assert path.stat().st_size > 100
    with pytest.raises(UsageError, match="carry no picture"):
        replace(found, image=None).draw()
    for more in ({"style": "halo"}, {"effects": ["blur"]}):
        with pytest.raises(UsageError, match="give those, or a look"):
            found.draw(look=Look(), **more)


def test_they_show_themselves_in_a_notebook():
    html = two_people_and_a_dog()._repr_html_()
    assert html.startswith('<img src="data:image/jpeg;base64,')
    assert html.count("<tr>") == 4
    assert "<script" not in replace(two_people_and_a_dog(), name="<script>")._repr_html_()


def test_their_text_is_a_table():
    assert "dog 0.6000 box (40.0, 20.0, 60.0, 30.0) area 200" in repr(two_people_and_a_dog())


def test_tracks_go_with_their_instances():
    found = replace(two_people_and_a_dog(), track_ids=np.array([7, 3, 9], np.int32))
    assert [one.track_id for one in found] == [7, 3, 9]
    assert [one.track_id for one in found[1:]] == [3, 9]
    assert "#7" in repr(found[0])
    assert [one.track_id for one in concatenate([found, found])] == [7, 3, 9, 7, 3, 9]
    with pytest.raises(UsageError, match="same length"):
        replace(found, track_ids=np.array([1], np.int32))


def test_a_moment_and_tracks_survive_json():
    moment = Moment(12, 6006, 1001, Fraction(1, 30000))
    tracked = replace(
        two_people_and_a_dog(), track_ids=np.array([7, 3, 9], np.int32), moment=moment
    )
    read = Instances.from_json(json.dumps(tracked.to_json()))
    assert read.moment == moment
    assert [one.track_id for one in read] == [7, 3, 9]
    assert tracked.to_json()["moment"]["seconds"] == pytest.approx(0.2002)
