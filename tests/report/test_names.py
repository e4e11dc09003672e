"""Names in the page: short, and without what may be secret."""

from __future__ import annotations

import pytest

from maskrcnn.report.names import file_name, short_names


@pytest.mark.parametrize(
    ("names", "short"),
    [
        ((), []),
        (("a.png",), ["a.png"]),
        (("/home/me/a.png",), ["a.png"]),
        (("/me/a/x.png", "/me/b/x.png", "/me/b/c/y.png"), ["a/x.png", "b/x.png", "b/c/y.png"]),
        (("C:\\me\\a.png", "C:\\me\\b.png"), ["a.png", "b.png"]),
        (("odd\\name.png", "b.png"), ["odd\\name.png", "b.png"]),
        (("a", "a/b"), ["a", "a/b"]),
        (("", "b.png"), ["", "b.png"]),
        (("https://me:word@host/a.png?key=1", "https://host/b.png#x"), ["a.png", "b.png"]),
    ],
)
def test_shared_folders_are_left_out(names, short):
    assert short_names(names) == short


def test_of_an_address_neither_password_nor_query_is_told():
    assert file_name("rtsp://me:word@camera/stream.mp4?token=abc") == "stream.mp4"
    assert file_name("/videos/clip.mp4") == "clip.mp4"
