import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.sources.video.size import scaled

SIZES = st.tuples(st.integers(4, 4320), st.integers(4, 7680))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("640x480", (480, 640)),
        ("3000x2000", (2000, 3000)),
        ("640x", (360, 640)),
        ("x480", (480, 854)),
        ("640", (360, 640)),
        ("640×360", (360, 640)),
        ("4000x", (1080, 1920)),
        ("x1080", (1080, 1920)),
        ("2500", (1080, 1920)),
    ],
)
def test_the_size_of_a_full_hd_frame(text, size):
    assert scaled((1080, 1920), text) == size


def test_one_number_bounds_the_longer_side_of_an_upright_frame_too():
    assert scaled((1920, 1080), "640") == (640, 360)


@pytest.mark.parametrize("text", ["", "x", "big", "640x480x3", "0x0", "640 480", "99999", "-640"])
def test_other_sizes_are_refused(text):
    with pytest.raises(UsageError, match="write WIDTHxHEIGHT as 640x480"):
        scaled((1080, 1920), text)


@given(SIZES, st.sampled_from(["{}x", "x{}"]), st.integers(4, 8000))
def test_the_other_side_follows_to_an_even_number_and_none_grows(size, form, side):
    following, given_ = (0, 1) if form == "{}x" else (1, 0)
    result = scaled(size, form.format(side))
    if side >= size[given_]:
        assert result == size
    else:
        assert result[given_] == side
        exact = size[following] * side / size[given_]
        assert result[following] % 2 == 0
        assert result[following] == 4 or abs(result[following] - exact) <= 1
