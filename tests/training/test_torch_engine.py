"""A network finds objects in PyTorch as its stages do in NumPy and engines."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
import torch

from maskrcnn.rcnn.roi import roi_align
from maskrcnn.training.torch_engine import predictor_of
from tests.support.lively_networks import lively, photos, spec_of

PHOTOS = photos()


@pytest.fixture(scope="module")
def network():
    return lively()


def stages_in(predictor) -> Any:
    return predictor._segmenter.stages


def test_crops_are_those_of_numpy_row_by_row(network):
    """Level by level, of several pictures, boxes of no interest among them."""
    predictor = predictor_of(network, spec_of(network))
    stages = stages_in(predictor)
    view = stages.view(np.stack([PHOTOS[1], PHOTOS[1][::-1]]))
    boxes = [
        np.array([(3, 5, 40, 60), (0, 0, 192, 128), (10, 10, 12, 15)], np.float32),
        np.array([(100, 20, 190, 128)], np.float32),
    ]
    strides = network.architecture.strides
    crops = [
        roi_align([each[picture] for each in view.maps], strides, own, 7, 2)
        for picture, own in enumerate(boxes)
    ]
    with torch.no_grad():
        logits, deltas = network.second(torch.from_numpy(np.concatenate(crops)))
    said = stages.classify(view, boxes)
    for name, expected in (("class_logits", logits), ("deltas", deltas)):
        together = np.concatenate([getattr(each, name) for each in said])
        np.testing.assert_allclose(together, expected.numpy(), atol=1e-4)


def test_masks_are_those_of_the_own_class(network):
    predictor = predictor_of(network, spec_of(network)).down_to(0.3)
    stages = stages_in(predictor)
    view = stages.view(PHOTOS[1][None])
    proposals = [each.boxes for each in stages.propose(view)]
    found = stages.detect(view, proposals, stages.classify(view, proposals), predictor.floors)
    crops = roi_align(
        [each[0] for each in view.maps], network.architecture.strides, found[0].boxes, 14, 2
    )
    with torch.no_grad():
        every = network.third(torch.from_numpy(crops)).sigmoid().numpy()
    own = every[np.arange(len(crops)), found[0].class_ids]
    assert len(set(found[0].class_ids)) > 1
    np.testing.assert_allclose(stages.masks(view, found)[0], own, atol=1e-4)


def test_bfloat16_finds_nearly_the_same(network):
    """Half of the scores at least stay where they are, to a hundredth."""
    found, narrow = (
        predictor_of(network, spec_of(network), each).down_to(0.3)(PHOTOS) for each in (False, True)
    )
    for one, other in zip(found, narrow, strict=True):
        assert abs(len(one) - len(other)) <= 0.2 * len(one)
        assert abs(np.median(one.scores) - np.median(other.scores)) < 0.05


def test_results_tell_what_computed_them(network):
    plain, narrow = (predictor_of(network, spec_of(network), each) for each in (False, True))
    assert (plain.engine, narrow.engine) == ("pytorch f32 on CPU", "pytorch bf16 on CPU")


def test_pictures_without_objects_are_borne(network):
    blind = deepcopy(network)
    blind.second.class_logits.bias.data[0] = 100
    found = predictor_of(blind, spec_of(blind))(PHOTOS)
    assert [len(each) for each in found] == [0, 0, 0]


def test_it_learns_on_where_it_was(network):
    """Finding objects changes nothing of a network, and leaves no trace in its gradients."""
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    predictor_of(network, spec_of(network))(PHOTOS)
    assert not network.training
    assert all(torch.equal(before[name], each) for name, each in network.state_dict().items())
    features, _, _ = network.train().first(torch.from_numpy(PHOTOS[1][None]))
    features[0].sum().backward()
    assert network.first.trunk.stages[0][0][0].weight.grad is not None
    network.eval().zero_grad()
