"""From frames to what is shown of them: network, optical flow, tracks, counts, drawing."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from maskrcnn.flow.every_nth import every_nth
from maskrcnn.footage import Footage
from maskrcnn.instances import Instances
from maskrcnn.pipeline.ahead import Ahead
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.scene import Scene
from maskrcnn.pipeline.segment import Target
from maskrcnn.pipeline.writing import Pair
from maskrcnn.predictor import Predictor
from maskrcnn.sources.frame import Frame
from maskrcnn.tracking import LOW_SCORE


class Analysis:
    """What a request asks for, done to frames in their order.

    Parameters
    ----------
    request : Request
    predictor : Predictor
    footage : Footage
        Of the frames.
    facts : mapping
        What results say of where the frames came from.
    """

    def __init__(
        self,
        request: Request,
        predictor: Predictor,
        footage: Footage,
        facts: Mapping[str, Any],
    ) -> None:
        spec, tracks = predictor.spec, request.scene.tracks
        self.scene = Scene(request.scene, footage, spec.labels, predictor.floors)
        self.target = Target(
            request.video,
            request.format,
            request.results,
            spec.labels,
            {"model": spec.name, "licence": spec.licence.name, **facts},
            keep_found=request.scene.remembers,
        )
        self._every = request.every
        self._predictor = predictor.down_to(LOW_SCORE) if tracks else predictor

    def of(self, frames: Iterator[Frame], ahead: int) -> Generator[Pair, None, None]:
        """Give what the network found in each frame, and what is shown of it.

        Frames are read in a thread, and go through the network in another; up to `ahead` of them
        lie ready behind each.
        """
        with (
            Ahead(frames, ahead) as read,
            Ahead(every_nth(read, self._predictor, self._every), ahead) as found,
        ):
            yield from self._seen(found)

    def live(self, frames: Iterator[Frame]) -> Generator[Pair, None, None]:
        """Do the same with frames that must not wait: each is read when the network is free."""
        carried = every_nth(frames, self._predictor, self._every, look_ahead=False)
        with Ahead(carried, 1) as found:
            yield from self._seen(found)

    def _seen(self, found: Iterator[Instances]) -> Iterator[Pair]:
        return ((each, self.scene.see(each)) for each in found)
