"""From logits, as networks give them, to probabilities."""

from __future__ import annotations

import numpy as np

from maskrcnn.masks import Float


def sigmoid(logits: Float) -> Float:
    """Return the probability of each logit by itself; none overflows, what is not finite is 0."""
    finite = np.where(np.isfinite(logits), logits, -np.inf)
    small = np.exp(-np.abs(finite))
    probabilities: Float = np.where(finite < 0, small, np.float32(1)) / (1 + small)
    return probabilities


def softmax(logits: Float) -> Float:
    """Return rows of probabilities of rows of logits; a row that is not finite has none, NaN."""
    with np.errstate(invalid="ignore"):
        powers: Float = np.exp(logits - logits.max(1, keepdims=True))
        probabilities: Float = powers / powers.sum(1, keepdims=True)
    return probabilities
