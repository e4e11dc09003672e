"""Which object continues which track: what is sure first, what is doubtful afterwards.

After Zhang et al., "ByteTrack", ECCV 2022, whose likeness is that of boxes alone. Where boxes
nearly coincide it says nothing, and the masks decide.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from maskrcnn.tracking.kalman import Numbers
from maskrcnn.tracking.overlap import Masks, box_iou, mask_iou
from maskrcnn.tracking.rows import Bool, Places
from maskrcnn.tracking.track_options import TrackOptions
from maskrcnn.tracking.tracks import Sightings, Tracks


def associate(tracks: Tracks, seen: Sightings, options: TrackOptions) -> Places:
    """Return for each of T tracks the row of what continues it, -1 for nothing, `(T,)`.

    Tracks must have been moved to where they are expected in the frame of the sightings. In turn,
    of what the step before left over: sure objects continue tracks of their class; sure objects
    continue tracks of another class, if nearly at the same place; doubtful objects continue tracks
    of their class that were seen in the last frame.
    """
    likeness = _likeness(tracks, seen, options.mask_weight)
    alike = _same_class(tracks, seen) if options.by_class else np.ones(likeness.shape, np.bool_)
    stages = [
        (alike & seen.sure, options.least),
        (~alike & seen.sure, options.least_other_class),
        (alike & ~seen.sure & tracks.current[:, None], options.least_doubtful),
    ]
    chosen = np.full(len(tracks), -1)
    free = np.ones(len(seen.sure), np.bool_)
    for allowed, least in stages:
        rows, columns = _assign(
            likeness, allowed & (likeness >= least) & (chosen < 0)[:, None] & free
        )
        chosen[rows] = columns
        free[columns] = False
    return chosen


def _likeness(tracks: Tracks, seen: Sightings, mask_weight: float) -> Numbers:
    """Compare every track with every sighting, `(T, D)`; masks only where boxes overlap."""
    boxes = tracks.motion.boxes
    likeness = box_iou(boxes, seen.boxes)
    if mask_weight:
        rows, columns = np.nonzero(likeness)
        masks = mask_iou(Masks(boxes, tracks.shapes), Masks(seen.boxes, seen.shapes), rows, columns)
        likeness *= 1 - mask_weight
        likeness[rows, columns] += mask_weight * masks
    return likeness


def _same_class(tracks: Tracks, seen: Sightings) -> Bool:
    same: Bool = tracks.votes.argmax(1)[:, None] == seen.votes.argmax(1)
    return same


def _assign(likeness: Numbers, allowed: Bool) -> tuple[Places, Places]:
    """Return rows and columns of the allowed pairs, each used once, that are most alike in all."""
    rows, columns = linear_sum_assignment(np.where(allowed, likeness, 0), maximize=True)
    valid = allowed[rows, columns]
    return rows[valid], columns[valid]
