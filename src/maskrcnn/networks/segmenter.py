"""What every kind of network has in common."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.engines.network import Array, Network
from maskrcnn.instances import Instances, Trace
from maskrcnn.masks import MaskOptions, Size, Uint8
from maskrcnn.models.spec import Spec


@dataclass(frozen=True)
class Findings:
    """What a network's outputs say, in pixels of the picture, unsorted.

    Attributes
    ----------
    boxes : float32 (N, 4)
        `xyxy`; they may leave the picture.
    scores : float32 (N,)
    class_ids : int32 (N,)
    """

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    class_ids: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.boxes)

    def take(self, places: NDArray[np.intp]) -> Findings:
        """Return the findings at some places, in that order."""
        return Findings(self.boxes[places], self.scores[places], self.class_ids[places])

    def inside(self, size: Size) -> tuple[Findings, NDArray[np.intp]]:
        """Clip to a picture `(H, W)`, drop what is left empty, sort by falling score.

        Returns
        -------
        findings : Findings
        places : (M,)
            Where each of them stood before.
        """
        limits = np.array([*size[::-1], *size[::-1]], np.float32)
        boxes = np.clip(self.boxes, 0, limits)
        width, height = (boxes[:, 2:] - boxes[:, :2]).T
        some = (width > 0) & (height > 0)  # false, too, where a number is not finite
        order = np.argsort(-self.scores, kind="stable")
        places = order[some[order]]
        return Findings(boxes, self.scores, self.class_ids).take(places), places


class Segmenter(ABC):
    """Compiled networks that find instances in pictures; threads may share them.

    Attributes
    ----------
    spec : Spec
    engine : str
        What executes the networks, for instance `"openvino f32 on CPU"`.
    requests : int
        How many threads may use it at once with profit.
    """

    def __init__(self, spec: Spec, engine: str, requests: int) -> None:
        self.spec = spec
        self.engine = engine
        self.requests = requests

    @abstractmethod
    def __call__(self, image: Uint8, floors: NDArray[np.float32]) -> Instances:
        """Find the instances in one picture.

        Parameters
        ----------
        image : uint8 (H, W, 3)
            BGR.
        floors : float32 (C,)
            The score that each class must exceed; masks are made for no others.
        """

    def batch(self, images: Sequence[Uint8], floors: NDArray[np.float32]) -> list[Instances]:
        """Find the instances in several pictures, together where that is faster."""
        return [self(image, floors) for image in images]

    def _wanted(
        self, numbers: Array, scores: NDArray[np.float32], floors: NDArray[np.float32]
    ) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Choose the detections of a known class whose score exceeds its floor.

        Parameters
        ----------
        numbers : (N,)
            Classes as the network counts them, from `spec.label_offset`.
        scores : float32 (N,)
        floors : float32 (C,)

        Returns
        -------
        places : (M,)
        class_ids : int32 (M,)
        """
        class_ids = numbers.astype(np.int32) - self.spec.label_offset
        known = np.flatnonzero((class_ids >= 0) & (class_ids < len(floors)))
        places = known[scores[known] > floors[class_ids[known]]]
        return places, class_ids[places]

    def _instances(
        self,
        image: Uint8,
        findings: Findings,
        crops: tuple[Uint8, ...] | None,
        trace: Trace | None = None,
    ) -> Instances:
        height, width = image.shape[:2]
        return Instances(
            size=(height, width),
            boxes=findings.boxes,
            scores=findings.scores,
            class_ids=findings.class_ids,
            crops=crops,
            labels=self.spec.labels,
            mask_options=MaskOptions(self.spec.mask_threshold),
            image=image,
            trace=trace,
        )


class OneNetwork(Segmenter):
    """A segmenter that is one network."""

    def __init__(self, spec: Spec, network: Network) -> None:
        super().__init__(spec, network.description, network.requests)
        self.network = network

    def _run(self, feeds: Mapping[str, Array]) -> tuple[dict[str, Array], float]:
        """Run the network and return its outputs and the seconds it took."""
        start = time.perf_counter()
        outputs = self.network.run(feeds)
        return outputs, time.perf_counter() - start

    def _trace(self, seconds: float, outputs: Mapping[str, Array]) -> Trace:
        shapes = {name: tuple(array.shape) for name, array in outputs.items()}
        return Trace(self.spec.name, self.engine, seconds, shapes=shapes)
