"""Who is who from frame to frame: a ByteTrack that also looks at the masks.

Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", ECCV 2022:
objects that a network is sure of are matched with the tracks first, and those it doubts, mostly
hidden ones, may then continue a track but never begin one.
"""

from maskrcnn.tracking.track_options import LOW_SCORE, TrackOptions
from maskrcnn.tracking.tracker import Tracker

__all__ = ["LOW_SCORE", "TrackOptions", "Tracker"]
