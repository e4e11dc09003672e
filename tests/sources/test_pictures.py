import io
import os
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.errors import PictureError
from maskrcnn.sources.limits import PictureLimits
from maskrcnn.sources.pictures import PictureRef, find_pictures
from tests.sources.samples import as_pil, difference, encoded, quarters

PNG = encoded(as_pil(quarters()), "PNG")


@pytest.fixture
def album(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of photos with sub-folders, and things that are no photos among them."""
    names = [
        "img10.png",
        "img2.png",
        "IMG1.PNG",
        "notes.txt",
        ".hidden.png",
        "beach/2.jpg",
        "beach/10.jpg",
        "beach/.thumbnails/2.jpg",
        "city/night/1.heic",
    ]
    for name in names:
        path = tmp_path / "album" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG)
    monkeypatch.chdir(tmp_path)
    return Path("album")


def relatives(refs: list[PictureRef]) -> list[str]:
    return [ref.relative.as_posix() for ref in refs]


def fault_of(ref: PictureRef) -> str:
    with pytest.raises(PictureError) as fault:
        ref.read()
    return str(fault.value)


IN_ORDER = ["beach/2.jpg", "beach/10.jpg", "city/night/1.heic", "IMG1.PNG", "img2.png", "img10.png"]


def test_a_folder_gives_its_pictures_in_natural_order_with_their_sub_folders(album: Path) -> None:
    refs = find_pictures([album])
    assert relatives(refs) == IN_ORDER
    assert [ref.index for ref in refs] == list(range(6))
    frame = refs[4].read()
    assert difference(frame.image, quarters()) == 0
    assert (frame.name, frame.path, frame.index) == ("album/img2.png", album / "img2.png", 4)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("album/*", IN_ORDER),
        ("album/**", IN_ORDER),
        ("album/*.png", ["img2.png", "img10.png"]),
        ("album/img[0-9].*", ["img2.png"]),
        ("album/**/*.jpg", ["beach/2.jpg", "beach/10.jpg"]),
        ("album/*/1?.jpg", ["beach/10.jpg"]),
        ("*/*/night", ["album/city/night/1.heic"]),
    ],
)
def test_globs_that_the_shell_left_are_expanded(
    album: Path, pattern: str, found: list[str]
) -> None:
    assert relatives(find_pictures([pattern])) == found


def test_a_file_whose_name_looks_like_a_glob_is_that_file(album: Path) -> None:
    (album / "img[1].png").write_bytes(PNG)
    assert relatives(find_pictures(["album/img[1].png"])) == ["img[1].png"]


def test_named_files_keep_their_order_and_need_no_suffix(album: Path) -> None:
    (album / "picture").write_bytes(PNG)
    refs = find_pictures(["album/img10.png", "album/picture", "album/img2.png"])
    assert relatives(refs) == ["img10.png", "picture", "img2.png"]
    assert difference(refs[1].read().image, quarters()) == 0


def test_what_is_named_twice_is_listed_once(album: Path) -> None:
    refs = find_pictures(["album/img2.png", "album/../album/img2.png", "album/*.png", album])
    assert sorted(relatives(refs)) == sorted(IN_ORDER)
    assert relatives(refs)[0] == "img2.png"


def test_two_links_to_one_file_are_two_pictures(album: Path) -> None:
    (album / "link.png").symlink_to("img2.png")
    assert len(find_pictures(["album/img2.png", "album/link.png"])) == 2


def test_results_of_two_pictures_never_share_a_place(album: Path) -> None:
    (album / "img2.jpg").write_bytes(PNG)
    (album / "city" / "img2.png").write_bytes(PNG)
    refs = find_pictures([album / "img2.jpg", album / "img2.png", album / "city"])
    assert relatives(refs) == ["img2.jpg", "img2-2.png", "img2-3.png", "night/1.heic"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "A", "é", "e\u0301", "a-2", "b.c"]),
            st.sampled_from([".jpg", ".png", ""]),
            st.sampled_from(["one", "two", "three"]),
        ),
        unique=True,
    )
)
def test_places_differ_without_suffix_on_every_file_system(
    names: list[tuple[str, str, str]],
) -> None:
    refs = find_pictures([f"{folder}/{stem}{suffix}" for stem, suffix, folder in names])
    stems = {
        unicodedata.normalize("NFC", str(ref.relative.with_suffix(""))).casefold() for ref in refs
    }
    assert len(stems) == len(refs) == len(names)


def test_what_is_wrong_with_one_leaves_the_others(album: Path) -> None:
    (album / "empty").mkdir()
    (album / "broken.png").write_bytes(PNG[:60])
    named = ["album/empty", "album/*.webp", "album/img3.png", "album/broken.png", "album/img2.png"]
    refs = find_pictures(named)
    assert [ref.name for ref in refs] == named
    assert fault_of(refs[0]) == "album/empty: no picture in this folder or below it"
    assert fault_of(refs[1]) == "album/*.webp: no picture matches"
    assert "did you mean album/img2.png?" in fault_of(refs[2])
    assert fault_of(refs[3]).startswith("album/broken.png: ")
    assert difference(refs[4].read().image, quarters()) == 0


def test_addresses_of_other_kinds_are_named() -> None:
    refs = find_pictures(["ftp://example.org/a.jpg", "rtsp://camera/1"])
    assert [ref.name for ref in refs] == ["ftp://example.org/a.jpg", "rtsp://camera/1"]
    assert "only http:// and https://" in fault_of(refs[0])


def test_addresses_are_not_fetched_before_they_are_read() -> None:
    (ref,) = find_pictures(["https://me:secret@example.invalid/a%20b.jpg?key=secret"])
    assert ref.name == "https://example.invalid/a%20b.jpg"
    assert ref.relative == Path("a b.jpg")


def test_impossible_names_are_errors_of_their_own() -> None:
    refs = find_pictures(["n" * 5000, "a\0b.png", ""])
    assert len(refs) == 3
    for ref in refs:
        assert "\n" not in fault_of(ref)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(PNG), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", stdin)
    (ref,) = find_pictures(["-", "-"])
    frame = ref.read()
    assert difference(frame.image, quarters()) == 0
    assert (frame.name, ref.relative) == ("standard input", Path("stdin"))


def test_standard_input_that_is_a_terminal_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    (ref,) = find_pictures(["-"])
    assert fault_of(ref) == "standard input: nothing is piped in; name a file instead of -"


def test_limits_reach_the_reading(album: Path) -> None:
    refs = find_pictures([album / "img2.png"], PictureLimits(max_pixels=100))
    assert "limit of 100 pixels" in fault_of(refs[0])


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything"
)
def test_a_closed_folder_is_said_and_the_rest_goes_on(album: Path) -> None:
    (album / "city").chmod(0)
    try:
        refs = find_pictures([album])
    finally:
        (album / "city").chmod(0o755)
    assert relatives(refs)[:2] == ["beach/2.jpg", "beach/10.jpg"]
    assert fault_of(refs[-1]) == "album/city: this folder cannot be opened"
