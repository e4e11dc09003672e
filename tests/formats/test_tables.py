"""CSV and Parquet: what comes back of what was written, and what pandas makes of it."""

from __future__ import annotations

import builtins
import contextlib
import csv
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError, OutputError, ResultsError, UsageError
from maskrcnn.formats.format import ExportOptions
from maskrcnn.formats.tables import csv_table, parquet
from maskrcnn.formats.tables.rows import COLUMNS, to_pandas
from maskrcnn.masks import MaskOptions, decode_rle
from tests.support.damage import damage
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
from tests.support.samples import same, two_people_and_a_dog
from tests.support.strategies import LABELS, instances

CSV, PARQUET = csv_table.FORMAT, parquet.FORMAT


@pytest.fixture
def arrow():
    return pytest.importorskip("pyarrow")


@pytest.fixture
def pandas():
    return pytest.importorskip("pandas")


def tracked_frames():
    tracked = replace(two_people_and_a_dog(), track_ids=np.array([7, 3, 9], np.int32))
    return [at(0, tracked), at(1, tracked[:0]), at(5, tracked[1:])]


# CSV


@settings(max_examples=60)
@given(small_masks.filter(np.any))
def test_csv_gives_masks_back_to_the_pixel(mask):
    with TemporaryDirectory() as folder:
        found = of_mask(mask)
        (again,) = there_and_back(CSV, Path(folder, "a.csv"), [found])
    assert same_objects(found, again)


@settings(max_examples=40)
@given(st.lists(instances(), max_size=3))
def test_csv_gives_back_whatever_was_found(pictures):
    with TemporaryDirectory() as folder:
        again = there_and_back(CSV, Path(folder, "a.csv"), pictures)
    kept = [found for found in pictures if len(found)]
    assert len(again) == len(kept)
    assert all(same_objects(*pair) for pair in zip(kept, again, strict=True))


@settings(max_examples=30)
@given(instances(with_masks=False).filter(len))
def test_csv_gives_boxes_back(found):
    with TemporaryDirectory() as folder:
        (again,) = there_and_back(CSV, Path(folder, "a.csv"), [found])
    assert again.crops is None
    assert np.array_equal(again.boxes, found.boxes)
    assert np.array_equal(again.scores, found.scores)


def test_csv_keeps_tracks_and_times(tmp_path):
    frames = tracked_frames()
    again = there_and_back(CSV, tmp_path / "a.csv", frames)
    assert same_objects(again[0], frames[0])
    assert same_objects(again[1], frames[2])
    for found, frame in zip(again, (frames[0], frames[2]), strict=True):
        assert found.moment is not None
        assert frame.moment is not None
        assert found.moment.index == frame.moment.index
        assert found.moment.seconds == pytest.approx(frame.moment.seconds, abs=1e-6)


def test_csv_with_odd_names(tmp_path):
    labels = replace(LABELS, names=('with "quotes", commas', "two\nlines", "=SUM(A1)"))
    found = replace(two_people_and_a_dog(), labels=labels)
    pictures = [replace(found, name=name) for name in ODD_NAMES]
    again = there_and_back(CSV, tmp_path / "a.csv", pictures, ExportOptions(with_pictures=True))
    assert len(again) == len(ODD_NAMES)
    assert all(one.names == found.names for one in again)
    assert all(one.image is not None for one in read(CSV, tmp_path / "a.csv").with_pictures())


def test_csv_reads_well(tmp_path):
    write(CSV, tmp_path / "a.csv", [two_people_and_a_dog()])
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    first = rows[0]
    assert [first[name] for name in ("picture", "class", "score", "x1", "area", "track")] == [
        "photo.jpg",
        "person",
        "0.9",
        "30.0",
        "800",
        "",
    ]
    rle = {"size": [int(first["height"]), int(first["width"])], "counts": first["rle"]}
    assert np.array_equal(decode_rle(rle), two_people_and_a_dog()[0].mask)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_as_spreadsheets_save_it(tmp_path, delimiter):
    write(CSV, tmp_path / "a.csv", [two_people_and_a_dog()])
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    with (tmp_path / "b.csv").open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=delimiter).writerows([rows[0], *reversed(rows[1:])])
    (again,) = read(CSV, tmp_path / "b.csv")
    assert same_objects(again, two_people_and_a_dog())


def test_csv_of_few_columns(tmp_path):
    text = "class,picture,x0,y0,x1,y1,height,width\ndog,a.jpg,1,2,3,4,6,8\ncat,a.jpg,-1,0,9,2,6,8\n"
    (tmp_path / "a.csv").write_text(text)
    (found,) = read(CSV, tmp_path / "a.csv")
    assert found.names == ["dog", "cat"]
    assert found.labels.names == ("dog", "cat")
    assert found.boxes.tolist() == [[1, 2, 3, 4], [0, 0, 8, 2]]


DAMAGED = {
    "picture": "",
    "class": "",
    "class_id": "1",
    "score": "2",
    "x0": "far",
    "x1": "-5",
    "y1": "nan",
    "track": "1.5",
    "height": "61",
    "width": "",
    "rle": "0000",
    "frame": "-1",
}


@pytest.mark.parametrize("column", DAMAGED)
def test_damaged_rows_are_named_and_left_out(tmp_path, column):
    with CSV.write(tmp_path / "a.csv", LABELS, ExportOptions()) as writer:
        writer.write(at(0, two_people_and_a_dog()))
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["class_id"], rows[1]["class_id"] = "0", "1"
    rows[2] = {**rows[2], column: DAMAGED[column]}
    if column == "frame":
        rows[2]["picture"] = "other.jpg"
    with (tmp_path / "a.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    collection = read(CSV, tmp_path / "a.csv")
    assert "a.csv: line 4: " in collection.notes[0]
    assert sum(len(found) for found in collection) == 2


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\xff\xfe", "picture,class,x0\n"])
def test_what_is_no_table_is_refused(tmp_path, text):
    (tmp_path / "a.csv").write_bytes(text.encode("latin-1"))
    assert not CSV.recognises(tmp_path / "a.csv")
    assert CSV.read is not None
    with pytest.raises(ResultsError, match=r"a\.csv: is no"):
        CSV.read(tmp_path / "a.csv", None)


@settings(max_examples=150)
@given(st.data())
def test_damage_in_csv_is_told_not_thrown(data):
    with TemporaryDirectory() as folder:
        place = write(CSV, Path(folder, "a.csv"), [two_people_and_a_dog()])
        damage(place, data)
        assert CSV.read is not None
        with contextlib.suppress(MaskRCNNError):
            for found in CSV.read(place, None):
                assert len(found.masks) == len(found)


def test_an_unwritable_place_is_told(tmp_path):
    (tmp_path / "a file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write(CSV, tmp_path / "a file" / "a.csv", [])


# Parquet


@pytest.mark.development
@settings(max_examples=40)
@given(st.lists(instances(), max_size=3), st.booleans())
def test_parquet_gives_everything_back(pictures, boxes_only):
    pytest.importorskip("pyarrow")
    rule = MaskOptions(0.4, "nearest")
    pictures = [
        replace(found, name=f"{place}.png", mask_options=rule, crops=found.crops)
        for place, found in enumerate(pictures)
    ]
    if boxes_only:
        pictures = [replace(found, crops=None, mask_options=MaskOptions()) for found in pictures]
    with TemporaryDirectory() as folder:
        again = there_and_back(PARQUET, Path(folder, "a.parquet"), pictures)
    assert len(again) == len(pictures)
    for before, after in zip(pictures, again, strict=True):
        if len(before):
            assert same(before, replace(after, trace=before.trace))
        assert (before.name, before.size) == (after.name, after.size)


@pytest.mark.development
def test_parquet_keeps_the_video(tmp_path, arrow):
    video = {"name": "my clip.mp4", "cut": {"start": None, "end": None, "frames": 9}, "size": None}
    options = ExportOptions(facts={"model": "a-model", "video": video})
    frames = tracked_frames()
    collection = read(PARQUET, write(PARQUET, tmp_path / "a.parquet", frames, options))
    assert collection.is_video
    assert collection.facts["model"] == "a-model"
    for before, after in zip(frames, collection, strict=True):
        assert before.moment is not None
        assert after.moment is not None
        assert (after.moment.index, after.moment.ticks) == (
            before.moment.index,
            before.moment.ticks,
        )
        assert same_objects(before, after)


@pytest.mark.development
def test_parquet_with_odd_names_and_many_rows(tmp_path, arrow, monkeypatch):
    monkeypatch.setattr(parquet, "ROWS_A_GROUP", 4)
    found = two_people_and_a_dog()
    pictures = [replace(found, name=name) for name in ODD_NAMES]
    again = there_and_back(PARQUET, tmp_path / "a.parquet", pictures)
    assert len(again) == len(ODD_NAMES)
    assert all(same(found, replace(one, name="photo.jpg", trace=found.trace)) for one in again)


@pytest.mark.development
def test_parquet_without_crops_has_the_pixels(tmp_path, arrow):
    from pyarrow import parquet as files

    write(PARQUET, tmp_path / "a.parquet", [two_people_and_a_dog()])
    files.write_table(
        files.read_table(tmp_path / "a.parquet").drop(["crop"]), tmp_path / "b.parquet"
    )
    (again,) = read(PARQUET, tmp_path / "b.parquet")
    assert same_objects(again, two_people_and_a_dog())


@pytest.mark.development
def test_masks_cut_by_two_rules_are_refused(tmp_path, arrow):
    found = two_people_and_a_dog()
    with pytest.raises(UsageError, match="name one threshold"):
        write(PARQUET, tmp_path / "a.parquet", [found, found.with_masks(MaskOptions(0.7))])
    assert not list(tmp_path.iterdir())


@pytest.mark.development
def test_damaged_rows_of_parquet_are_named(tmp_path, arrow):
    from pyarrow import parquet as files

    write(PARQUET, tmp_path / "a.parquet", [two_people_and_a_dog()])
    table = files.read_table(tmp_path / "a.parquet")
    rows = table.to_pylist()
    rows[0]["crop"] = b"no picture"
    rows[1]["x0"] = float("nan")
    whole = {b"maskrcnn": b'{"time_base": "1e999999"}'}
    files.write_table(
        arrow.Table.from_pylist(rows, table.schema.with_metadata(whole)), tmp_path / "b.parquet"
    )
    collection = read(PARQUET, tmp_path / "b.parquet")
    assert [len(found) for found in collection] == [1]
    assert [note.split(": ")[1] for note in collection.notes[:3]] == [
        "its metadata",
        "row 1",
        "row 2",
    ]


@pytest.mark.development
@settings(max_examples=150)
@given(st.data())
def test_damage_in_parquet_is_told_not_thrown(data):
    pytest.importorskip("pyarrow")
    with TemporaryDirectory() as folder:
        place = write(PARQUET, Path(folder, "a.parquet"), [two_people_and_a_dog()])
        damage(place, data)
        assert PARQUET.read is not None
        with contextlib.suppress(MaskRCNNError):
            for found in PARQUET.read(place, None):
                assert len(found.masks) == len(found)


def test_what_is_missing_is_named(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.partition(".")[0] in ("pyarrow", "pandas"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'maskrcnn\[parquet\]'"):
        write(PARQUET, tmp_path / "a.parquet", [])
    with pytest.raises(UsageError, match="pip install pandas"):
        to_pandas([])


# pandas


@pytest.mark.development
def test_pandas_reads_what_was_written(tmp_path, pandas, arrow):
    frames = tracked_frames()
    write(CSV, tmp_path / "a.csv", frames)
    write(PARQUET, tmp_path / "a.parquet", frames)
    for table in (pandas.read_csv(tmp_path / "a.csv"), pandas.read_parquet(tmp_path / "a.parquet")):
        assert list(table["class"]) == ["person", "dog", "person", "dog", "person"]
        assert table["track"].tolist() == [7, 3, 9, 3, 9]
        assert table["frame"].tolist() == [0, 0, 0, 5, 5]
        assert table.groupby("class")["score"].max()["person"] == pytest.approx(0.9)
        assert table["area"].sum() == sum(found.areas.sum() for found in frames)


@pytest.mark.development
@pytest.mark.filterwarnings("ignore:invalid value encountered in cast:RuntimeWarning")
def test_pandas_saves_what_can_be_read(tmp_path, pandas, arrow):
    write(PARQUET, tmp_path / "a.parquet", [two_people_and_a_dog()])
    table = pandas.read_parquet(tmp_path / "a.parquet")
    table[table["score"] > 0.58].to_parquet(tmp_path / "b.parquet")
    table[table["score"] > 0.58].to_csv(tmp_path / "b.csv", index=False)
    for kind, name in ((PARQUET, "b.parquet"), (CSV, "b.csv")):
        (again,) = read(kind, tmp_path / name)
        assert same_objects(again, two_people_and_a_dog()[:2])


@pytest.mark.development
def test_pixels_stay_where_the_rule_that_made_them_is_lost(tmp_path, pandas, arrow):
    found = two_people_and_a_dog()
    crops = tuple(np.linspace(0, 255, 16).astype(np.uint8).reshape(4, 4) for _ in found)
    found = replace(found, crops=crops, mask_options=MaskOptions(0.2))
    write(PARQUET, tmp_path / "a.parquet", [found])
    pandas.read_parquet(tmp_path / "a.parquet").to_parquet(tmp_path / "b.parquet")
    (again,) = read(PARQUET, tmp_path / "b.parquet")
    assert same_objects(again, found)


@pytest.mark.development
def test_a_data_frame(pandas):
    table = to_pandas([*tracked_frames(), two_people_and_a_dog()])
    assert tuple(table.columns) == COLUMNS
    assert table["track"].tolist()[:5] == [7, 3, 9, 3, 9]
    assert table["track"].isna().sum() == 3
    assert table["picture"].iloc[0] == "my clip.mp4 frame 0"
    assert len(to_pandas([])) == 0
