"""Lines and zones in a video: who crosses, who is inside, and for how long."""

from maskrcnn.zones.anchors import Anchor, anchor_points
from maskrcnn.zones.counter import Counter, Counts, LineCount, ZoneCount
from maskrcnn.zones.shapes import Line, Zone

__all__ = [
    "Anchor",
    "Counter",
    "Counts",
    "Line",
    "LineCount",
    "Zone",
    "ZoneCount",
    "anchor_points",
]
