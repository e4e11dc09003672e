"""How well a stream is doing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Health:
    """Counters that grow while a stream is followed.

    Attributes
    ----------
    received : int
        Pictures that arrived and could be decoded.
    given : int
        Those that went on as frames.
    dropped : int
        Those that a newer one replaced before anybody took them.
    damaged : int
        Packets that could not be decoded.
    reconnections : int
        How often the stream was lost and came back.
    lost : float
        Seconds without a picture in between.
    """

    received: int = 0
    given: int = 0
    dropped: int = 0
    damaged: int = 0
    reconnections: int = 0
    lost: float = 0.0

    def words(self) -> list[str]:
        """Say what a user should hear, nothing where all went well."""
        words = []
        if self.dropped:
            words.append(
                f"{self.dropped} of {self.received} frames were dropped to show the newest"
            )
        if self.damaged:
            words.append(f"{_count(self.damaged, 'packet')} could not be decoded")
        if self.reconnections:
            words.append(
                f"lost and found again {_count(self.reconnections, 'time')},"
                f" {self.lost:.1f} seconds without a picture"
            )
        return words


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
