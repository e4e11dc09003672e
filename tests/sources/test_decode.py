import io
import struct
import sys
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFile

from maskrcnn.errors import PictureError
from maskrcnn.sources.image import read_picture
from maskrcnn.sources.limits import PictureLimits
from tests.sources.samples import BGR, as_pil, clouds, difference, encoded, qoi, quarters

LAYOUTS: dict[int, Callable[[BGR], BGR]] = {
    1: lambda upright: upright,
    2: np.fliplr,
    3: lambda upright: np.rot90(upright, 2),
    4: np.flipud,
    5: lambda upright: upright.transpose(1, 0, 2),
    6: np.rot90,
    7: lambda upright: np.rot90(upright, 2).transpose(1, 0, 2),
    8: lambda upright: np.rot90(upright, -1),
}
"""How each EXIF orientation stores an upright picture."""


def oriented(orientation: int, kind: str, **options: Any) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored: BGR = np.ascontiguousarray(LAYOUTS[orientation](quarters()))
    return encoded(as_pil(stored), kind, exif=exif, **options)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", LAYOUTS)
def test_exif_orientation_is_applied(orientation: int, kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    frame = read_picture(oriented(orientation, kind, **options))
    assert difference(frame.image, quarters()) == 0


@pytest.mark.parametrize("orientation", LAYOUTS)
def test_jpeg_pixels_are_those_of_opencv(orientation: int, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    as_pil(clouds(150, 101)).save(path, exif=exif)
    peer = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert peer is not None
    assert difference(read_picture(path).image, peer) <= 1


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".png", {}),
        (".bmp", {}),
        (".ppm", {}),
        (".tga", {}),
        (".tiff", {}),
        (".tiff", {"compression": "tiff_lzw"}),
        (".webp", {"lossless": True}),
        (".jp2", {}),
    ],
)
def test_lossless_formats_keep_every_pixel(
    suffix: str, options: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / f"photo{suffix}"
    as_pil(quarters()).save(path, **options)
    frame = read_picture(path)
    assert difference(frame.image, quarters()) == 0
    assert frame.image.flags.c_contiguous
    assert frame.notes == ()


def test_qoi_keeps_every_pixel() -> None:
    assert difference(read_picture(qoi(quarters())).image, quarters()) == 0


@pytest.mark.parametrize(
    ("mode", "grey"),
    [
        ("L", 200),
        ("CMYK", (0, 0, 0, 55)),
        ("LAB", (206, 128, 128)),
        ("I;16", 200 * 256 + 255),
        ("I", 200 * 256 + 255),
        ("F", 200 / 255),
    ],
)
def test_every_mode_of_a_tiff_shows_grey_as_grey(mode: str, grey: Any) -> None:
    frame = read_picture(encoded(Image.new(mode, (8, 6), grey), "TIFF"))
    assert difference(frame.image, np.full((6, 8, 3), 200)) <= 2


def test_a_ycbcr_image_of_pillow_is_read() -> None:
    image = as_pil(quarters()).convert("YCbCr")
    assert difference(read_picture(image).image, quarters()) <= 2


def test_black_and_white_is_read() -> None:
    image = Image.new("1", (8, 6), 0)
    image.paste(1, (4, 0, 8, 6))
    frame = read_picture(encoded(image, "PNG"))
    assert frame.image[0].tolist() == [[0, 0, 0]] * 4 + [[255, 255, 255]] * 4


@pytest.mark.parametrize(("mode", "value"), [("I", -5), ("I", 70_000), ("F", 3.5)])
def test_values_that_mean_no_brightness_are_refused(mode: str, value: float) -> None:
    with pytest.raises(PictureError, match=r"32-bit grey with values from .* save it with 8 or 16"):
        read_picture(encoded(Image.new(mode, (8, 6), value), "TIFF"))


def test_cmyk_jpeg_keeps_its_colours() -> None:
    data = encoded(as_pil(quarters()).convert("CMYK"), "JPEG", quality=95)
    assert difference(read_picture(data).image, quarters()) < 25


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_are_scaled_not_clipped(suffix: str, channels: int, tmp_path: Path) -> None:
    path = tmp_path / f"deep{suffix}"
    ramp = np.linspace(0, 65535, 48 * 32).astype(np.uint16).reshape(32, 48)
    deep: NDArray[np.uint16] = ramp if channels == 1 else np.dstack([ramp, ramp[::-1], ramp // 2])
    assert cv2.imwrite(str(path), deep)
    expected = (np.dstack([ramp] * 3) if channels == 1 else deep) >> 8
    assert difference(read_picture(path).image, expected) == 0


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_turns_white(mode: str) -> None:
    image = as_pil(np.zeros((8, 8, 3), np.uint8)).convert(mode)
    alpha = Image.new("L", (8, 8), 255)
    alpha.paste(0, (0, 0, 4, 8))
    alpha.paste(128, (4, 0, 8, 4))
    image.putalpha(alpha)
    frame = read_picture(encoded(image, "PNG"))
    assert (frame.image[:, :4] == 255).all()
    assert (frame.image[:4, 4:] == 127).all()
    assert (frame.image[4:, 4:] == 0).all()
    assert frame.notes == ("transparent parts are shown on white",)


def test_an_alpha_channel_that_hides_nothing_changes_nothing() -> None:
    frame = read_picture(encoded(as_pil(quarters()).convert("RGBA"), "PNG"))
    assert difference(frame.image, quarters()) == 0
    assert frame.notes == ()


@pytest.mark.parametrize("transparency", [1, b"\xff\x00"])
def test_a_transparent_colour_of_a_palette_turns_white(transparency: int | bytes) -> None:
    image = Image.new("P", (8, 6), 0)
    image.putpalette([10, 20, 30, 0, 0, 0])
    image.paste(1, (4, 0, 8, 6))
    frame = read_picture(encoded(image, "PNG", transparency=transparency))
    assert frame.image[0, 0].tolist() == [30, 20, 10]
    assert frame.image[0, 7].tolist() == [255, 255, 255]


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken_and_said(kind: str) -> None:
    frames = [as_pil(quarters()).rotate(angle) for angle in (0, 90, 180)]
    options = {"lossless": True} if kind == "WEBP" else {}
    frame = read_picture(
        encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    )
    assert difference(frame.image, quarters()) <= (4 if kind == "GIF" else 0)
    assert frame.notes == (f"animated {kind}: first frame of 3",)


def test_of_a_tiff_the_first_page_is_taken_and_said() -> None:
    first, second = as_pil(quarters()), as_pil(clouds())
    frame = read_picture(encoded(first, "TIFF", save_all=True, append_images=[second]))
    assert difference(frame.image, quarters()) == 0
    assert frame.notes == ("TIFF of 2 pages: first page",)


def test_heic_is_read_with_the_extra() -> None:
    heif = pytest.importorskip("pillow_heif")
    stream = io.BytesIO()
    heif.from_pillow(as_pil(clouds())).save(stream, quality=95)
    frame = read_picture(stream.getvalue(), name="IMG_0001.HEIC")
    assert difference(frame.image, clouds()) < 40
    assert frame.notes == ()


def test_heic_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    with pytest.raises(PictureError, match=r'pip install "maskrcnn\[heic\]"'):
        read_picture(data, name="IMG_0001.HEIC")


def test_avif_is_read() -> None:
    Image.init()
    if "AVIF" not in Image.SAVE:
        pytest.skip("this Pillow was built without AVIF")
    frame = read_picture(encoded(as_pil(clouds()), "AVIF", quality=95), name="photo.avif")
    assert difference(frame.image, clouds()) < 40
    assert frame.notes == ()


def test_avif_without_a_decoder_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    Image.init()
    monkeypatch.setattr(Image, "OPEN", {k: v for k, v in Image.OPEN.items() if k != "AVIF"})
    with pytest.raises(PictureError, match="pip install --upgrade pillow"):
        read_picture(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", name="photo.avif")


def test_a_wrong_suffix_is_said(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(as_pil(quarters()), "PNG"))
    frame = read_picture(path)
    assert difference(frame.image, quarters()) == 0
    assert frame.notes == ("looks like PNG though it is named .jpg",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"empty \(0 bytes\)"),
        (b"\n<!DOCTYPE html><title>Log in</title>", "web page"),
        (b"\xef\xbb\xbf<html>", "web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "XML"),
        (b'{"error": "not found"}', "JSON"),
        (b"Just a few words", "looks like text"),
        ("Größe".encode(), "looks like text"),
        (b"%PDF-1.7\n", "PDF"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"\0\0\0\x20ftypisom\0\0\2\0", "video"),
        (b"RIFF\0\0\1\0AVI LIST", "video"),
        (b"PK\3\4\x14\0", "ZIP"),
        (bytes(range(256)), "begins with 00 01 02 03"),
        (b"\x89PNG\r\n\x1a\n", "begins like PNG"),
        (b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0", "begins like WEBP"),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, words: str) -> None:
    with pytest.raises(PictureError, match=words) as fault:
        read_picture(data, name="photo.jpg")
    assert str(fault.value).startswith("photo.jpg: ")
    assert "\n" not in str(fault.value)


def test_camera_raw_is_not_taken_for_its_thumbnail(tmp_path: Path) -> None:
    path = tmp_path / "DSC_0001.NEF"
    path.write_bytes(encoded(as_pil(quarters()), "TIFF"))
    with pytest.raises(PictureError, match="raw file; develop it"):
        read_picture(path)


WHOLE = {
    "JPEG": encoded(as_pil(clouds()), "JPEG"),
    "progressive JPEG": encoded(as_pil(clouds()), "JPEG", progressive=True),
    "PNG": encoded(as_pil(clouds()), "PNG"),
    "GIF": encoded(as_pil(clouds()), "GIF"),
    "BMP": encoded(as_pil(clouds()), "BMP"),
    "PPM": encoded(as_pil(clouds()), "PPM"),
    "WEBP": encoded(as_pil(clouds()), "WEBP"),
    "TIFF": encoded(as_pil(clouds()), "TIFF"),
    "JPEG2000": encoded(as_pil(clouds()), "JPEG2000"),
    "QOI": qoi(clouds()),
}


def picture_or_fault(data: bytes) -> BGR | None:
    """What a user gets: a picture, or nothing but one line."""
    try:
        return read_picture(data, PictureLimits(max_pixels=10**6)).image
    except PictureError as fault:
        if "\n" in str(fault):
            raise
        return None


@settings(max_examples=150)
@given(kind=st.sampled_from(sorted(WHOLE)), part=st.floats(0, 1, exclude_max=True))
def test_a_cut_file_is_an_error_and_never_grey(kind: str, part: float) -> None:
    whole = WHOLE[kind]
    image = picture_or_fault(whole[: int(part * len(whole))])
    assert image is None or difference(image, read_picture(whole).image) == 0


@settings(max_examples=150)
@given(
    kind=st.sampled_from(sorted(set(WHOLE) - {"TIFF"})),
    damage=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_damage_is_one_line_or_a_picture(kind: str, damage: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE[kind])
    for place, value in damage:
        data[place % len(data)] = value
    image = picture_or_fault(bytes(data))
    assert image is None or image.shape[2] == 3


def png_that_claims(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    whole = encoded(as_pil(quarters()), "PNG")
    return whole[:8] + checked + whole[8 + len(checked) :]


@pytest.mark.parametrize(
    ("width", "height", "words"),
    [
        (60_000, 60_000, "60000 × 60000 pixels is more than the limit of 200,000,000"),
        (1, 1, "too small to show an object"),
        (3, 300, "too small to show an object"),
        (30_000, 20, "too long and thin.*cut it into pieces"),
    ],
)
def test_sizes_of_no_use_are_refused_from_the_header(width: int, height: int, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        read_picture(png_that_claims(width, height))


def test_the_limit_on_pixels_is_ours_and_not_that_of_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = encoded(as_pil(quarters()), "PNG")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert difference(read_picture(data).image, quarters()) == 0
    with pytest.raises(PictureError, match="limit of 1,000 pixels"):
        read_picture(data, PictureLimits(max_pixels=1000))
    assert Image.MAX_IMAGE_PIXELS == 10
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_damaged_exif_is_said_and_leaves_no_warning() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    data = encoded(as_pil(quarters()), "WEBP", exif=exif, lossless=True)
    byte_order = exif.tobytes()[6:10]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        frame = read_picture(data.replace(byte_order, b"??" + byte_order[2:]))
    assert caught == []
    assert frame.notes == ("its EXIF data are damaged: taken as upright",)
    assert difference(frame.image, quarters()) == 0


def test_odd_metadata_leave_no_warning() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    data = encoded(as_pil(quarters()), "JPEG", exif=exif)
    entry = exif.tobytes()[-16:-4]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        frame = read_picture(data.replace(entry, entry[:4] + b"\0\0\xff\xff" + entry[8:]))
    assert caught == []
    assert frame.image.shape == (32, 48, 3)


def test_threads_leave_the_warning_filters_as_they_were() -> None:
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        frames = list(pool.map(read_picture, list(WHOLE.values()) * 8))
    assert list(warnings.filters) == before
    assert {frame.image.shape for frame in frames} == {(120, 160, 3)}
