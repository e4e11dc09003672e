"""How wrong the network is: the five losses of Mask R-CNN, whose sum is made small.

Each is a mean, so that none depends on how many boxes teach, and 0 where there is nothing to
compare. What a box counts is its weight, 0 to 1: how sure the mark is that it teaches.
"""

from __future__ import annotations

import torch
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    smooth_l1_loss,
)


def objectness_loss(
    logits: torch.Tensor, is_object: torch.Tensor, weights: torch.Tensor
) -> torch.Tensor:
    """Return the cross entropy of anchors that teach (Faster R-CNN, equation 1).

    Parameters
    ----------
    logits, weights : float (S,)
    is_object : float (S,)
        1 or 0.
    """
    if not len(logits):
        return logits.sum()
    return binary_cross_entropy_with_logits(logits, is_object, weights)


def box_loss(
    deltas: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor, count: int
) -> torch.Tensor:
    """Return the smooth L1 distance of boxes (Fast R-CNN, equations 2 and 3).

    Parameters
    ----------
    deltas, wanted : float (P, 4)
        Of boxes that hold an object.
    weights : float (P,)
    count : int
        Of all boxes that teach, among which the sum is spread as published.
    """
    distances = smooth_l1_loss(deltas, wanted, reduction="none").sum(1)
    return (distances * weights).sum() / max(count, 1)


def class_loss(logits: torch.Tensor, classes: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the cross entropy of proposals that teach (Fast R-CNN, equation 1).

    Parameters
    ----------
    logits : float (S, classes + 1)
    classes : int64 (S,)
        0 is the background.
    weights : float (S,)
    """
    if not len(logits):
        return logits.sum()
    return (cross_entropy(logits, classes, reduction="none") * weights).mean()


def mask_loss(logits: torch.Tensor, masks: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the cross entropy of pixels, of the right class alone (Mask R-CNN, section 3).

    Classes do not compete for pixels.

    Parameters
    ----------
    logits, masks : float (P, m, m)
    weights : float (P,)
    """
    if not len(logits):
        return logits.sum()
    return binary_cross_entropy_with_logits(logits, masks, weights[:, None, None])
