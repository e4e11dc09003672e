"""Pages in one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.sources.image import read_picture
from maskrcnn.webpage import assembled, file_uri, fitted, photo_uri, pixels_uri, safe, terms
from tests.support.shared import EXAMPLES

HTML = "<$policy><style>$style</style><script>$script</script><i>$data</i>$title"


@given(st.text())
def test_no_text_ends_the_element_that_it_stands_in(text):
    page = assembled(HTML, "p {}", "let x", {"name": text}, title="T")
    data = page.partition("<i>")[2].rpartition("</i>")[0]
    assert "<" not in data
    assert json.loads(data) == {"name": text}


def test_the_policy_names_what_is_in_the_page_and_lets_nothing_else_in():
    page = assembled(HTML, "p {}", "let x", [], title="$ T")
    policy = page[1 : page.index(">")]
    assert policy.startswith("default-src 'none'; img-src data:;")
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert style.endswith("p {}")
    for text in (style, "let x"):
        wanted = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{wanted}'" in policy
    assert len(re.findall("sha256", policy)) == 2
    assert page.endswith("$ T")


def test_texts_and_facts_stay_what_they_are():
    assert safe("<b> & \udcff") == "&lt;b&gt; &amp; ?"
    assert terms([("Made <by>", "A & B")]) == (
        "<div><dt>Made &lt;by&gt;</dt><dd><bdi>A &amp; B</bdi></dd></div>"
    )


def test_a_file_is_in_the_page_as_it_is():
    assert file_uri(b"RIFF", "webp") == "data:image/webp;base64,UklGRg=="


def decoded(uri: str) -> np.ndarray:
    file = base64.b64decode(uri.partition(",")[2])
    image = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image, np.uint8)


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
def test_each_pixel_of_a_small_picture_keeps_its_value(image):
    uri = pixels_uri(image)
    assert uri.startswith("data:image/png;base64,")
    np.testing.assert_array_equal(decoded(uri), image)


def test_photos_are_much_smaller_than_their_pixels_and_look_the_same():
    cat = read_picture(EXAMPLES / "cat.jpg")
    uri = photo_uri(cat.image, 82)
    assert uri.startswith("data:image/webp;base64,")
    assert len(uri) < cat.image.size / 10
    assert np.abs(decoded(uri).astype(int) - cat.image).mean() < 6


@pytest.mark.parametrize(("longest", "size"), [(60, (40, 60)), (30, (20, 30)), (1000, (40, 60))])
def test_pictures_are_made_smaller_and_never_larger(longest, size):
    assert fitted(np.zeros((40, 60, 3), np.uint8), longest).shape[:2] == size
