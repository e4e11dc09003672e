"""Cut-outs: the object and nothing of what is behind it."""

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.errors import OutputError, UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.masks import MaskOptions, Uint8
from maskrcnn.writers.cutout import CutoutOptions, CutoutWriter, cutout
from tests.support.strategies import LABELS, instances

RED, GREEN = (30, 20, 220), (40, 200, 60)


def disc(side=9):
    """A soft crop that is sure in the middle and doubts the edge."""
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    return np.clip(255 * (3.5 - 4 * np.hypot(rows, columns) / (side / 2)), 0, 255).astype(np.uint8)


def scene(size=(60, 80), box=(20, 10, 60, 50), name="photos/park.jpg"):
    """A red disc on grass, found."""
    found = Instances(
        size,
        np.array([box], np.float32),
        np.array([0.9], np.float32),
        np.array([1], np.int32),
        (disc(),),
        LABELS,
        name=name,
    )
    image = np.full((*size, 3), GREEN, np.uint8)
    image[found[0].mask] = RED
    return replace(found, image=image)


def picture_of(found) -> Uint8:
    return np.random.default_rng(0).integers(0, 256, (*found.size, 3), np.uint8)


def read(path) -> Uint8:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), np.uint8)


@given(instances())
def test_alpha_is_that_of_the_object_and_its_inside_is_the_picture(found):
    image = picture_of(found)
    for one in found:
        window, alpha = one.alpha
        cut = cutout(image, one)
        assert np.array_equal(cut[..., 3], alpha)
        whole = alpha == 255
        assert np.array_equal(cut[whole][:, :3], image[window.slices][whole])


@given(instances(with_masks=False))
def test_without_masks_the_box_is_cut_out(found):
    image = picture_of(found)
    for one in found:
        assert np.array_equal(cutout(image, one)[..., :3], image[one.alpha[0].slices])


@given(instances(), st.integers(0, 255))
def test_what_is_not_the_object_does_not_show(found, other):
    """Another background gives the same cut-out, but for what is mixed into its soft edges."""
    image = picture_of(found)
    for one in found:
        window, alpha = one.alpha
        changed = image.copy()
        changed[window.slices][alpha == 0] = other
        assert np.array_equal(cutout(image, one), cutout(changed, one))


@given(instances())
def test_full_size_is_the_cut_out_in_its_place(found):
    image = picture_of(found)
    for one in found:
        whole = cutout(image, one, full_size=True)
        window = one.alpha[0]
        assert whole.shape == (*found.size, 4)
        assert np.array_equal(whole[window.slices], cutout(image, one))
        whole[window.slices] = 0
        assert not whole.any()


def test_soft_edges_are_the_object_s_colour():
    found = scene()
    cut = cutout(found.image, found[0]).astype(int)
    edge = (cut[..., 3] > 0) & (cut[..., 3] < 128)
    assert edge.sum() > 50
    assert np.abs(cut[edge][:, :3] - RED).max() <= 25
    assert np.abs(scene().image[found[0].alpha[0].slices][edge] - RED).max() > 100


def test_hard_edges_stay_hard():
    found = scene().with_masks(MaskOptions(interpolation="nearest"))
    assert set(np.unique(cutout(found.image, found[0])[..., 3])) == {0, 255}


@pytest.mark.parametrize("suffix", [".png", ".webp"])
def test_each_object_is_a_file_of_its_own(tmp_path, suffix):
    found = scene()
    with CutoutWriter(tmp_path, CutoutOptions(suffix)) as writer:
        writer.write(found)
        writer.write(replace(found, name="others/park.jpg"))
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*"))
    assert files == [f"others/park/01-dog{suffix}", f"photos/park/01-dog{suffix}"]
    assert writer.written == 2
    shown = read(tmp_path / f"photos/park/01-dog{suffix}")
    assert np.array_equal(shown[..., 3], found[0].alpha[1])


def test_cut_outs_of_frames_are_apart(tmp_path):
    with CutoutWriter(tmp_path, CutoutOptions(full_size=True)) as writer:
        for index in (0, 7):
            moment = Moment(index, index, 1, Fraction(1, 10))
            writer.write(replace(scene(name=f"park.mp4 frame {index}"), moment=moment))
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*"))
    assert files == ["park-000000/01-dog.png", "park-000007/01-dog.png"]
    assert read(tmp_path / files[0]).shape == (60, 80, 4)


def test_what_cannot_be_cut_out_is_refused_and_what_was_written_stays(tmp_path):
    found = scene()
    other = np.zeros((8, 8, 3), np.uint8)
    with CutoutWriter(tmp_path) as writer:
        writer.write(found)
        with pytest.raises(UsageError, match="name the picture or video too"):
            writer.write(replace(found, image=None))
        with pytest.raises(UsageError, match="8×8, and objects were found in one of 80×60"):
            writer.write(replace(found, image=other))
    assert (tmp_path / "photos/park/01-dog.png").exists()
    with pytest.raises(UsageError, match=r"choose from \.png, \.webp"):
        CutoutOptions(".jpg")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "photos").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"), CutoutWriter(tmp_path) as writer:
        writer.write(scene())
