"""Results that exist already, judged like a predictor's."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from maskrcnn.coco_classes import category_ids
from maskrcnn.errors import UsageError
from maskrcnn.evaluation import EvaluationOptions, evaluate, evaluate_results
from maskrcnn.evaluation.results import NameBook
from maskrcnn.formats import Collection, open_collection
from maskrcnn.interchange import to_coco
from maskrcnn.results import ResultsWriter
from tests.support.judged_scenes import CLASSES, Finds, Marked, blocks, random_scene, seeds

SIZE = (20, 30)


def held(*pictures) -> Collection:
    names = tuple(each.name for each in pictures)
    return Collection("kept.jsonl", pictures[0].labels, names, lambda: iter(pictures))


@settings(max_examples=20)
@given(seeds)
def test_they_are_judged_like_a_predictor_in_any_order(seed: int):
    scene = random_scene(seed)
    names = [f"{place}.png" for place in range(len(scene.found))]
    marked = [replace(each, name=name) for each, name in zip(scene.marked, names, strict=True)]
    found = [replace(each, name=name) for each, name in zip(scene.found, names, strict=True)]
    dataset, options = Marked.of(*marked, crowds=scene.crowds), EvaluationOptions(floor=0.0)
    direct = evaluate(Finds(found), dataset, options)
    kept = evaluate_results(held(*found[::-1]), dataset, options)
    for mine, theirs in zip(
        asdict(kept.boxes).values(), asdict(direct.boxes).values(), strict=True
    ):
        assert mine == pytest.approx(theirs)
    assert kept.confusion.tolist() == direct.confusion.tolist()
    assert (kept.costs.seconds, kept.model) == (None, "kept.jsonl")


def test_a_results_file_and_coco_results_say_the_same(tmp_path: Path):
    marked = blocks(SIZE, ("cat", (2, 2, 12, 12)), name="photos/a.png")
    found = blocks(SIZE, ("cat", (2.25, 2.25, 12.25, 12.25), 0.9), name="photos/a.png")
    with ResultsWriter(tmp_path / "results.jsonl", CLASSES, model="mine", licence="") as writer:
        writer.write(found)
    (tmp_path / "coco.json").write_text(json.dumps(to_coco(found, 1)))
    data = {
        "images": [{"id": 1, "file_name": "a.png", "width": SIZE[1], "height": SIZE[0]}],
        "categories": [
            {"id": id_, "name": name}
            for id_, name in zip(category_ids(CLASSES.names), CLASSES.names, strict=True)
        ],
    }
    (tmp_path / "coco-images.json").write_text(json.dumps(data))
    first = evaluate_results(open_collection(tmp_path / "results.jsonl"), Marked.of(marked))
    assert first.model == "mine"
    assert first.boxes.ap == pytest.approx(0.9)
    listed = open_collection(tmp_path / "coco.json", source=tmp_path / "coco-images.json")
    assert evaluate_results(listed, Marked.of(marked)).boxes.ap == first.boxes.ap


def test_pictures_that_one_side_lacks_are_told_of():
    marked = [blocks(SIZE, ("cat", (0, 0, 9, 9)), name=name) for name in ("a.png", "b.png")]
    found = [blocks(SIZE, ("cat", (0, 0, 9, 9), 0.9), name=name) for name in ("a.png", "z.png")]
    evaluation = evaluate_results(held(*found, found[0]), Marked.of(*marked))
    missing, strange = evaluation.notes
    assert "do not tell of 1 of the pictures" in missing
    assert strange.startswith("2 pictures of the results are not in the dataset, or twice")
    assert evaluation.together.at(0.5).recall == 0.5
    assert evaluation.pictures == 2
    with pytest.raises(UsageError, match=r"kept\.jsonl: tells of none of the pictures of scenes"):
        evaluate_results(held(found[1]), Marked.of(*marked))


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("val/a.jpg", 0),
        ("train/a.jpg", 1),
        ("elsewhere/b.jpg", 2),
        ("b.png", 2),
        ("a.jpg", None),
        ("c.jpg", None),
    ],
)
def test_pictures_are_found_by_as_much_of_the_name_as_is_told(wanted, place):
    assert NameBook(["val/a.jpg", "train/a.jpg", "val/b.jpg"]).find(wanted) == place
