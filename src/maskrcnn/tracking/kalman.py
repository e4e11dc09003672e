"""Where boxes will be: one Kalman filter for all tracks.

Each of the four numbers of a box (centre x, centre y, width, height) is a place with a speed of
its own, so that no matrix is ever inverted. As in Wojke et al., "Simple Online and Realtime
Tracking with a Deep Association Metric", 2017, doubt is a part of the object's size; as in
Aharon et al., "BoT-SORT", 2022, of its width across and of its height up and down.

Those papers count frames, some thirty a second. Here time passes in steps of any length: the
noise is that of a Wiener process, so that two half steps say the same as a whole one. A centre
wanders beyond its speed a quarter as far as theirs, and sizes have no speed, so that none falls
below 0 behind an obstacle: both kept more objects apart, in scenes with known truth and on film.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.tracking.rows import Rows

Numbers = NDArray[np.float64]

STEPS_PER_SECOND = 30
MEASURED = 1 / 20
"""How far off the box of a network is: a standard deviation, as a part of the size."""
WANDERED = 1 / 80
"""How far a centre or a size wanders in a step, beyond its speed."""
HASTENED = np.array([1 / 160, 1 / 160, 0, 0])
"""How much the speed of centres and sizes changes in a step."""
STARTED = 10 * HASTENED
"""How fast an object may be that is seen for the first time, in a step."""


@dataclass(frozen=True, eq=False)
class Motion(Rows):
    """Where N objects are and how they move.

    Attributes
    ----------
    place : float64 (N, 4)
        Centre x and y, width and height, in any unit.
    speed : float64 (N, 4)
        Change of each in a step.
    place_variance, covariance, speed_variance : float64 (N, 4)
        How uncertain place and speed are, each and together.
    """

    place: Numbers
    speed: Numbers
    place_variance: Numbers
    covariance: Numbers
    speed_variance: Numbers

    @classmethod
    def of(cls, boxes: Numbers) -> Motion:
        """Begin with objects that are seen for the first time, in boxes `xyxy` `(N, 4)`."""
        place = _place(boxes)
        size, nothing = _size(place), np.zeros_like(place)
        return cls(place, nothing, (2 * MEASURED * size) ** 2, nothing, (STARTED * size) ** 2)

    @property
    def boxes(self) -> Numbers:
        """`xyxy`, `float64 (N, 4)`; they may lie anywhere."""
        halves = self.place[:, 2:] / 2
        return np.concatenate([self.place[:, :2] - halves, self.place[:, :2] + halves], 1)

    def after(self, steps: float) -> Motion:
        """Return where the objects are expected some steps later."""
        size = _size(self.place)
        wander, haste = (WANDERED * size) ** 2 * steps, (HASTENED * size) ** 2 * steps
        drift = 2 * self.covariance * steps + self.speed_variance * steps**2
        return Motion(
            self.place + self.speed * steps,
            self.speed,
            self.place_variance + drift + wander + haste * steps**2 / 3,
            self.covariance + self.speed_variance * steps + haste * steps / 2,
            self.speed_variance + haste,
        )

    def seen(self, boxes: Numbers) -> Motion:
        """Return the same objects once they are found in boxes `xyxy` `(N, 4)`."""
        noise = (MEASURED * _size(self.place)) ** 2
        total = self.place_variance + noise
        surprise = (_place(boxes) - self.place) / total
        return Motion(
            self.place + self.place_variance * surprise,
            self.speed + self.covariance * surprise,
            self.place_variance * noise / total,
            self.covariance * noise / total,
            np.maximum(self.speed_variance - self.covariance**2 / total, 0),
        )


def _place(boxes: Numbers) -> Numbers:
    return np.concatenate([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], 1)


def _size(place: Numbers) -> Numbers:
    return np.tile(place[:, 2:], 2)
