"""Explain one picture: run the network step by step, and in the ways that came before it."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.explain.lineage import Lineage, trace_lineage
from maskrcnn.explain.selective_search import available, selective_search
from maskrcnn.explain.steps import Proposer, Steps, take_steps, timed
from maskrcnn.networks import ThreeStage
from maskrcnn.options import Confidence
from maskrcnn.sources.frame import Frame


@dataclass(frozen=True)
class Explanation:
    """What there is to tell about one picture.

    Attributes
    ----------
    name : str
        What the picture is called.
    confidence : Confidence
        The score that objects had to exceed.
    steps : Steps
        The network on the proposals that were asked for.
    lineage : Lineage
    """

    name: str
    confidence: Confidence
    steps: Steps
    lineage: Lineage


def explain(
    network: ThreeStage, frame: Frame, confidence: Confidence, proposer: Proposer = "rpn"
) -> Explanation:
    """Explain how a network comes to its answer for a picture.

    Parameters
    ----------
    network : ThreeStage
    frame : Frame
    confidence : Confidence
        The score that objects must exceed.
    proposer : "rpn" or "selective-search"
        Whose boxes the second stage looks at.

    Raises
    ------
    EngineError
        If Selective Search is asked for and this build of OpenCV lacks it.
    """
    floors = confidence.floors(network.spec.labels)
    wanted = proposer == "selective-search"
    fast, searching = None, 0.0
    if wanted or available():
        boxes, searching = timed(lambda: selective_search(frame.image))
        fast = take_steps(network, frame.image, floors, boxes)
    ours = take_steps(network, frame.image, floors)
    lineage = trace_lineage(ours, fast, searching)
    return Explanation(frame.name, confidence, fast if wanted and fast else ours, lineage)
