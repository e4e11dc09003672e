"""Losses are what the papers say, worked out by hand."""

from __future__ import annotations

from math import log

import pytest
import torch

from maskrcnn.training.losses import box_loss, class_loss, mask_loss, objectness_loss

SURE, HALF = torch.tensor([1.0, 1.0]), torch.tensor([0.5, 1.0])
"""Weights of the boxes that teach."""


def test_objectness_is_the_mean_cross_entropy_of_anchors():
    said, is_object = torch.tensor([0.0, log(3)]), torch.tensor([1.0, 0.0])
    assert objectness_loss(said, is_object, SURE).item() == pytest.approx((log(2) + log(4)) / 2)
    assert objectness_loss(said, is_object, HALF).item() == pytest.approx((log(2) / 2 + log(4)) / 2)


def test_boxes_count_by_square_when_near_and_by_distance_when_far():
    said = torch.tensor([[0.5, 0, 0, 0], [3.0, 0, 0, 0]])
    loss = box_loss(said, torch.zeros(2, 4), SURE, count=10)
    assert loss.item() == pytest.approx((0.5 * 0.5**2 + (3 - 0.5)) / 10)
    unsure = box_loss(said, torch.zeros(2, 4), HALF, count=10)
    assert unsure.item() == pytest.approx((0.5 * 0.5**2 / 2 + (3 - 0.5)) / 10)


def test_classes_are_the_mean_cross_entropy_of_proposals():
    logits = torch.tensor([[0.0, 0.0, log(2)], [0.0, 0.0, 0.0]])
    classes = torch.tensor([2, 0])
    assert class_loss(logits, classes, SURE).item() == pytest.approx((log(2) + log(3)) / 2)
    assert class_loss(logits, classes, HALF).item() == pytest.approx((log(2) / 2 + log(3)) / 2)


def test_masks_are_the_mean_cross_entropy_of_pixels():
    logits = torch.tensor([[[0.0, log(3)]]])
    masks = torch.tensor([[[1.0, 1.0]]])
    assert mask_loss(logits, masks, SURE[:1]).item() == pytest.approx((log(2) + log(4 / 3)) / 2)
    assert mask_loss(logits, masks, HALF[:1]).item() == pytest.approx((log(2) + log(4 / 3)) / 4)


@pytest.mark.parametrize(
    ("loss", "said", "wanted"),
    [
        (objectness_loss, torch.zeros(0), torch.zeros(0)),
        (class_loss, torch.zeros(0, 3), torch.zeros(0, dtype=torch.long)),
        (mask_loss, torch.zeros(0, 2, 2), torch.zeros(0, 2, 2)),
        (lambda a, b, c: box_loss(a, b, c, 0), torch.zeros(0, 4), torch.zeros(0, 4)),
    ],
)
def test_nothing_to_compare_is_no_loss(loss, said, wanted):
    said.requires_grad_()
    value = loss(said, wanted, torch.zeros(0))
    value.backward()
    assert value.item() == 0
