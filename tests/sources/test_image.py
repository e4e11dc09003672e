import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import ExifTags, Image

from maskrcnn.errors import PictureError, UsageError
from maskrcnn.sources.image import PictureSource, read_picture
from maskrcnn.sources.limits import PictureLimits
from tests.sources.samples import as_pil, difference, encoded, quarters

DTYPES: st.SearchStrategy[np.dtype[Any]] = st.sampled_from(
    [np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32)]
)
PNG = encoded(as_pil(quarters()), "PNG")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(PNG)
    return path


def test_path_bytes_file_and_pil_give_the_same_pixels(photo: Path) -> None:
    with photo.open("rb") as stream, Image.open(photo) as image:
        sources: list[PictureSource] = [photo, str(photo), PNG, bytearray(PNG), memoryview(PNG)]
        for source in [*sources, io.BytesIO(PNG), stream, image]:
            assert difference(read_picture(source).image, quarters()) == 0


def test_a_frame_knows_where_it_came_from(photo: Path) -> None:
    frame = read_picture(photo)
    assert (frame.name, frame.path, frame.index, frame.moment) == (str(photo), photo, 0, None)
    assert read_picture(PNG, name="upload.png").name == "upload.png"
    with photo.open("rb") as stream:
        assert read_picture(stream).name == str(photo)


def test_names_never_break_the_line() -> None:
    assert read_picture(PNG, name="a\nb\x1b[31m.png").name == "a?b?[31m.png"


def test_a_pil_image_is_turned_upright_and_stays_as_it_was() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    stored = as_pil(np.ascontiguousarray(np.rot90(quarters())))
    with Image.open(io.BytesIO(encoded(stored, "PNG", exif=exif))) as image:
        assert difference(read_picture(image).image, quarters()) == 0
        assert image.size == stored.size
        assert image.getexif()[ExifTags.Base.Orientation] == 6


def test_a_bgr_array_is_not_copied() -> None:
    image = quarters()
    assert np.shares_memory(read_picture(image).image, image)


@pytest.mark.parametrize(
    "array",
    [
        quarters()[:, :, 0],
        quarters()[:, :, :1],
        quarters()[:, :, 0].astype(np.uint16) * 256 + 255,
        quarters()[:, :, 0] / np.float32(255),
    ],
)
def test_grey_arrays_of_any_depth_are_read(array: NDArray[np.generic]) -> None:
    expected = np.dstack([quarters()[:, :, 0]] * 3)
    assert difference(read_picture(array).image, expected) == 0


@given(
    arrays.arrays(
        DTYPES,
        st.tuples(st.integers(4, 12), st.integers(4, 12), st.sampled_from([1, 3, 4])),
        elements={"min_value": 0, "max_value": 1},
    ),
    st.sampled_from([1, -1]),
)
def test_every_usual_array_becomes_contiguous_bgr(array: NDArray[np.generic], step: int) -> None:
    image = read_picture(array[:, ::step]).image
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert image.shape == (*array.shape[:2], 3)
    if array.dtype == np.uint8 and array.shape[2] == 3:
        assert (image == array[:, ::step]).all()


@given(arrays.arrays(np.uint8, st.tuples(st.integers(4, 9), st.integers(4, 9), st.just(4))))
def test_transparent_arrays_are_shown_on_white(array: NDArray[np.uint8]) -> None:
    alpha = array[:, :, 3:] / 255
    expected = np.rint(array[:, :, :3] * alpha + 255 * (1 - alpha))
    assert difference(read_picture(array).image, expected) <= 1


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros((8, 8, 2), np.uint8), r"shape \(8, 8, 2\) and dtype uint8"),
        (np.zeros((3, 8, 8), np.uint8), r"shape \(3, 8, 8\) and dtype uint8"),
        (np.zeros((2, 8, 8, 3), np.uint8), r"shape \(2, 8, 8, 3\) and dtype uint8"),
        (np.zeros(8, np.uint8), r"shape \(8,\) and dtype uint8"),
        (np.zeros((8, 8, 3), np.int64), "dtype int64"),
        (np.zeros((8, 8, 3), bool), "dtype bool"),
        (np.full((8, 8, 3), 200.0), "values from 200 to 200; scale them to 0..1"),
        (np.full((8, 8, 3), np.nan), "values from nan to nan"),
    ],
)
def test_other_arrays_are_refused_by_shape_and_dtype(
    array: NDArray[np.generic], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        read_picture(array)


@pytest.mark.parametrize("shape", [(0, 0, 3), (3, 3, 3), (0, 40)])
def test_arrays_too_small_for_an_object_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(PictureError, match="too small"):
        read_picture(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("source", [None, 7, [1, 2], object()])
def test_other_types_are_refused(source: object) -> None:
    with pytest.raises(UsageError, match=r"cannot read a picture from .*; give a path"):
        read_picture(source)  # type: ignore[arg-type]


def test_a_text_file_object_is_refused(photo: Path) -> None:
    with photo.open(encoding="latin-1") as stream, pytest.raises(UsageError, match="mode 'rb'"):
        read_picture(stream)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["foto.png", "PHOTO.PNG", "photo.jpg"])
def test_a_missing_file_is_answered_with_a_near_one(name: str, photo: Path) -> None:
    with pytest.raises(PictureError) as fault:
        read_picture(photo.with_name(name))
    assert str(fault.value).endswith(f"{name}: no such file; did you mean {photo}?")


def test_a_missing_file_without_a_near_one(photo: Path) -> None:
    with pytest.raises(PictureError, match=r"zebra.png: no such file$"):
        read_picture(photo.with_name("zebra.png"))
    with pytest.raises(PictureError, match=r"no such file; there is no folder .*holidays$"):
        read_picture(photo.parent / "holidays" / "a.jpg")
    with pytest.raises(PictureError, match="no such file"):
        read_picture(photo / "a.jpg")


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="is a folder; name a picture in it"):
        read_picture(tmp_path)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything"
)
def test_a_file_without_permission(photo: Path) -> None:
    photo.chmod(0)
    with pytest.raises(PictureError, match="no permission to read it"):
        read_picture(photo)


@pytest.mark.parametrize("name", ["a\0b.png", "n" * 5000 + ".png"])
def test_impossible_names(name: str) -> None:
    with pytest.raises(PictureError):
        read_picture(name)


def test_a_file_larger_than_the_limit_is_refused(photo: Path) -> None:
    limits = PictureLimits(max_bytes=len(PNG) - 1)
    for source in (photo, PNG, io.BytesIO(PNG)):
        with pytest.raises(PictureError, match=r"larger than .* bytes"):
            read_picture(source, limits)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without end")
def test_a_device_without_end_is_refused() -> None:
    with pytest.raises(PictureError, match="larger than 1,000,000 bytes"):
        read_picture("/dev/zero", PictureLimits(max_bytes=10**6))


def test_limits_must_be_positive() -> None:
    with pytest.raises(UsageError, match="timeout is 0"):
        PictureLimits(timeout=0)
