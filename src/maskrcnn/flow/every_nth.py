"""A network that sees each Nth frame only; the frames in between carry what it found.

A key frame is one that the network sees. Frames in between take the instances of the key frame
that is nearer in time, before or after; live, only those of the key frame before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from maskrcnn.errors import MaskRCNNError, UsageError
from maskrcnn.flow.carry import carry
from maskrcnn.flow.motion import Flow
from maskrcnn.instances import Instances
from maskrcnn.sources.frame import Frame

Predict = Callable[[Iterator[Frame]], Iterator[Instances]]


def every_nth(
    frames: Iterator[Frame], predict: Predict, n: int, look_ahead: bool = True
) -> Iterator[Instances]:
    """Find the instances in every frame, with a network that sees each Nth.

    Parameters
    ----------
    frames : iterator of Frame
        If it raises an error of ours, that comes after the instances of all frames before it.
    predict : callable
        A `Predictor`, or what else turns frames into instances one by one, in order. It may read
        several frames ahead.
    n : int
        The network sees frames 0, n, 2n and so on; 1 is all of them.
    look_ahead : bool
        Wait for the next key frame, so that no frame is far from one, and new objects are there
        sooner. Live, where nothing may wait, False.

    Returns
    -------
    iterator of Instances
        One a frame, in order; see `maskrcnn.flow.carry.carry` for those in between. About n times
        as many frames are held as `predict` reads ahead, and n more.

    Raises
    ------
    UsageError
        If n is less than 1.
    """
    if n < 1:
        raise UsageError(f"the network cannot see each {n}th frame: every must be 1 or more")
    return predict(frames) if n == 1 else _every_nth(_Feed(frames, n), predict, look_ahead)


def _every_nth(feed: _Feed, predict: Predict, look_ahead: bool) -> Iterator[Instances]:
    results = predict(feed.keys())
    key = feed.key(results)
    while key is not None:
        yield key.found
        key.turn()
        following = feed.key(results) if look_ahead else None
        for distance, frame in enumerate(feed.between(), 1):
            nearer = key if following is None or 2 * distance <= feed.n else following
            yield nearer.carried_to(frame)
        key = following if look_ahead else feed.key(results)
    if feed.error is not None:
        raise feed.error


class _Key:
    """A key frame: what was found in it, and where its pixels go."""

    def __init__(self, frame: Frame, found: Instances) -> None:
        self.found = found
        self._flow = Flow(frame.image)

    def turn(self) -> None:
        """Go on with frames behind it: the motion of those before it tells nothing of theirs."""
        self._flow.rest()

    def carried_to(self, frame: Frame) -> Instances:
        return carry(self.found, self._flow.to(frame.image), frame)


class _Feed:
    """Sorts frames into key frames, for the network, and those in between.

    Whoever is first in need of a frame has it read, in one thread; others wait in their line.
    """

    def __init__(self, frames: Iterator[Frame], n: int) -> None:
        self.n = n
        self.error: MaskRCNNError | None = None
        self._numbered = enumerate(self._until_error(frames))
        self._seen: deque[Frame] = deque()
        self._between: deque[Frame] = deque()

    def _until_error(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        try:
            yield from frames
        except MaskRCNNError as error:
            self.error = error

    def keys(self) -> Iterator[Frame]:
        """Give the key frames; the frames before each are read with it."""
        for index, frame in self._numbered:
            if index % self.n:
                self._between.append(frame)
            else:
                self._seen.append(frame)
                yield frame

    def key(self, results: Iterator[Instances]) -> _Key | None:
        """Give the next key frame that the network has seen, if there is one."""
        found = next(results, None)
        return None if found is None else _Key(self._seen.popleft(), found)

    def between(self) -> Iterator[Frame]:
        """Give the frames up to the next key frame."""
        for _ in range(self.n - 1):
            if self._between:
                yield self._between.popleft()
            else:
                yield from (frame for _, frame in islice(self._numbered, 1))
