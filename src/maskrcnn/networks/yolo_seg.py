"""YOLO networks with masks made of prototypes, as Ultralytics' exporters lay them out.

The network gives, for thousands of candidate boxes, 32 mask coefficients each, and 32 prototype
maps for the whole picture. A mask is the sigmoid of the prototypes summed with the coefficients.
Source of the idea: Bolya et al., "YOLACT: Real-time Instance Segmentation", 2019.

Two layouts are read. YOLOv5 and YOLOv7: `(1, A, 5 + C + M)` with an objectness before the
classes. YOLOv8 and later: `(1, 4 + C + M, A)` without.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.engines.network import Array
from maskrcnn.instances import Instances
from maskrcnn.masks import Float, Uint8, centres, interpolate
from maskrcnn.networks.letterbox import Letterbox
from maskrcnn.networks.segmenter import Findings, OneNetwork

NMS_IOU = 0.6
MAX_CANDIDATES = 10_000
MAX_INSTANCES = 100


class YoloSeg(OneNetwork):
    """YOLOv5, YOLOv7, YOLOv8 and their kin, with masks."""

    def __call__(self, image: Uint8, floors: NDArray[np.float32]) -> Instances:
        """Find the instances in one picture; see `Segmenter`."""
        picture = (image.shape[0], image.shape[1])
        fit = Letterbox.of(picture, self.spec.input_size.of(picture))
        blob = cv2.dnn.blobFromImage(fit.fill(image), 1 / 255, swapRB=True)
        outputs, seconds = self._run({"images": blob})
        rows, prototypes = self._candidates(outputs["output0"]), outputs["output1"][0]
        findings, places = self._decode(rows, floors, fit)
        coefficients = rows[places, -len(prototypes) :]
        crops = soft_crops(prototypes, coefficients, fit.to_input(findings.boxes), fit)
        return self._instances(image, findings, crops, self._trace(seconds, outputs))

    def _candidates(self, output: Array) -> Float:
        """Bring either layout into `(A, 5 + C + M)`."""
        rows: Float = output[0]
        if rows.shape[0] > rows.shape[1]:
            return rows
        rows = rows.T
        certain = np.ones((len(rows), 1), np.float32)
        return np.concatenate([rows[:, :4], certain, rows[:, 4:]], 1)

    def _decode(
        self, rows: Float, floors: NDArray[np.float32], fit: Letterbox
    ) -> tuple[Findings, NDArray[np.intp]]:
        """Keep every class of a candidate over its floor, then suppress duplicates by class.

        Returns the findings, and the row that each came from.
        """
        hopeful = np.flatnonzero(rows[:, 4] > floors.min(initial=np.inf))
        probabilities = rows[hopeful, 5 : 5 + len(floors)] * rows[hopeful, 4:5]
        places, class_ids = np.nonzero(probabilities > floors)
        scores = probabilities[places, class_ids]
        best = np.argsort(-scores, kind="stable")[:MAX_CANDIDATES]
        candidates = hopeful[places[best]]
        found = Findings(
            fit.to_picture(_corners(rows[candidates, :4])),
            scores[best].astype(np.float32),
            class_ids[best].astype(np.int32),
        )
        kept = suppress(found)[:MAX_INSTANCES]
        inside, order = found.take(kept).inside(fit.picture)
        return inside, candidates[kept[order]]


def _corners(boxes: Float) -> Float:
    centre, half = boxes[:, :2], boxes[:, 2:] / 2
    return np.concatenate([centre - half, centre + half], 1)


def suppress(found: Findings) -> NDArray[np.intp]:
    """Non-maximum suppression class by class; returns the places kept, best first."""
    if not len(found):
        return np.zeros(0, np.intp)
    corners = found.boxes.astype(np.float64)
    sides = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], 1)
    kept = cv2.dnn.NMSBoxesBatched(
        sides.tolist(), found.scores.tolist(), found.class_ids.tolist(), 0.0, NMS_IOU
    )
    places = np.asarray(kept, np.intp)
    return places[np.argsort(-found.scores[places], kind="stable")]


def soft_crops(
    prototypes: Float, coefficients: Float, boxes: Float, fit: Letterbox
) -> tuple[Uint8, ...]:
    """Make a soft crop for each box from the prototypes it covers.

    Parameters
    ----------
    prototypes : float32 (M, h, w)
        Over the whole input.
    coefficients : float32 (N, M)
    boxes : float32 (N, 4)
        `xyxy` in pixels of the input.
    fit : Letterbox
        Where the picture lies in the input.

    Returns
    -------
    tuple of uint8 (h, w)
        Twice as many cells a side as the box has prototype cells, since those do not line up.
    """
    _, height, width = prototypes.shape
    scale = np.array([width / fit.size[1], height / fit.size[0]] * 2)
    return tuple(
        _soft_crop(prototypes, row, box)
        for row, box in zip(coefficients, boxes * scale, strict=True)
    )


def _soft_crop(prototypes: Float, coefficients: Float, box: NDArray[np.float64]) -> Uint8:
    _, height, width = prototypes.shape
    first = np.maximum(np.floor(box[:2] - 0.5), 0).astype(int)
    last = np.minimum(np.ceil(box[2:] + 0.5), (width, height)).astype(int)
    part = prototypes[:, first[1] : last[1], first[0] : last[0]]
    logits = np.einsum("m,mhw->hw", coefficients, part)
    rows = _cells(box[1] - first[1], box[3] - first[1])
    columns = _cells(box[0] - first[0], box[2] - first[0])
    sampled = interpolate(logits, rows, columns)
    probabilities = 1 / (1 + np.exp(-np.clip(sampled, -50, 50)))
    return (probabilities * 255).round().astype(np.uint8)


def _cells(low: float, high: float) -> NDArray[np.float64]:
    """Return positions along a side of a box, two for each prototype cell it covers."""
    return centres(low, high, max(1, int(np.ceil(2 * (high - low)))))
