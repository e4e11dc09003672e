"""What was wrong with a video, counted while it is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Damage:
    """Counters that grow while frames are read.

    Attributes
    ----------
    packets : int
        Coded pictures that could not be decoded: their frames are not there.
    frames : int
        Frames that were decoded with errors: parts of them are guessed.
    resized : int
        Frames of another size than the first: scaled to its size.
    times : int
        Frames whose time was missing or ran backwards: repaired.
    missing_bytes : int
        How much longer the file says that it is.
    missing_seconds : float
        How much earlier the frames ended than the file says.
    stopped : str
        Why reading stopped before the end, empty if it did not.
    """

    packets: int = 0
    frames: int = 0
    resized: int = 0
    times: int = 0
    missing_bytes: int = 0
    missing_seconds: float = 0.0
    stopped: str = ""

    def __bool__(self) -> bool:
        return self != Damage()

    def reset(self) -> None:
        """Count from 0 again; the file stays as short as it is."""
        vars(self).update(vars(Damage(missing_bytes=self.missing_bytes)))

    def words(self) -> list[str]:
        """Say it to the user, a line each."""
        said = (
            (self.packets, f"{_count(self.packets, 'frame')} could not be decoded: left out"),
            (self.frames, f"{_count(self.frames, 'frame')} decoded with errors"),
            (self.resized, f"{_count(self.resized, 'frame')} of another size: scaled"),
            (self.times, f"{_count(self.times, 'frame')} without a usable time: repaired"),
            (self.missing_bytes, f"cut short: the last {self.missing_bytes:,} bytes are missing"),
            (self.missing_seconds, f"ends {self.missing_seconds:.2f} s before its stated end"),
            (self.stopped, f"reading stopped before the end ({self.stopped})"),
        )
        return [words for trouble, words in said if trouble]


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
