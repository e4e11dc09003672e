"""Writing a collection, in one format or several, without harm to what it is made from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskrcnn.errors import OutputError, PictureError, UsageError
from maskrcnn.formats import FORMATS, Export, ExportOptions, export, open_collection
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.video import VideoJob, run_video
from maskrcnn.results import read_header, read_results
from maskrcnn.writers.picture import Picture
from tests.formats.test_collection import write
from tests.support.annotated import scene
from tests.support.blobs import blob_clip, blob_predictor
from tests.support.samples import same, two_people_and_a_dog
from tests.support.shared import seen

READABLE = [each.name for each in FORMATS.values() if each.read is not None]


@pytest.fixture
def results(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    found = two_people_and_a_dog()
    assert found.image is not None
    Picture(found.image).save("photo.png")
    return write(Path("out/results.jsonl"), replace(found, name="photo.png"), base="..", model="m")


@pytest.mark.parametrize(
    ("text", "results", "place"),
    [
        ("results", "out/results.jsonl", "out/results-results.jsonl"),
        ("results", "out/clip.jsonl.gz", "out/clip-results.jsonl"),
        ("Results=a/b=c.jsonl", "out/results.jsonl", "a/b=c.jsonl"),
    ],
)
def test_it_lies_beside_or_where_it_is_asked_to(text, results, place):
    assert Export.of(text, results) == Export(FORMATS["results"], Path(place))


@pytest.mark.parametrize("text", ["reslts", "results=", ""])
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError):
        Export.of(text)


def test_results_of_results_keep_what_is_known(results):
    export(open_collection(results), [Export.of("results=elsewhere/deep/r.jsonl")])
    place = Path("elsewhere/deep/r.jsonl")
    wanted = replace(two_people_and_a_dog(), name="photo.png")
    assert all(same(found, wanted) for found in read_results(place))
    facts = read_header(place).facts
    assert (facts["model"], facts["base"]) == ("m", "../..")
    assert next(open_collection(place).with_pictures()).image is not None


@pytest.mark.parametrize("name", ["results", "coco", "geojson", "parquet", "labelmap", "labelme"])
def test_pictures_are_found_from_everywhere(results, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    Path("there").mkdir()
    beside_pictures = Path("there/photo.csv")
    export(open_collection(results), [Export(FORMATS["csv"], beside_pictures)])
    Path("photo.png").rename("there/photo.png")
    named = open_collection(results, source="there")
    for number, collection in enumerate([open_collection(beside_pictures), named]):
        place = Path("elsewhere") / f"{name}-{number}{FORMATS[name].suffix}"
        export(collection, [Export(FORMATS[name], place)])
        (again,) = open_collection(place).with_pictures()
        assert again.image is not None


@pytest.mark.parametrize("name", [name for name in READABLE if name != "results"])
def test_pictures_that_come_along_are_found(results, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    place = Path("elsewhere") / f"{name}{FORMATS[name].suffix}"
    options = ExportOptions(with_pictures=True)
    export(open_collection(results), [Export(FORMATS[name], place)], options)
    Path("photo.png").unlink()
    Path("elsewhere").rename("moved")
    (again,) = open_collection(Path("moved", place.name)).with_pictures()
    assert again.image is not None


@pytest.mark.parametrize("name", ["coco", "geojson", "labelmap"])
def test_frames_that_come_along_are_read_from_their_video(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    blob_clip(Path("clip.mp4"), 3)
    run_video(VideoJob("clip.mp4", Request(results=Path("found.jsonl"))), blob_predictor())
    place = tmp_path / "there" / f"{name}{FORMATS[name].suffix}"
    options = ExportOptions(with_pictures=True)
    export(open_collection("found.jsonl"), [Export(FORMATS[name], place)], options)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    frames = list(open_collection(place).with_pictures())
    assert [frame.moment.index for frame in frames if frame.moment] == [0, 1, 2]


def test_what_others_say_of_a_dataset_is_kept_in_results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    info = {"description": "theirs", "version": "1.0", "path": "somewhere"}
    Path("theirs.json").write_text(
        json.dumps({"info": info, "images": [], "categories": [], "annotations": []})
    )
    export(open_collection("theirs.json", "coco"), [Export.of("results=r.jsonl")])
    facts = open_collection("r.jsonl").facts
    assert (facts["description"], facts["path"]) == ("theirs", "somewhere")


def test_one_place_is_for_one_format(results):
    twice = [Export.of("coco=a.json"), Export.of("via=./a.json")]
    with pytest.raises(UsageError, match=r"a\.json is named twice"):
        export(open_collection(results), twice)
    assert not Path("a.json").exists()


def test_what_is_read_is_never_written_over(results):
    before = results.read_bytes()
    with pytest.raises(UsageError, match="is what is read"):
        export(open_collection(results), [Export.of("results=out/results.jsonl")])
    assert results.read_bytes() == before


def test_no_photo_is_written_over(results):
    before = Path("photo.png").read_bytes()
    with pytest.raises(UsageError, match=r"photo\.png is what is read"):
        export(open_collection(results), [Export.of("sheet=photo.png")])
    assert Path("photo.png").read_bytes() == before


def test_pictures_are_read_only_where_they_are_needed(results):
    Path("photo.png").unlink()
    collection = open_collection(results)
    export(collection, [Export.of("results=r.jsonl")])
    options = ExportOptions(with_pictures=True)
    with pytest.raises(PictureError, match="not there any more"):
        export(collection, [Export.of("results=s.jsonl")], options)
    refused, told = [], []
    export(
        collection,
        [Export.of("results=t.jsonl")],
        options,
        lambda name, _: refused.append(name),
        lambda: told.append(1),
    )
    assert (refused, told) == (["photo.png"], [])


def test_several_formats_are_written_at_once(results):
    told = []
    places = ["results=a.jsonl", "results=b.jsonl"]
    export(
        open_collection(results).select(classes="dog"),
        [Export.of(place) for place in places],
        told=lambda: told.append(1),
    )
    assert [next(read_results(name)).names for name in ("a.jsonl", "b.jsonl")] == [["dog"]] * 2
    assert len(told) == 1


def test_a_place_that_cannot_be_is_told(results):
    Path("file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        export(open_collection(results), [Export.of("results=file/r.jsonl")])


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"mattes"}))
def test_every_format_is_written_and_told(results, name):
    kind = FORMATS[name]
    assert kind.summary
    assert kind.name == name
    place = Path(f"made{kind.suffix}")
    collection = open_collection(results)
    export(collection, [Export(kind, place)])
    assert place.is_file() if kind.suffix else any(path.is_file() for path in place.rglob("*"))
    if kind.read is None:
        return
    again = open_collection(place, None if kind.recognises(place) else name, Path())
    (found,) = again
    assert found.names == ["person", "dog", "person"]
    for before, after in zip(two_people_and_a_dog().masks, found.masks, strict=True):
        assert np.array_equal(before, after)


@pytest.mark.parametrize(("orientation", "copied"), [(1, True), (3, False)])
def test_photos_that_lie_upright_are_copied_as_they_are(tmp_path, orientation, copied):
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(scene(1, (60, 80))).save(tmp_path / "photo.jpg", quality=60, exif=exif)
    place = write(tmp_path / "a.jsonl", two_people_and_a_dog())
    wanted = Export.of(f"coco={tmp_path / 'out' / 'a.json'}")
    export(open_collection(place), [wanted], ExportOptions(with_pictures=True))
    before, after = (tmp_path / name for name in ("photo.jpg", "out/images/photo.jpg"))
    assert (before.read_bytes() == after.read_bytes()) == copied
    (found,) = open_collection(wanted.place).with_pictures()
    assert np.abs(seen(before).astype(int) - found.image).mean() < 4


def test_mattes_are_of_videos(results):
    with pytest.raises(UsageError, match="of the tracks of a video"):
        export(open_collection(results), [Export.of("mattes")])


def test_pictures_that_come_along_are_found_again(results, tmp_path, monkeypatch):
    options = ExportOptions(with_pictures=True)
    kinds = ["coco=set/a.json", "geojson=set/a.geojson", "yolo=set/y", "labelme=set/l"]
    export(open_collection(results), [Export.of(kind) for kind in kinds], options)
    Path("photo.png").unlink()
    for place in ("set/a.json", "set/a.geojson", "set/y", "set/l"):
        (found,) = open_collection(place).with_pictures()
        assert found.image is not None


@pytest.mark.parametrize(
    ("kind", "place", "again"),
    [
        ("coco", "set/found.images.json", "coco-results=set/found.json"),
        ("labelme", "labelled", "labelme=labelled"),
        ("labelmap", "maps", "labelmap=maps"),
        ("yolo", "set", "yolo=set"),
    ],
)
def test_what_is_read_is_not_written_over_in_parts_either(results, kind, place, again):
    options = ExportOptions(with_pictures=True)
    export(open_collection(results), [Export.of(f"{kind}={place}")], options)
    before = everything()
    with pytest.raises(UsageError, match="is what is read"):
        export(open_collection(place, kind, Path()), [Export.of(again)])
    assert everything() == before


def everything() -> dict[Path, bytes]:
    """What all files hold."""
    return {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["yolo", "labelme", "labelmap", "cutouts"])
def test_earlier_work_in_a_folder_is_neither_written_over_nor_mixed(results, name):
    collection = open_collection(results)
    export(collection, [Export.of(f"{name}=made")])
    before = everything()
    with pytest.raises(UsageError, match=r"^made: holds .* of an earlier export: name another"):
        export(collection.select(classes="dog"), [Export.of(f"{name}=made")])
    assert everything() == before


def test_earlier_mattes_are_not_mixed(tmp_path):
    (tmp_path / "mattes.json").write_text("{}")
    with pytest.raises(UsageError, match=r"holds mattes\.json of an earlier export"):
        FORMATS["mattes"].check_place(tmp_path)


@pytest.mark.parametrize("name", ["yolo", "labelme", "labelmap"])
def test_a_folder_of_photos_may_be_written_into(results, name):
    Path("made").mkdir()
    Path("photo.png").rename("made/photo.png")
    before = Path("made/photo.png").read_bytes()
    export(open_collection(results, source="made"), [Export.of(f"{name}=made")])
    assert Path("made/photo.png").read_bytes() == before
    assert len(everything()) > 2


NAMES = (
    "a?.jpg", "same.jpg", "same.png", "/photos/a/cat.jpg", "/photos/b/cat.jpg", "../up/cat.jpg",
    "https://example.org/a/cat.jpg", "scan.tiff", "no suffix", "a\\b.jpg", "猫" * 90 + ".jpg",
)  # fmt: skip


LISTS = ["coco", "coco-results", "cvat", "csv", "parquet", "geojson", "labelmap"]


@pytest.mark.parametrize("name", LISTS)
def test_what_lists_all_pictures_calls_them_by_their_names(tmp_path, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    place = tmp_path / f"all{FORMATS[name].suffix}"
    with FORMATS[name].write(place, two_people_and_a_dog().labels, ExportOptions()) as writer:
        for each in NAMES:
            writer.write(replace(two_people_and_a_dog(), name=each))
    assert open_collection(place, name).names == NAMES


@pytest.mark.parametrize("name", LISTS)
def test_pictures_without_a_name_of_their_own_are_not_mixed(tmp_path, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    place = tmp_path / f"all{FORMATS[name].suffix}"
    with FORMATS[name].write(place, two_people_and_a_dog().labels, ExportOptions()) as writer:
        for each in ("", "", "a.jpg", "a.jpg", "\ud800.jpg"):
            writer.write(replace(two_people_and_a_dog(), name=each))
    collection = open_collection(place, name)
    wanted = ("picture.png", "picture-2.png", "a.jpg", "a-2.jpg", "_.jpg")
    assert collection.names == wanted
    assert [len(found) for found in collection] == [3] * 5


def test_via_calls_pictures_by_their_names(results):
    image = two_people_and_a_dog().image
    assert image is not None
    names = ("a?.png", "same.jpg", "same.png")
    for each in names:
        Picture(image).save(Path(each))
    with FORMATS["via"].write(
        Path("via.json"), two_people_and_a_dog().labels, ExportOptions()
    ) as writer:
        for each in names:
            writer.write(replace(two_people_and_a_dog(), name=each))
    collection = open_collection("via.json")
    assert collection.names == names
    assert all(found.image is not None for found in collection.with_pictures())


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"mattes", "results", "sheet"}))
def test_names_too_long_for_a_file_system_are_cut_short(tmp_path, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    place = tmp_path / f"all{FORMATS[name].suffix}"
    options = ExportOptions(with_pictures=True)
    with FORMATS[name].write(place, two_people_and_a_dog().labels, options) as writer:
        for each in (
            "x" * 300 + "/" + "猫" * 300 + ".jpeg",
            "x" * 300 + "/" + "猫" * 301 + ".jpeg",
        ):
            writer.write(replace(two_people_and_a_dog(), name=each))
    if FORMATS[name].read is not None:
        assert len(set(open_collection(place, name).names)) == 2


@pytest.mark.parametrize("name", ["yolo", "via"])
def test_frames_whose_size_is_not_kept_are_told_of(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    blob_clip(Path("clip.mp4"), 2)
    run_video(VideoJob("clip.mp4", Request(results=Path("found.jsonl"))), blob_predictor())
    collection = open_collection("found.jsonl")
    suffix = FORMATS[name].suffix
    (note,) = export(collection, [Export.of(f"{name}=without{suffix}")])
    assert "cannot be read back" in note
    assert "--with-pictures" in note
    wanted = [Export.of(f"{name}=there/with{suffix}")]
    assert export(collection, wanted, ExportOptions(with_pictures=True)) == ()
    assert len(open_collection(f"there/with{suffix}")) == 2


def test_an_export_of_results_that_fails_leaves_those_that_were_there(results):
    before = Path("old.jsonl")
    before.write_text(results.read_text())

    def failing():
        yield from open_collection(results)
        raise KeyboardInterrupt

    collection = replace(open_collection(results), records=failing)
    with pytest.raises(KeyboardInterrupt):
        export(collection, [Export.of("results=old.jsonl")])
    assert before.read_text() == results.read_text()
    assert [path.name for path in Path().glob(".*")] == []


def test_what_is_in_the_current_folder_is_named_after_it(results, monkeypatch):
    export(open_collection(results), [Export.of("labelme=labelled")])
    monkeypatch.chdir("labelled")
    assert Export.of("csv", ".").place == Path.cwd().parent / "labelled-csv.csv"
