"""Instances carried from a key frame to another frame, as the pixels between them have moved.

A box is moved and stretched as the extent of its object's pixels is; its soft crop is then sampled
where each of its cells was in the key frame, so that it stays soft and legs may swing inside the
box. An object goes when little of it is left in the picture, and when its place no longer looks
like it: it is hidden, or the scene was cut.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.flow.motion import Motion, crossings, sampled
from maskrcnn.instances import Instances, Trace
from maskrcnn.masks import Float, Positions, Size, Uint8, centres, window_of
from maskrcnn.sources.frame import Frame

Box = NDArray[np.float64]
Places = NDArray[np.intp]

ENGINE = "optical flow"

LEAST_PART = 0.2
"""An object goes when less than this part of its box is left in the picture."""

NOISE, UNLIKE = 8.0, 0.6
"""An object goes when its grey levels differ from those expected by more than this many, and this
part of their own spread. On a pedestrians clip it keeps 99.9 % of what the network finds again
and drops a third of what it does not; after a cut to another scene, 86 %."""

SURE = 20.0
"""Where no more grey levels than this differ, a pixel is believed to be the object's: background
that appears behind it has come from nowhere, and its flow means nothing."""

REACH = 3.0
"""Least side, in pixels of the flow, of the place in which the pixels of an object are looked for:
the smallest are less than a pixel there."""

STEADINESS = 4.0
"""Variance, in square pixels of the flow, that speaks against a change of size: small objects have
too few pixels to tell."""

STRETCHES = 0.5, 2.0
"""No object shrinks or grows more than this."""

PIXELS = 2048
"""About as many pixels of an object are looked at, at most; of larger ones, a grid of them."""

CORE = np.pad(np.full((2, 2), 255, np.uint8), 1)
"""Which pixels of a box without a mask speak for its object: those in the middle."""


def carry(key: Instances, motion: Motion, frame: Frame) -> Instances:
    """Carry the instances of a key frame to another frame.

    Parameters
    ----------
    key : Instances
        What the network found in the key frame.
    motion : Motion
        Between the frame and the key frame.
    frame : Frame

    Returns
    -------
    Instances
        In the order of the key frame's, with their scores, classes and track ids; with the size,
        picture, name and moment of the frame. `trace.engine` is `"optical flow"`.
    """
    start = time.perf_counter()
    height, width = frame.image.shape[:2]
    to_flow, to_frame = _scale(key.size, motion.size), _scale(motion.size, (height, width))
    crops = key.crops or (None,) * len(key)
    threshold = key.mask_options.threshold * 255
    moved = {}
    for place, (box, crop) in enumerate(zip(key.boxes * to_flow, crops, strict=True)):
        new = _moved(box, crop, motion, threshold)
        if new is not None:
            moved[place] = new
    return replace(
        key[list(moved)],
        size=(height, width),
        boxes=np.array([box * to_frame for box, _ in moved.values()], np.float32).reshape(-1, 4),
        crops=key.crops and tuple(crop for _, crop in moved.values() if crop is not None),
        image=frame.image,
        name=frame.name,
        moment=frame.moment,
        trace=Trace(
            "" if key.trace is None else key.trace.model,
            ENGINE,
            total_seconds=time.perf_counter() - start,
        ),
    )


def _scale(old: Size, new: Size) -> Box:
    """Return what takes a box in a picture of an old size to one of a new size."""
    return np.tile(np.array(new[::-1]) / np.array(old[::-1]), 2)


def _moved(
    box: Box, crop: Uint8 | None, motion: Motion, threshold: float
) -> tuple[Box, Uint8 | None] | None:
    """Return box and crop where they are now, or None where the object is gone."""
    rows, columns = _pixels(box, CORE if crop is None else crop, motion, threshold)
    if not len(rows):
        return None
    surprise = _surprise(motion.now[rows, columns], motion.expected[rows, columns])
    if surprise.mean() > NOISE + UNLIKE * motion.now[rows, columns].std():
        return None
    sure = surprise <= max(SURE, float(np.median(surprise)))
    rows, columns = rows[sure], columns[sure]
    here = np.asarray(np.stack([columns, rows], 1) + 0.5, np.float64)
    whole = _fitted(box, here + motion.shifts[rows, columns], here)
    height, width = motion.size
    seen = np.clip(whole, 0, [width, height, width, height])
    part = _sides(seen) / _sides(whole)
    if part.prod() < LEAST_PART:
        return None
    return seen, None if crop is None else _resampled(crop, box, seen, part, motion)


def _pixels(box: Box, crop: Uint8, motion: Motion, threshold: float) -> tuple[Places, Places]:
    """Return rows and columns of pixels that come from the object, or else from its box."""
    middle, half = (box[:2] + box[2:]) / 2, np.maximum(_sides(box), REACH) / 2
    low, high = middle - half, middle + half
    window = window_of(np.concatenate([low - motion.reach, high + motion.reach]), motion.size)
    step = max(1, int(np.sqrt(_sides(box).prod() / PIXELS)))
    rows, columns = (np.arange(*span, step) for span in (window[1::2], window[::2]))
    shifts = motion.shifts[rows[0] : rows[-1] + 1 : step, columns[0] : columns[-1] + 1 : step]
    x, y = shifts[..., 0] + columns + 0.5, shifts[..., 1] + rows[:, None] + 0.5
    inside = np.nonzero((x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1]))
    cells = _on_crop(np.stack([x[inside], y[inside]], 1), box, crop)
    across, down = np.clip(cells, 0, np.array(crop.shape[::-1]) - 1).astype(np.intp).T
    on = crop[down, across] > threshold
    chosen = on if on.any() else np.ones_like(on)
    return rows[inside[0][chosen]], columns[inside[1][chosen]]


def _surprise(now: Uint8, expected: Uint8) -> Float:
    """Return how far grey levels `(K,)` are from those expected, whatever the light has done."""
    change = now.astype(np.float32) - expected
    surprise: Float = np.abs(change - np.median(change))
    return surprise


def _fitted(box: Box, there: Positions, here: Positions) -> Box:
    """Move and stretch a box as points `xy (K, 2)` went from there to here.

    The affine map nearest to their motion, by least squares, tells how their extent changes: that
    of an object that turns does, too.
    """
    before, after = there.mean(0), here.mean(0)
    points, steady = there - before, STEADINESS * np.eye(2)
    covariance = points.T @ points / len(points) + steady
    affine = np.linalg.solve(covariance, points.T @ (here - after) / len(points) + steady)
    (low, high), (new_low, new_high) = ((at.min(0), at.max(0)) for at in (points, points @ affine))
    stretch = np.clip((new_high - new_low + 1) / (high - low + 1), *STRETCHES)
    corners = (box.reshape(2, 2) - before - (low + high) / 2) * stretch
    return np.asarray((corners + (new_low + new_high) / 2 + after).ravel(), np.float64)


def _resampled(crop: Uint8, box: Box, seen: Box, part: Box, motion: Motion) -> Uint8:
    """Sample a crop over what is seen of its moved box, a part `xy` of its sides, cell by cell."""
    width, height = np.maximum(np.round(part * crop.shape[::-1]), 1).astype(int).tolist()
    cells = crossings(centres(seen[0], seen[2], width), centres(seen[1], seen[3], height))
    places = _on_crop(cells + sampled(motion.shifts, cells), box, crop)
    return sampled(crop, places, cv2.BORDER_CONSTANT)


def _on_crop(positions: NDArray[Any], box: Box, crop: Uint8) -> Float:
    """Return where positions `xy (..., 2)` lie on a crop that is stretched over a box."""
    scale = np.array(crop.shape[::-1]) / _sides(box)
    return np.asarray((positions - box[:2]) * scale, np.float32)


def _sides(box: Box) -> Box:
    return box[2:] - box[:2]
