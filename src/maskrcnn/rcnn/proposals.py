"""Proposals: what the first stage makes of anchors, boxes that may hold an object of any class.

The region proposal network of Faster R-CNN (Ren et al., 2015, arXiv:1506.01497).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.masks import Float, Size
from maskrcnn.rcnn.boxes import clip, decode, finite
from maskrcnn.rcnn.probabilities import sigmoid
from maskrcnn.rcnn.settings import RCNNSettings
from maskrcnn.rcnn.suppression import best, suppress

BEFORE_SUPPRESSION = 6000
"""Boxes that enter non-maximum suppression at most, in the paper as in OpenCV."""


@dataclass(frozen=True)
class Proposals:
    """Boxes that may hold an object, best first.

    Attributes
    ----------
    boxes : float32 (P, 4)
        `xyxy` in pixels of the network's input, inside it; one of no area is possible.
    objectness : float32 (P,)
        The probability that there is an object.
    """

    boxes: Float
    objectness: Float

    def __len__(self) -> int:
        return len(self.boxes)


def propose(
    objectness: Float,
    deltas: Float,
    anchors: Float,
    input_size: Size,
    settings: RCNNSettings,
    most: int | None = None,
) -> Proposals:
    """Correct the anchors of one picture and keep the best that do not overlap.

    Numbers of the network that are not finite cost the box that they belong to, and no other.

    Parameters
    ----------
    objectness : float32 (K,)
        Logits.
    deltas, anchors : float32 (K, 4)
    input_size : (int, int)
        Height and width of the network's input.
    settings : RCNNSettings
    most : int, optional
        How many to keep instead of `settings.proposals.total`.
    """
    limits = settings.proposals
    probabilities = sigmoid(objectness)
    hopeful = np.flatnonzero(probabilities > limits.score)
    first = hopeful[best(probabilities[hopeful], BEFORE_SUPPRESSION)]
    corrections = deltas[first]
    decoded = decode(anchors[first], corrections, settings.box_variance)
    clipped = clip(decoded, input_size)
    sound = np.flatnonzero(finite(corrections) & finite(decoded))
    compared = (clipped if settings.clips_proposals_first else decoded)[sound]
    kept = sound[suppress(compared, limits.overlap, limits.total if most is None else most)]
    return Proposals(clipped[kept], probabilities[first[kept]])
