"""Files that are well written but say what cannot be: named and left out, never a crash."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError
from maskrcnn.formats import FORMATS, ExportOptions
from maskrcnn.formats.format import Format, Outlines
from maskrcnn.instances import Instances
from tests.support.difficult import clip
from tests.support.round_trips import write
from tests.support.samples import two_people_and_a_dog

ODD: tuple[Any, ...] = (
    None, -1, 0, 2.5, 1e308, float("nan"), float("inf"), 10**40, 2**31, True,
    "x", "", "../x", "a\0b", "\ud800", [], {}, [[]], [1, 2], {"a": 1},
)  # fmt: skip
ODD_TEXTS = ("", "x", "-1", "nan", "1e400", "9" * 5000, "0", "2.5", ",", "1;2", "2147483647")
VALUE = re.compile(r'="([^"]*)"|>([^<>\n]+)<')
Way = tuple[Any, ...]


def ways(content: Any, way: Way = ()) -> Iterator[Way]:
    """Every place in JSON."""
    yield way
    if isinstance(content, dict | list):
        keys = list(content) if isinstance(content, dict) else range(len(content))
        for key in keys:
            yield from ways(content[key], (*way, key))


def changed(content: Any, way: Way, value: Any) -> Any:
    """JSON with another value at one of its places."""
    if not way:
        return value
    content = inner = copy.deepcopy(content)
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value
    return content


def frame() -> Instances:
    (found,) = clip(two_people_and_a_dog())
    return replace(found, image=np.zeros((*found.size, 3), np.uint8))


def look_through(kind: Format, place: Path) -> None:
    """Read all there is, and see that what is said of it is short."""
    assert kind.read is not None
    with suppress(MaskRCNNError):
        collection = kind.read(place, None)
        assert all(len(note) <= 300 for note in collection.notes)
        assert all(len(found.masks) == len(found) for found in collection)


@pytest.mark.parametrize("outlines", ["rle", "polygons"])
@pytest.mark.parametrize(
    ("name", "file"),
    [("labelme", "my clip-000000.json"), ("labelmap", "labels.json"), ("via", "")],
)
@settings(max_examples=30)
@given(st.data())
def test_odd_values_in_json(name: str, file: str, outlines: Outlines, data: st.DataObject) -> None:
    kind = FORMATS[name]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, f"out{kind.suffix}")
        write(kind, place, [frame()], ExportOptions(outlines=outlines, with_pictures=True))
        content = json.loads((place / file).read_text())
        way = data.draw(st.sampled_from(list(ways(content))))
        odd = changed(content, way, data.draw(st.sampled_from(ODD)))
        (place / file).write_text(json.dumps(odd))
        look_through(kind, place)


@pytest.mark.parametrize("outlines", ["rle", "polygons"])
@settings(max_examples=60)
@given(st.data())
def test_odd_values_in_xml(outlines: Outlines, data: st.DataObject) -> None:
    kind = FORMATS["cvat"]
    with tempfile.TemporaryDirectory() as folder:
        place = write(kind, Path(folder, "a.xml"), [frame()], ExportOptions(outlines=outlines))
        text = place.read_text()
        value = data.draw(st.sampled_from(list(VALUE.finditer(text))))
        start, end = value.span(1 if value[1] is not None else 2)
        place.write_text(text[:start] + data.draw(st.sampled_from(ODD_TEXTS)) + text[end:])
        look_through(kind, place)


@given(st.data())
@settings(max_examples=200)
def test_odd_values_in_results_of_our_own(data: st.DataObject) -> None:
    """A header or a record that says what cannot be is told in a line, and harms no program."""
    with tempfile.TemporaryDirectory() as folder:
        place = write(FORMATS["results"], Path(folder) / "made.jsonl", [frame()])
        lines = [json.loads(line) for line in place.read_text().splitlines()]
        number = data.draw(st.integers(0, 1))
        way = data.draw(st.sampled_from(list(ways(lines[number]))))
        lines[number] = changed(lines[number], way, data.draw(st.sampled_from(ODD)))
        place.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        with suppress(MaskRCNNError):
            look_through(FORMATS["results"], place)
