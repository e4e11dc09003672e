"""RoIAlign with gradients cuts out what the runtime's does."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.rcnn.roi import roi_align as reference
from maskrcnn.training.network.roi_align import roi_align

STRIDES = (8, 16, 32)
SIZE = (96, 160)


def maps_of(pictures: int, channels: int = 3) -> list[torch.Tensor]:
    rng = np.random.default_rng(1)
    shapes = [(pictures, channels, SIZE[0] // s, SIZE[1] // s) for s in STRIDES]
    return [torch.from_numpy(rng.normal(size=shape).astype(np.float32)) for shape in shapes]


def boxes_of(corners: list[tuple[float, float, float, float]]) -> np.ndarray:
    limits = np.array([SIZE[1], SIZE[0]] * 2)
    a = np.array(corners, np.float32).reshape(-1, 4) * limits
    low, high = np.minimum(a[:, :2], a[:, 2:]), np.maximum(a[:, :2], a[:, 2:])
    return np.concatenate([low, high], 1).astype(np.float32)


unit = st.floats(0, 1, width=32)
corner_lists = st.lists(st.tuples(unit, unit, unit, unit), max_size=5).map(boxes_of)


@given(st.lists(corner_lists, min_size=1, max_size=3), st.integers(1, 4), st.integers(1, 3))
def test_crops_are_those_of_the_runtime(boxes, size, sampling):
    maps = maps_of(len(boxes))
    cut = roi_align(maps, STRIDES, boxes, size, sampling).numpy()
    expected = [
        reference([each[i].numpy() for each in maps], STRIDES, own, size, sampling)
        for i, own in enumerate(boxes)
    ]
    np.testing.assert_allclose(cut, np.concatenate(expected), atol=1e-5)


def test_gradients_are_those_of_differences():
    maps = [each.double().requires_grad_() for each in maps_of(2, 1)]
    boxes = [boxes_of([(0.1, 0.2, 0.5, 0.9)]), boxes_of([(0, 0, 1, 1), (0.3, 0.3, 0.31, 0.4)])]

    def weighed(*each: torch.Tensor) -> torch.Tensor:
        crops = roi_align(list(each), STRIDES, boxes, 2, 2)
        return (crops * torch.arange(1, crops.numel() + 1).view(crops.shape)).sum()

    weighed(*maps).backward()
    for each in maps:
        assert each.grad is not None
        place = tuple(np.unravel_index(each.grad.abs().argmax(), each.shape))
        step = torch.zeros_like(each)
        step[place] = 1
        others = [other + step if other is each else other for other in maps]
        # It is a sum with weights, so that any step tells the slope exactly.
        assert (weighed(*others) - weighed(*maps)).item() == pytest.approx(
            each.grad[place].item(), rel=1e-3
        )
