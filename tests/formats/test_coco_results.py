"""COCO's results: what comes back, with the list of pictures and without, and COCO's evaluation."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.coco_classes import COCO_80, COCO_90
from maskrcnn.errors import MaskRCNNError, ResultsError
from maskrcnn.formats.coco import dataset as coco_dataset
from maskrcnn.formats.coco.results import FORMAT
from maskrcnn.formats.format import ExportOptions
from maskrcnn.formats.registry import open_collection
from maskrcnn.labels import Labels
from tests.support.damage import TEXT, damage
from tests.support.round_trips import (
    ODD_NAMES,
    at,
    of_mask,
    read,
    same_objects,
    small_masks,
    there_and_back,
    write,
)
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import shared
from tests.support.strategies import instances


@pytest.mark.parametrize("options", [ExportOptions(), ExportOptions(outlines="polygons")])
def test_masks_come_back_to_the_pixel(options):
    @settings(max_examples=40)
    @given(small_masks.filter(np.any))
    def check(mask):
        with TemporaryDirectory() as folder:
            found = of_mask(mask)
            (again,) = there_and_back(FORMAT, Path(folder, "a.json"), [found], options)
        assert same_objects(found, again)

    check()


@settings(max_examples=40)
@given(st.lists(instances(), max_size=3))
def test_whatever_was_found_comes_back(pictures):
    with TemporaryDirectory() as folder:
        again = there_and_back(FORMAT, Path(folder, "a.json"), pictures)
    assert len(again) == len(pictures)
    assert all(same_objects(*pair) for pair in zip(pictures, again, strict=True))


@settings(max_examples=30)
@given(instances(with_masks=False))
def test_boxes_alone_come_back(found):
    with TemporaryDirectory() as folder:
        (again,) = there_and_back(FORMAT, Path(folder, "a.json"), [found])
    assert np.array_equal(found.boxes, again.boxes)
    assert again.crops is None or not len(again)


def test_tracks_moments_and_odd_names_come_back(tmp_path):
    tracked = replace(two_people_and_a_dog(), track_ids=np.array([7, 3, 9], np.int32))
    frames = [at(3, tracked), at(4, tracked[:0])]
    again = there_and_back(FORMAT, tmp_path / "a.json", frames)
    assert all(same_objects(*pair) for pair in zip(frames, again, strict=True))
    assert [found.moment for found in again] == [found.moment for found in frames]
    pictures = [replace(tracked, name=name) for name in ODD_NAMES]
    again = there_and_back(FORMAT, tmp_path / "b.json", pictures)
    assert len({found.name for found in again}) == len(ODD_NAMES)


def test_bare_results_are_taken_as_of_coco(tmp_path):
    found = replace(two_people_and_a_dog(), labels=Labels(COCO_80[:3]), name="000000397133.jpg")
    place = write(FORMAT, tmp_path / "bare.json", [found])
    place.with_suffix(".images.json").unlink()
    collection = read(FORMAT, place)
    (again,) = collection
    assert again.name == "000000397133.jpg"
    assert again.size == found.size
    assert collection.labels == Labels(COCO_90)
    assert again.names == ["person", "bicycle", "person"]
    assert (again.masks == found.masks).all()


def test_a_dataset_tells_what_results_are_about(tmp_path):
    found = replace(two_people_and_a_dog(), name="folder/7.jpg")
    place = write(FORMAT, tmp_path / "a.json", [found])
    place.with_suffix(".images.json").unlink()
    told = write(coco_dataset.FORMAT, tmp_path / "truth.json", [found])
    (again,) = open_collection(place, source=told)
    assert again.name == "folder/7.jpg"
    assert same_objects(found, again)


def test_damaged_results_are_named_and_left_out(tmp_path):
    place = write(FORMAT, tmp_path / "a.json", [two_people_and_a_dog()])
    results = json.loads(place.read_text())
    results[1]["category_id"] = 99
    results.insert(1, {"image_id": 5})
    place.write_text(json.dumps([*results, None]))
    collection = read(FORMAT, place)
    assert [len(found) for found in collection] == [2]
    assert [note.split(": ")[1] for note in collection.notes[:3]] == [
        "result 2",
        "result 3",
        "result 5",
    ]


@pytest.mark.parametrize("text", ["", "{", "{}", "7", "\xff"])
def test_what_is_no_list_is_refused(tmp_path, text):
    place = tmp_path / "a.json"
    place.write_bytes(text.encode("latin-1"))
    assert FORMAT.read is not None
    assert not FORMAT.recognises(place)
    with pytest.raises(ResultsError, match=r"a\.json: is no"):
        FORMAT.read(place, None)


@settings(max_examples=150)
@given(st.data(), st.booleans())
def test_damage_is_told_not_thrown(data, alone):
    with TemporaryDirectory() as folder:
        place = write(FORMAT, Path(folder, "a.json"), [two_people_and_a_dog()])
        if alone:
            place.with_suffix(".images.json").unlink()
        damage(place, data, TEXT)
        assert FORMAT.read is not None
        with contextlib.suppress(MaskRCNNError):
            for found in FORMAT.read(place, None):
                assert len(found.masks) == len(found)


def evaluate(truth: Any, results: Any) -> float:
    """The mask AP."""
    from pycocotools.cocoeval import COCOeval

    evaluation = COCOeval(truth, results, "segm")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return float(evaluation.stats[0])


def test_coco_opens_the_list_of_pictures_with_the_results(tmp_path):
    from pycocotools.coco import COCO

    found = two_people_and_a_dog()
    place = write(FORMAT, tmp_path / "a.json", [found, replace(found, name="b.jpg")[:0]])
    truth = write(coco_dataset.FORMAT, tmp_path / "truth.json", [found])
    with contextlib.redirect_stdout(io.StringIO()):
        results = COCO(str(place.with_suffix(".images.json"))).loadRes(str(place))
        masks = [results.annToMask(each) for each in results.loadAnns(results.getAnnIds())]
        precision = evaluate(COCO(str(truth)), COCO(str(truth)).loadRes(str(place)))
    assert np.array_equal(masks, found.masks)
    assert precision == pytest.approx(1)


@pytest.mark.development
def test_what_people_marked_in_coco_is_judged_as_perfect(tmp_path):
    from pycocotools.coco import COCO

    place = shared("labelled", "COCO_Tiny", "annotations", "instances_val2017.json")
    results = write(FORMAT, tmp_path / "a.json", open_collection(place))
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(place))
        assert evaluate(truth, truth.loadRes(str(results))) > 0.95
