"""Drawn scenes as data sets: exact, the same for ever, and of any size."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.datasets.scenes import SCENES, open_scene
from maskrcnn.errors import UsageError
from tests.support.drawn import digest, owners_of, steepness_at_edges

DIGESTS = {
    "shapes": "82cf35b32aaba80b",
    "pills": "a48004ee2df89277",
    "lesions": "0a0f8db6557b7970",
}
"""Of the masks of the first ten pictures of seed 3."""

FEWEST_PIXELS = 80

names = st.sampled_from(sorted(SCENES))
seeds = st.integers(0, 2**40)
every_scene = pytest.mark.parametrize("name", SCENES)


@every_scene
def test_masks_are_the_same_for_ever(name: str) -> None:
    assert digest(open_scene(name, 10, 3)) == DIGESTS[name]


@every_scene
def test_another_process_draws_the_same_pictures(name: str) -> None:
    script = (
        "from maskrcnn.datasets.scenes import open_scene; import sys;"
        f"sys.stdout.buffer.write(open_scene({name!r}, 9, 5).picture(7).tobytes())"
    )
    drawn = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
    assert drawn == open_scene(name, 9, 5).picture(7).tobytes()


@settings(max_examples=40)
@given(names, seeds, st.integers(0, 50))
def test_a_picture_and_its_objects_belong_together(name: str, seed: int, place: int) -> None:
    dataset = open_scene(name, 51, seed)
    picture, example = dataset.picture(place), dataset.example(place)
    found = example.found
    assert picture.dtype == np.uint8
    assert picture.shape == (*found.size, 3)
    assert set(found.class_ids) <= set(range(len(dataset.labels)))
    assert len(example.crowds) == 0
    owners_of(dataset, place)
    for one, crop in zip(found, found.crops or (), strict=True):
        x0, y0, x1, y1 = one.box
        assert crop.shape == (y1 - y0, x1 - x0)
        assert set(np.unique(crop)) <= {0, 255}
        assert min(crop[0].max(), crop[-1].max(), crop[:, 0].max(), crop[:, -1].max()) == 255
        assert one.area >= FEWEST_PIXELS


@settings(max_examples=10)
@given(names, seeds, st.lists(st.integers(0, 99), min_size=2, max_size=4, unique=True))
def test_it_does_not_matter_what_was_drawn_before(name: str, seed: int, places: list[int]) -> None:
    dataset = open_scene(name, 100, seed)
    alone = open_scene(name, 300, seed).picture(places[-1])
    assert [dataset.picture(place) for place in places][-1].tobytes() == alone.tobytes()


@every_scene
def test_seeds_and_numbers_tell_pictures_apart(name: str) -> None:
    first, second = open_scene(name, 3, 0), open_scene(name, 3, 1)
    pictures = [each.picture(place) for each in (first, second) for place in (0, 1)]
    assert len({picture.tobytes() for picture in pictures}) == 4


@every_scene
def test_pictures_show_edges_where_masks_end(name: str) -> None:
    dataset = open_scene(name, 12, 1)
    at_edges, all_over = np.mean([steepness_at_edges(dataset, i) for i in range(12)], 0)
    assert at_edges > 3 * all_over


@every_scene
def test_every_class_comes_often(name: str) -> None:
    dataset = open_scene(name, 60, 2)
    counts = np.bincount(
        np.concatenate([dataset.example(place).found.class_ids for place in range(60)]),
        minlength=len(dataset.labels),
    )
    assert counts.min() > 0.6 * counts.mean()
    assert counts.sum() > 60


@every_scene
def test_larger_pictures_show_the_same_kind_of_things_larger(name: str) -> None:
    usual, large = open_scene(name, 12, 4), open_scene(name, 12, 4, 640)
    assert {max(large.picture(place).shape) for place in range(3)} == {640}
    parts = [
        np.mean([(owners_of(each, place) > 0).mean() for place in range(12)])
        for each in (usual, large)
    ]
    assert parts[1] == pytest.approx(parts[0], rel=0.15)


@every_scene
def test_threads_and_pickles_draw_the_same(name: str) -> None:
    dataset = pickle.loads(pickle.dumps(open_scene(name, 8, 6, 200)))
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda i: (dataset.picture(i), dataset.example(i)), range(8)))
    for place, (picture, example) in enumerate(drawn):
        again = open_scene(name, 8, 6, 200)
        assert picture.tobytes() == again.picture(place).tobytes()
        assert np.array_equal(example.found.masks, again.example(place).found.masks)


def test_who_paints_into_a_picture_does_not_change_it() -> None:
    dataset = open_scene("shapes", 2, 0)
    dataset.picture(1)[:] = 0
    assert dataset.picture(1).any()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("shape", 5, 0), "did you mean 'shapes'"),
        (("shapes", 0, 0), "take 1 or more"),
        (("shapes", 5, -1), "a seed from 0 on"),
        (("shapes", 5, 0, 50), "choose from 128 to 4096"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments: tuple[str, int, int], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        open_scene(*arguments)
