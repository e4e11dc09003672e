"""Class names, aliases and colours."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.coco_classes import COCO_80, COCO_90, category_ids
from maskrcnn.errors import ModelError, UsageError
from maskrcnn.labels import ALIASES, Labels, color_wheel, read_labels

COCO = Labels(COCO_80)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("person", "person"), ("Dogs", "dog"), ("sofa", "couch"), ("dining_table", "dining table")],
)
def test_people_say_it_in_their_own_words(said, meant):
    assert COCO.name(COCO.find(said)) == meant


def test_every_alias_leads_to_a_class():
    assert all(COCO.names[COCO.find(alias)] == name for alias, name in ALIASES.items())


def test_a_misspelt_class_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="no class 'persn': did you mean 'person'"):
        COCO.find("persn")


def test_an_unknown_class_is_answered_with_some_that_exist():
    with pytest.raises(UsageError, match="it knows person, bicycle"):
        COCO.find("quark")


def test_a_class_beyond_the_list_has_a_name_all_the_same():
    assert COCO.name(200) == "class 200"


def test_coco_has_80_classes_in_90_places():
    assert (len(COCO_80), len(COCO_90)) == (80, 90)
    assert category_ids(("person", "stop sign", "toothbrush")) == (1, 13, 90)
    assert category_ids(("pill", "person")) == (1, 2)


def test_the_tutorials_files_are_read_as_they_are(tmp_path):
    names, colors = tmp_path / "names.txt", tmp_path / "colors.txt"
    names.write_text("person\nbicycle\ncar\n\n")
    colors.write_bytes(b"0,255,0\r\n0,0,255\r\n")
    labels = read_labels(names, colors)
    assert labels == Labels(("person", "bicycle", "car"), ((0, 255, 0), (0, 0, 255)))
    assert labels.palette(3).tolist() == [[0, 255, 0], [0, 0, 255], [0, 255, 0]]


@pytest.mark.parametrize("line", ["green", "1,2", "1,2,300", "1;2;3"])
def test_a_bad_colour_is_named_with_its_file(tmp_path, line):
    (tmp_path / "names.txt").write_text("person\n")
    (tmp_path / "colors.txt").write_text(line)
    with pytest.raises(ModelError, match=r"colors\.txt: .* is not a colour"):
        read_labels(tmp_path / "names.txt", tmp_path / "colors.txt")


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00person"])
def test_a_missing_or_broken_list_is_named(tmp_path, content):
    path = tmp_path / "names.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"names\.txt"):
        read_labels(path)


def test_colours_of_the_wheel_differ():
    colors = color_wheel(60)
    assert len(np.unique(colors, axis=0)) == 60
    neighbours = np.abs(np.diff(color_wheel(24).astype(int), axis=0)).sum(1)
    assert neighbours.min() > 100
