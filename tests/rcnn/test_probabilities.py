"""Logits to probabilities, whatever a network gives."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.rcnn.probabilities import sigmoid, softmax


def test_a_logit_of_nothing_is_even_odds():
    assert sigmoid(np.zeros(2, np.float32)).tolist() == [0.5, 0.5]
    assert softmax(np.zeros((1, 4), np.float32)).tolist() == [[0.25] * 4]


def test_the_sigmoid_is_the_softmax_of_two():
    logits = np.linspace(-60, 60, 13, dtype=np.float32)
    pairs = np.stack([np.zeros_like(logits), logits], 1)
    assert sigmoid(logits) == pytest.approx(softmax(pairs)[:, 1], rel=1e-6)


def test_wild_numbers_are_probabilities_still():
    wild = np.array([np.nan, np.inf, -np.inf, 3e38, -3e38], np.float32)
    assert sigmoid(wild).tolist() == [0, 0, 0, 1, 0]


def test_a_row_that_is_not_finite_does_no_harm_to_others():
    rows = softmax(np.array([[np.inf, 0], [0, 0], [np.nan, 1]], np.float32))
    assert np.isnan(rows[[0, 2]]).any(1).all()
    assert rows[1].tolist() == [0.5, 0.5]
