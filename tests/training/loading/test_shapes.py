"""The size of a batch: that of its middle picture, and few sizes in all."""

from __future__ import annotations

import pytest

from maskrcnn.errors import UsageError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.training.loading.shapes import common_size, input_sizes

INPUT = KeepAspectRatio(320, 544, multiple=64)


def test_most_pictures_decide():
    wide, square, high = (480, 640), (500, 500), (640, 480)
    assert common_size([wide, wide, high], INPUT) == (320, 448)
    assert common_size([high, wide, high], INPUT) == (448, 320)
    assert common_size([high, square, wide], INPUT) == (320, 320)
    assert common_size([high], INPUT) == (448, 320)


def test_batches_of_several_sizes_keep_to_multiples():
    assert input_sizes(INPUT, None) == [INPUT]
    several = input_sizes(INPUT, (250, 400))
    assert [each.shorter for each in several] == [256, 320, 384]
    assert [each.longer for each in several] == [435, 544, 653]
    with pytest.raises(UsageError, match=r"\(260, 300\): no multiple of 64 lies between them"):
        input_sizes(INPUT, (260, 300))
