"""How pictures come to a network that learns."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.errors import UsageError

MOST_PICTURES = 4096
MOST_WORKERS = 64


@dataclass(frozen=True, kw_only=True)
class LoadOptions:
    """Which pictures come in which batch, and how they are made ready.

    Attributes
    ----------
    batch : int
        Pictures in one.
    seed : int
        Decides the order, and all that happens to a picture.
    shorter : (int, int), optional
        Each batch has a size of its own: its shorter side lies between these. By default it is
        that of the network's input.
    rare : float
        Classes that fewer than this part of the pictures show are shown more often, by
        repeat-factor sampling; 0 shows each picture equally often.
    sure : float
        Objects whose marks are less sure than this teach nothing.
    memory : int
        Bytes of pictures that are kept ready.
    workers : int
        Threads that make batches ready, two each before they are asked for. What comes out does not
        depend on it.
    """

    batch: int = 8
    seed: int = 0
    shorter: tuple[int, int] | None = None
    rare: float = 0.0
    sure: float = 0.0
    memory: int = 2**30
    workers: int = 1

    def __post_init__(self) -> None:
        if self.batch < 1:
            raise UsageError(f"batch of {self.batch}: give 1 or more")
        if self.batch > MOST_PICTURES:
            raise UsageError(f"batch of {self.batch}: give {MOST_PICTURES} at most")
        if self.seed < 0:
            raise UsageError(f"seed {self.seed}: give 0 or more")
        if self.shorter is not None and not 1 <= self.shorter[0] <= self.shorter[1]:
            raise UsageError(f"shorter sides {self.shorter}: give the least and the most")
        for name in ("rare", "sure"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise UsageError(f"{name} {value}: give a number from 0 to 1")
        if self.memory < 0:
            raise UsageError(f"memory {self.memory}: give bytes, 0 or more")
        if not 1 <= self.workers <= MOST_WORKERS:
            raise UsageError(f"{self.workers} workers: give a number from 1 to {MOST_WORKERS}")
