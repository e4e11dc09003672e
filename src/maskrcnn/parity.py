"""Parity: how far two results for one picture agree.

Two engines, precisions or devices that execute one network give almost the same numbers. What
matters is whether they give the same *objects*, so detections are matched, as evaluations match
them to people's labels (COCO; Lin et al., 2014, arXiv:1405.0312), and what is left apart within
the pairs is measured where a user would see it: in pixels and in scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Bool, Window, full_size
from maskrcnn.options import Confidence, ConfidenceLike
from maskrcnn.rcnn.boxes import iou

SAME_OBJECT = 0.5


@dataclass(frozen=True)
class Tolerance:
    """What two engines in float32 may differ by and still be called the same.

    Attributes
    ----------
    box_iou : float
        The least intersection over union of two matched boxes.
    score : float
        The most that two matched scores may differ.
    mask : float
        The most that matched masks may differ, as a part of the pixels of their boxes together.
        One of a few hundred pixels differs by more when a single pixel does.
    """

    box_iou: float = 0.999
    score: float = 1e-3
    mask: float = 1e-3

    def below(self, confidence: ConfidenceLike) -> Confidence:
        """Return the confidence to find detections at that are to be compared at `confidence`.

        It is lower by the tolerated difference of scores; `agreement` says what for.
        """
        asked = Confidence.of(confidence)
        return Confidence(
            self._lower(asked.default),
            {name: self._lower(floor) for name, floor in asked.by_class.items()},
        )

    def _lower(self, floor: float) -> float:
        return max(0.0, floor - self.score)


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far two results agree. Where no two detections match, nothing is apart.

    Attributes
    ----------
    matched : int
        Pairs of detections, one of each result, that are the same object.
    box_iou : float
        The least intersection over union of a pair's boxes, 0.5 to 1.
    corner : float
        The most that an edge of a pair's boxes lies apart, in pixels.
    score : float
        The most that a pair's scores differ.
    mask, worst_mask : float or None
        The part of pixels in which a pair's masks differ, 0 to 1, of the pixels of the smallest
        window around both boxes: of all pairs together, and at worst; None where there are boxes
        only.
    only_reference, only_other : Instances
        The detections without a partner.
    """

    matched: int
    box_iou: float
    corner: float
    score: float
    mask: float | None
    worst_mask: float | None
    only_reference: Instances
    only_other: Instances

    @property
    def reference(self) -> int:
        """How many detections of the reference were compared."""
        return self.matched + len(self.only_reference)

    @property
    def other(self) -> int:
        """How many detections of the other result were compared."""
        return self.matched + len(self.only_other)

    def within(self, tolerance: Tolerance) -> bool:
        """Tell whether every detection has its partner, and no pair is further apart than that."""
        return (
            self.reference == self.matched == self.other
            and self.box_iou >= tolerance.box_iou
            and self.score <= tolerance.score
            and (self.mask is None or self.mask <= tolerance.mask)
        )


def agreement(
    reference: Instances, other: Instances, confidence: ConfidenceLike = 0.0
) -> Agreement:
    """Compare two results for the same picture.

    Detections of the same class whose boxes overlap by half or more are matched, the best
    overlap first, each detection once.

    A detection with a score close to the confidence may be over it in one result and under it in
    the other, though the scores hardly differ. So find both results at a slightly lower one,
    `Tolerance.below(confidence)`, and name here the one that counts: only detections over it have
    to have a partner, which then may lie under it, and pairs under it on both sides, that nobody
    would see, are left out. A detection over the confidence that still has no partner has none
    with a score within the tolerance.

    Parameters
    ----------
    reference, other : Instances
        Of the same picture and labels, both with masks or both without.
    confidence : float, str or mapping
        `0.5`, `"person=0.7,*=0.5"` or `{"person": 0.7}`: the score that counted detections exceed.

    Raises
    ------
    UsageError
        If the results cannot be compared, or the confidence makes no sense.
    """
    _check_comparable(reference, other)
    floors = Confidence.of(confidence).floors(reference.labels)
    over, other_over = (found.scores > floors[found.class_ids] for found in (reference, other))
    pairs = _matched(reference, other)
    alone, other_alone = over.copy(), other_over.copy()
    for place, other_place in pairs:
        alone[place] = other_alone[other_place] = False
    counted = [(i, j) for i, j in pairs if over[i] or other_over[j]]
    return _measured(
        reference[[i for i, _ in counted]],
        other[[j for _, j in counted]],
        reference[alone],
        other[other_alone],
    )


def _check_comparable(reference: Instances, other: Instances) -> None:
    if reference.size != other.size:
        (height, width), (other_height, other_width) = reference.size, other.size
        raise UsageError(
            f"results for {width}×{height} and {other_width}×{other_height} pixels cannot be "
            "compared: take one picture for both"
        )
    if reference.labels != other.labels:
        raise UsageError("results with different labels cannot be compared: take one model")
    if (reference.crops is None) != (other.crops is None):
        raise UsageError("a result with masks and one without cannot be compared: take one model")


def _matched(reference: Instances, other: Instances) -> list[tuple[int, int]]:
    """Return the places of the detections that are the same object, the best overlap first."""
    same_class = reference.class_ids[:, None] == other.class_ids
    overlaps = np.where(same_class, iou(reference.boxes, other.boxes), 0)
    pairs = []
    while overlaps.size and overlaps.max() >= SAME_OBJECT:
        place, other_place = divmod(int(overlaps.argmax()), len(other))
        pairs.append((place, other_place))
        overlaps[place] = overlaps[:, other_place] = 0
    return pairs


def _measured(
    left: Instances, right: Instances, only_reference: Instances, only_other: Instances
) -> Agreement:
    """Measure pairs, which stand at the same places on the left and on the right."""
    together, worst = None, None
    if left.crops is not None:
        counts = [_differing(one, partner) for one, partner in zip(left, right, strict=True)]
        together = sum(apart for apart, _ in counts) / max(1, sum(among for _, among in counts))
        worst = max((apart / among for apart, among in counts), default=0.0)
    return Agreement(
        matched=len(left),
        box_iou=float(iou(left.boxes, right.boxes).diagonal().min(initial=1)),
        corner=_furthest(left.boxes, right.boxes),
        score=_furthest(left.scores, right.scores),
        mask=together,
        worst_mask=worst,
        only_reference=only_reference,
        only_other=only_other,
    )


def _furthest(left: NDArray[np.float32], right: NDArray[np.float32]) -> float:
    return float(np.abs(left - right).max(initial=0))


def _differing(one: Instance, partner: Instance) -> tuple[int, int]:
    """Return how many pixels only one of the masks has, and of how many around both boxes."""
    window, other = one.pixels[0], partner.pixels[0]
    around = Window(
        min(window.x0, other.x0),
        min(window.y0, other.y0),
        max(window.x1, other.x1),
        max(window.y1, other.y1),
    )
    first, second = (_placed(*each.pixels, around) for each in (one, partner))
    return int(np.count_nonzero(first != second)), first.size


def _placed(window: Window, pixels: Bool, around: Window) -> Bool:
    """Place the pixels of a window into a window around it."""
    left, top = around.x0, around.y0
    inside = Window(window.x0 - left, window.y0 - top, window.x1 - left, window.y1 - top)
    return full_size(inside, pixels, around.shape)
