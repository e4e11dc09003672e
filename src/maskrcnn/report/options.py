"""What users ask of a report."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.errors import UsageError
from maskrcnn.report.scale import Scale
from maskrcnn.zones import Line, Zone

LEAST = {"photos": 0, "frames": 0, "cutouts": 0, "side": 64, "cutout_side": 16}


@dataclass(frozen=True)
class ReportOptions:
    """What a report tells of, and how much of it.

    Numbers are kept of every object, pictures of some: the page stays of a size that can be sent.

    Attributes
    ----------
    title : str
        Its heading; by default what was found.
    scale : Scale or None
        How large a pixel is in the world; without it sizes are in pixels.
    lines : tuple of Line
    zones : tuple of Zone
        What tracked objects cross and enter; for videos only.
    photos : int
        How many photos are shown at most, evenly spread.
    frames : int
        How many frames of a video are shown at most, evenly spread.
    cutouts : int
        How many objects, or tracks, are shown by themselves at most.
    side : int
        Longest side in pixels of the pictures shown; less where they are many.
    cutout_side : int
        Longest side in pixels of the objects shown.
    megabytes : float
        About how large the page may become.

    Raises
    ------
    UsageError
        If a number makes no sense.
    """

    title: str = ""
    scale: Scale | None = None
    lines: tuple[Line, ...] = ()
    zones: tuple[Zone, ...] = ()
    photos: int = 240
    frames: int = 60
    cutouts: int = 600
    side: int = 1024
    cutout_side: int = 160
    megabytes: float = 24.0

    def __post_init__(self) -> None:
        for name, least in LEAST.items():
            if getattr(self, name) < least:
                raise UsageError(f"{name} of a report: at least {least}, not {getattr(self, name)}")
        if not self.megabytes >= 1:
            raise UsageError(f"a report cannot be held to {self.megabytes:g} MB: allow 1 or more")
