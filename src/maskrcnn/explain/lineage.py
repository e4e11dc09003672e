"""R-CNN, Fast R-CNN, Faster R-CNN, Mask R-CNN: one picture looked at in the way of each.

All four ways use the same network, so that only the way differs. R-CNN's cost is measured on a
sample of the regions and reckoned up to all of them; everything else runs in full.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from maskrcnn.explain.steps import Steps
from maskrcnn.input_size import FixedSize, NativeSize
from maskrcnn.masks import Float, Uint8
from maskrcnn.networks import ThreeStage

SEARCH, NETWORK = "Selective Search", "the network"
REGION_SIDE = 224
"""Pixels a side to which a region is warped, or nearly; the paper's network took 227."""
SAMPLE = 8
"""How many regions R-CNN's cost is measured on."""


@dataclass(frozen=True)
class Way:
    """How one of the four looks at the picture, and what that took.

    Attributes
    ----------
    name, source : str
        The source is authors, year and arXiv number.
    proposer : str
        Where its boxes come from.
    proposals : int
        Boxes that it looks at.
    searching : float
        Seconds until they are proposed. The layers of the region proposal network are part of the
        first stage; of its proposals this is what comes after them.
    passes : int
        How often the layers run that make the feature map.
    networks : float
        Seconds in the networks.
    objects : int or None
        How many it found; None where not all regions were looked at.
    """

    name: str
    source: str
    proposer: str
    proposals: int
    searching: float
    passes: int
    networks: float
    objects: int | None

    @property
    def seconds(self) -> float:
        """From the picture to the answer."""
        return self.searching + self.networks


@dataclass(frozen=True)
class Lineage:
    """The ways, the oldest first, and whose boxes they looked at.

    Attributes
    ----------
    ways : tuple of Way
        R-CNN and Fast R-CNN are left out where there is no Selective Search, and Mask R-CNN where
        the network gives no masks.
    sample : int
        How many regions R-CNN's cost was measured on.
    side : int
        Pixels a side to which those were warped.
    searched : float32 (S, 4), or None
        The proposals of Selective Search, in pixels of the picture.
    proposed : float32 (P, 4)
        Those of the region proposal network, likewise.
    """

    ways: tuple[Way, ...]
    sample: int
    side: int
    searched: Float | None
    proposed: Float


def trace_lineage(ours: Steps, fast: Steps | None, searching: float) -> Lineage:
    """Put the four ways beside each other.

    Parameters
    ----------
    ours : Steps
        The network on its own proposals.
    fast : Steps or None
        The network on those of Selective Search.
    searching : float
        Seconds that Selective Search took.
    """
    proposed, side = ours.looked_at * ours.scale, _region_side(ours.network)
    if fast is None:
        return Lineage(tuple(_younger(ours)), 0, side, None, proposed)
    searched = fast.looked_at * fast.scale
    alone, sample = _each_alone(ours.network, ours.image, searched, side)
    older = _older(fast, searching, alone)
    return Lineage((*older, *_younger(ours)), sample, side, searched, proposed)


def _older(fast: Steps, searching: float, alone: float) -> Iterator[Way]:
    count, objects = len(fast.looked_at), len(fast.detections)
    source = "Girshick et al., 2014, arXiv:1311.2524"
    yield Way("R-CNN", source, SEARCH, count, searching, count, alone * count, None)
    source, networks = "Girshick, 2015, arXiv:1504.08083", fast.seconds["A"] + fast.seconds["B"]
    yield Way("Fast R-CNN", source, SEARCH, count, searching, 1, networks, objects)


def _younger(ours: Steps) -> Iterator[Way]:
    count, objects = len(ours.looked_at), len(ours.detections)
    searching, networks = ours.seconds["proposals"], ours.seconds["A"] + ours.seconds["B"]
    source = "Ren et al., 2015, arXiv:1506.01497"
    yield Way("Faster R-CNN", source, NETWORK, count, searching, 1, networks, objects)
    if ours.masks is not None:
        networks, source = networks + ours.seconds["C"], "He et al., 2017, arXiv:1703.06870"
        yield Way("Mask R-CNN", source, NETWORK, count, searching, 1, networks, objects)


def _region_side(network: ThreeStage) -> int:
    """Return the side that is nearest to `REGION_SIDE` and that the network's maps fit."""
    size = network.spec.input_size
    multiple = 1 if isinstance(size, FixedSize) else size.multiple
    return NativeSize(multiple).of((REGION_SIDE, REGION_SIDE))[0]


def _each_alone(network: ThreeStage, image: Uint8, boxes: Float, side: int) -> tuple[float, int]:
    """Warp a sample of regions and run the network on each.

    Returns
    -------
    seconds : float
        Of one region, once the engine is used to its size.
    sample : int
        How many regions that was measured on.
    """
    if not len(boxes):
        return 0.0, 0
    places = np.unique(np.linspace(0, len(boxes) - 1, SAMPLE).astype(int))
    regions = [warped(image, box, side) for box in boxes[places]]
    seconds = [_seconds_alone(network, region) for region in (regions[0], *regions)][1:]
    return sum(seconds) / len(seconds), len(seconds)


def warped(image: Uint8, box: Float, side: int = REGION_SIDE) -> Uint8:
    """Cut a box `(4,)` out of a picture and squeeze it into a square, whatever its shape."""
    height, width = image.shape[:2]
    x0, y0 = np.floor(box[:2]).astype(int).clip(0, (width - 1, height - 1))
    x1, y1 = np.ceil(box[2:]).astype(int).clip((x0 + 1, y0 + 1), (width, height))
    return np.asarray(cv2.resize(image[y0:y1, x0:x1], (side, side)), np.uint8)


def _seconds_alone(network: ThreeStage, region: Uint8) -> float:
    start = time.perf_counter()
    view = network.stages.view(region[None])
    whole = np.array([[0, 0, *region.shape[1::-1]]], np.float32)
    network.stages.classify(view, [whole])
    return time.perf_counter() - start
