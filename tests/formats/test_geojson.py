"""GeoJSON: what comes back of what was written, and whether others find its polygons valid."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError, OutputError, ResultsError
from maskrcnn.formats.format import ExportOptions
from maskrcnn.formats.geojson.writing import FORMAT, simple_polygons
from maskrcnn.polygons import mask_of_polygons
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
from tests.support.strategies import instances


@settings(max_examples=60)
@given(small_masks.filter(np.any))
def test_masks_come_back_to_the_pixel(mask):
    with TemporaryDirectory() as folder:
        found = of_mask(mask)
        (again,) = there_and_back(FORMAT, Path(folder, "a.geojson"), [found])
    assert same_objects(found, again)
    assert np.array_equal(again.boxes, found.boxes)


@settings(max_examples=40)
@given(st.lists(instances(), max_size=3))
def test_whatever_was_found_comes_back(pictures):
    with TemporaryDirectory() as folder:
        again = there_and_back(FORMAT, Path(folder, "a.geojson"), pictures)
    assert len(again) == len(pictures)
    assert all(same_objects(*pair) for pair in zip(pictures, again, strict=True))


@settings(max_examples=30)
@given(instances(with_masks=False))
def test_boxes_alone_come_back(found):
    with TemporaryDirectory() as folder:
        (again,) = there_and_back(FORMAT, Path(folder, "a.geojson"), [found])
    assert np.array_equal(found.boxes, again.boxes)
    assert again.crops is None or not len(again)


def test_tracks_moments_labels_and_how_they_were_found_come_back(tmp_path):
    tracked = replace(two_people_and_a_dog(), track_ids=np.array([7, 3, 9], np.int32))
    frames = [at(0, tracked), at(1, tracked[:0]), at(5, tracked[1:])]
    video = {
        "name": "my clip.mp4",
        "cut": {"start": None, "end": 9.5, "frames": None},
        "size": None,
    }
    options = ExportOptions(facts={"model": "a-model", "video": video})
    collection = read(FORMAT, write(FORMAT, tmp_path / "a.geojson", frames, options))
    for before, after in zip(frames, collection, strict=True):
        assert same_objects(before, after)
        assert before.moment == after.moment
    assert collection.labels == tracked.labels
    assert collection.facts["model"] == "a-model"
    assert collection.is_video


def test_odd_names_stay_apart(tmp_path):
    found = two_people_and_a_dog()
    pictures = [replace(found, name=name) for name in ODD_NAMES]
    options = ExportOptions(with_pictures=True)
    again = there_and_back(FORMAT, tmp_path / "a.geojson", pictures, options)
    assert len(again) == len(ODD_NAMES)
    assert all(
        one.image is not None for one in read(FORMAT, tmp_path / "a.geojson").with_pictures()
    )


def test_what_it_looks_like(tmp_path):
    mask = np.zeros((6, 8), bool)
    mask[1:5, 1:5] = True
    mask[2, 2] = False
    mask[5, 6] = True
    write(FORMAT, tmp_path / "a.geojson", [of_mask(mask)])
    data = json.loads((tmp_path / "a.geojson").read_text())
    (feature,) = data["features"]
    (outer, hole), (dot,) = sorted(feature["geometry"]["coordinates"], key=len, reverse=True)
    assert set(map(tuple, outer)) == {(1, 1), (1, 5), (5, 1), (5, 5)}
    assert outer[0] == outer[-1]
    assert set(map(tuple, hole)) == {(2, 2), (3, 2), (3, 3), (2, 3)}
    assert set(map(tuple, dot)) == {(6, 5), (7, 5), (7, 6), (6, 6)}
    assert signed_area(outer) == 16
    assert signed_area(hole) == -1
    assert feature["properties"] == {
        "picture": "picture.png",
        "class": "person",
        "class_id": 0,
        "score": 0.9,
        "box": [1, 1, 7, 6],
        "area": 16,
        "mask": True,
    }


def signed_area(ring: list[list[float]]) -> float:
    """Over 0 where a ring turns counterclockwise, `y` drawn up."""
    (x, y), (x_next, y_next) = np.array(ring[:-1]).T, np.array(ring[1:]).T
    return float((x * y_next - x_next * y).sum() / 2)


@settings(max_examples=100)
@given(small_masks)
def test_no_ring_touches_itself(mask):
    polygons = simple_polygons(mask)
    assert np.array_equal(mask_of_polygons(polygons, mask.shape), mask)
    for outer, holes in polygons:
        for ring in (outer, *holes):
            assert len(np.unique(ring, axis=0)) == len(ring)


SQUARE = [[1, 1], [4, 1], [4, 3], [1, 3], [1, 1]]


def feature(kind: str = "Polygon", coordinates: Any = (SQUARE,), name: Any = "cat", **more: Any):
    known = {"picture": "a.jpg", "class": name, **more}
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": known}


def opened(tmp_path: Path, *features: Any, **more: Any):
    data = {
        "type": "FeatureCollection",
        "features": features,
        "pictures": [{"name": "a.jpg", "size": [6, 8]}],
        **more,
    }
    (tmp_path / "given.json").write_text(json.dumps(data))
    return read(FORMAT, tmp_path / "given.json")


def test_few_properties_are_enough(tmp_path):
    high = [[x, y, 7] for x, y in SQUARE]
    collection = opened(tmp_path, feature(), feature(coordinates=[high], name="dog"))
    (found,) = collection
    assert found.names == ["cat", "dog"]
    assert [one.area for one in found] == [6, 6]


DAMAGED = {
    "nothing": None,
    "no properties": {"type": "Feature", "geometry": None},
    "no picture": feature(picture="b.jpg"),
    "picture of another type": feature(picture=["a.jpg"]),
    "no class": feature(name=None),
    "no shape": {**feature(), "geometry": None},
    "half a box": {**feature(box=[1, 1]), "geometry": None},
    "a point": feature("Point", [1, 1]),
    "no list": feature("MultiPolygon", 3),
    "no ring": feature(coordinates=[]),
    "two points": feature(coordinates=[SQUARE[:2]]),
    "no numbers": feature(coordinates=[[["a", "b"]] * 4]),
    "no points": feature(coordinates=[[7, 8, 9, 10]]),
    "outside": feature(coordinates=[[[x + 20, y] for x, y in SQUARE]]),
    "nan": feature(coordinates=[[*SQUARE, [float("nan"), 1]]]),
    "score": feature(score=-1),
    "track": feature(track="who"),
}


@pytest.mark.parametrize("record", DAMAGED.values(), ids=DAMAGED)
def test_damaged_features_are_named_and_left_out(tmp_path, record):
    collection = opened(tmp_path, feature(), record)
    assert "given.json: feature 2: " in collection.notes[0]
    assert [len(found) for found in collection] == [1]


def test_damaged_pictures_and_labels_are_named(tmp_path):
    good = {"name": "a.jpg", "size": [6, 8]}
    pictures = [good, good, 7, {"name": "b.jpg", "size": [1]}, {"name": "c", "size": [0, 4]}]
    collection = opened(tmp_path, feature(), pictures=pictures, labels={"names": 4})
    assert collection.names == ("a.jpg",)
    assert len(collection.notes) == 6


@pytest.mark.parametrize("color", [[0, 0, 256], [float("inf"), 0, 0], [0, 0], ["a", 0, 0]])
def test_labels_with_impossible_colours_are_named(tmp_path, color):
    labels = {"names": ["dog", "cat"], "colors": [color]}
    collection = opened(tmp_path, feature(), labels=labels)
    assert "the labels" in collection.notes[0]
    assert collection.labels.names == ("cat",)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"type": "Feature"}', '{"type": "FeatureCollection"}']
)
def test_what_is_none_of_ours_is_refused(tmp_path, text):
    (tmp_path / "a.geojson").write_text(text)
    assert FORMAT.read is not None
    with pytest.raises(ResultsError, match=r"a\.geojson: is no"):
        FORMAT.read(tmp_path / "a.geojson", None)


@settings(max_examples=150)
@given(st.data())
def test_damage_is_told_not_thrown(data):
    with TemporaryDirectory() as folder:
        place = write(FORMAT, Path(folder, "a.geojson"), [two_people_and_a_dog()])
        damage(place, data, TEXT)
        assert FORMAT.read is not None
        with contextlib.suppress(MaskRCNNError):
            for found in FORMAT.read(place, None):
                assert len(found.masks) == len(found)


def test_an_unwritable_place_is_told(tmp_path):
    (tmp_path / "a file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write(FORMAT, tmp_path / "a file" / "a.geojson", [])


@pytest.mark.development
def test_shapely_finds_every_outline_valid():
    geometry = pytest.importorskip("shapely.geometry")

    @settings(max_examples=200)
    @given(small_masks.filter(np.any))
    def check(mask):
        with TemporaryDirectory() as folder:
            place = write(FORMAT, Path(folder, "a.geojson"), [of_mask(mask)])
            (one,) = json.loads(place.read_text())["features"]
        shape = geometry.shape(one["geometry"])
        assert shape.is_valid
        assert shape.area == mask.sum()
        parts = getattr(shape, "geoms", [shape])
        assert all(part.exterior.is_ccw for part in parts)
        assert not any(hole.is_ccw for part in parts for hole in part.interiors)

    check()
