"""The twelve figures that COCO sums an evaluation up in."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.evaluation.average_precision import IOUS, Precisions

ALL, SMALL, MEDIUM, LARGE = range(4)
MOST = 2
"""The place of the largest number of objects a picture."""


@dataclass(frozen=True)
class Summary:
    """Average precision and average recall, 0 to 1; None where there is nothing to measure.

    Attributes
    ----------
    ap : float or None
        Over overlaps of 0.5 to 0.95 and all classes.
    ap50, ap75 : float or None
        At an overlap of 0.5 and 0.75.
    small, medium, large : float or None
        Of objects under 32² pixels, up to 96², and over.
    ar1, ar10, ar : float or None
        Recall with 1, 10 and the most objects a picture and class.
    ar_small, ar_medium, ar_large : float or None
        Recall with the most, by size.
    """

    ap: float | None
    ap50: float | None
    ap75: float | None
    small: float | None
    medium: float | None
    large: float | None
    ar1: float | None
    ar10: float | None
    ar: float | None
    ar_small: float | None
    ar_medium: float | None
    ar_large: float | None

    @classmethod
    def of(cls, measured: Precisions) -> Summary:
        """Sum up what was measured, as `COCOeval.summarize` does."""
        precision, recall = measured.precision, measured.recall
        half, three_quarters = (int(np.argmin(np.abs(IOUS - iou))) for iou in (0.5, 0.75))
        return cls(
            ap=_mean(precision[..., ALL, MOST]),
            ap50=_mean(precision[half, ..., ALL, MOST]),
            ap75=_mean(precision[three_quarters, ..., ALL, MOST]),
            small=_mean(precision[..., SMALL, MOST]),
            medium=_mean(precision[..., MEDIUM, MOST]),
            large=_mean(precision[..., LARGE, MOST]),
            ar1=_mean(recall[..., ALL, 0]),
            ar10=_mean(recall[..., ALL, 1]),
            ar=_mean(recall[..., ALL, MOST]),
            ar_small=_mean(recall[..., SMALL, MOST]),
            ar_medium=_mean(recall[..., MEDIUM, MOST]),
            ar_large=_mean(recall[..., LARGE, MOST]),
        )

    def to_json(self) -> dict[str, float | None]:
        """Return the figures by name."""
        return asdict(self)


def _mean(values: NDArray[np.float64]) -> float | None:
    known = values[values > -1]
    return float(known.mean()) if known.size else None
