"""What maps tell of classes reaches the class logits of boxes."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from maskrcnn.errors import ModelError
from maskrcnn.training.architecture import Architecture
from maskrcnn.training.network.heads import BoxHead
from maskrcnn.training.network.mask_rcnn import MaskRCNN

TOLD = Architecture(classes=5, width=21, evidence=True)


def test_the_class_that_the_middle_of_a_box_tells_is_said_before_anything_is_learned():
    torch.manual_seed(0)
    crops = torch.zeros(2, 21, 7, 7)
    crops[0, 16 + 3, 2:5, 2:5] = 6.0
    crops[1, 16 + 4, 2:5, 2:5] = 6.0
    crops[1, 16 + 1, 0, :] = 6.0  # along the edge, where a neighbour may be
    with torch.no_grad():
        logits, _ = BoxHead(TOLD).eval()(crops)
    assert logits.argmax(1).tolist() == [1 + 3, 1 + 4]


def test_heads_without_it_have_no_such_weights():
    names = dict(BoxHead(replace(TOLD, evidence=False)).named_parameters())
    assert not [name for name in names if name.startswith("evidence")]


def test_models_made_before_architectures_told_of_it_are_read():
    told = Architecture(classes=5).to_json()
    for name in ("evidence", "rpn_width", "box_channels", "roi_side"):
        del told[name]
    assert Architecture.from_json(told) == Architecture(classes=5)
    assert Architecture.from_json(TOLD.to_json()) == TOLD


def test_a_trunk_that_brings_its_pyramid_has_a_width_of_its_own():
    with pytest.raises(ModelError, match="NanoDet-g gives maps of 208 channels, not of 64"):
        MaskRCNN(Architecture(classes=5, trunk="nanodet"))
