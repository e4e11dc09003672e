"""Anchor sizes by the papers, and by OpenCV's published text graphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.models.tensorflow_graph.anchors import pyramid_anchors, ssd_anchors, ssd_scales
from maskrcnn.rcnn.anchors import grid_anchors

positive = st.floats(0.05, 20)


def test_the_published_anchors_of_mask_rcnn() -> None:
    anchors = grid_anchors((0.25, 0.5, 1.0, 2.0), (0.5, 1.0, 2.0), 256.0, 16.0)
    assert anchors.widths[:5] == pytest.approx([45.254833, 90.50967, 181.01933, 362.03867, 64.0])
    assert anchors.heights[-1] == pytest.approx(362.03867)
    assert (anchors.stride, anchors.offset) == (16.0, 0.0)


@given(st.lists(positive, min_size=1), st.lists(positive, min_size=1), positive)
def test_a_ratio_changes_the_form_and_a_scale_the_area(
    scales: list[float], ratios: list[float], base: float
) -> None:
    anchors = grid_anchors(scales, ratios, base, 16.0)
    expected = [(ratio, scale) for ratio in ratios for scale in scales]
    for width, height, (ratio, scale) in zip(
        anchors.widths, anchors.heights, expected, strict=True
    ):
        assert width / height == pytest.approx(ratio)
        assert width * height == pytest.approx((base * scale) ** 2)


def test_the_published_anchors_of_ssd() -> None:
    maps = ssd_anchors(ssd_scales(6, 0.2, 0.95), (1.0, 2.0, 0.5, 3.0, 0.3333), (300, 300))
    assert [len(anchors.widths) for anchors in maps] == [3, 6, 6, 6, 6, 6]
    assert maps[0].widths == pytest.approx([30.0, 84.852814, 42.426407])
    assert maps[0].heights == pytest.approx([30.0, 42.426407, 84.852814])
    assert maps[1].widths == pytest.approx(
        [105.0, 148.49243, 74.24621, 181.86533, 60.61878, 125.49901], rel=1e-4
    )
    assert maps[5].widths[-1] == pytest.approx(292.40384)
    assert {anchors.stride for anchors in maps} == {None}


def test_ssd_measures_by_the_shorter_side() -> None:
    (anchors,) = ssd_anchors((0.5,), (1.0,), (200, 400), reduced=False, interpolated_ratio=0)
    assert (anchors.widths, anchors.heights) == ((100.0,), (100.0,))


def test_a_pyramid_doubles_from_level_to_level() -> None:
    maps = pyramid_anchors(range(3, 8), (1.0, 2.0, 0.5), 4.0, 2)
    assert [anchors.widths[0] for anchors in maps] == [32, 64, 128, 256, 512]
    assert maps[0].widths[:2] == pytest.approx([32, 32 * 2**0.5])
    assert {len(anchors.widths) for anchors in maps} == {6}
