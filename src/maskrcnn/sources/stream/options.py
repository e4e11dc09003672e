"""How patiently a stream is followed."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.errors import UsageError

_TRANSPORTS = ("tcp", "udp")


@dataclass(frozen=True)
class StreamOptions:
    """How a stream is connected to, and again when it is lost.

    Attributes
    ----------
    timeout : float
        Seconds without a picture after which a connection is given up.
    wait : float
        Seconds that a stream which is not there yet is waited for; 0 is one attempt.
    patience : float or None
        Seconds that a lost stream is tried to be had again; None is for ever.
    first_pause, longest_pause : float
        Seconds between attempts: each pause is twice the one before, less up to a half at random.
    transport : str
        How RTSP sends its pictures: ``tcp``, which loses none, or ``udp``.
    size : str or None
        What frames are scaled to, as `Video` takes it.

    Raises
    ------
    UsageError
        If a number or the transport makes no sense.
    """

    timeout: float = 10.0
    wait: float = 0.0
    patience: float | None = 300.0
    first_pause: float = 0.5
    longest_pause: float = 10.0
    transport: str = "tcp"
    size: str | None = None

    def __post_init__(self) -> None:
        for field in ("timeout", "first_pause", "longest_pause"):
            if not getattr(self, field) > 0:
                raise UsageError(f"{field} is {getattr(self, field)}; it must be greater than 0")
        for field in ("wait", "patience"):
            value = getattr(self, field)
            if value is not None and not value >= 0:
                raise UsageError(f"{field} is {value}; it must not be less than 0")
        if self.transport not in _TRANSPORTS:
            raise UsageError(f"transport is {self.transport!r}; choose tcp or udp")


DEFAULT_OPTIONS = StreamOptions()
