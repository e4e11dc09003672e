"""How large a picture may be, and how long fetching one may take."""

from dataclasses import dataclass

from maskrcnn.errors import PictureError, UsageError

_SMALLEST_SIDE = 4
_LARGEST_ASPECT = 100


@dataclass(frozen=True)
class PictureLimits:
    """Bounds that protect memory and patience from hostile or mistaken input.

    Attributes
    ----------
    max_pixels : int
        Width × height, checked from the header before anything is decoded.
    max_bytes : int
        The encoded file, on disk or over the network.
    timeout : float
        Seconds that fetching one URL may take, from the first packet to the last.

    Raises
    ------
    UsageError
        If a bound is not positive.
    """

    max_pixels: int = 200_000_000
    max_bytes: int = 512 * 1024**2
    timeout: float = 30.0

    def __post_init__(self) -> None:
        for field in ("max_pixels", "max_bytes", "timeout"):
            value = getattr(self, field)
            if not value > 0:
                raise UsageError(f"{field} is {value}; it must be greater than 0")

    def check_bytes(self, count: int, name: str) -> None:
        """Raise `PictureError` if a file of `count` bytes is more than may be read."""
        if count > self.max_bytes:
            raise PictureError(
                f"{name}: the file is larger than {self.max_bytes:,} bytes;"
                " raise max_bytes if you trust it"
            )

    def check_size(self, width: int, height: int, name: str) -> None:
        """Raise `PictureError` if a picture of that size is too large or of no use."""
        size = f"{name}: {width} × {height} pixels"
        if min(width, height) < _SMALLEST_SIDE:
            raise PictureError(f"{size} is too small to show an object")
        if max(width, height) > _LARGEST_ASPECT * min(width, height):
            raise PictureError(f"{size} is too long and thin to show an object; cut it into pieces")
        if width * height > self.max_pixels:
            raise PictureError(
                f"{size} is more than the limit of {self.max_pixels:,} pixels;"
                " raise max_pixels if you trust it, or make it smaller"
            )


DEFAULT_LIMITS = PictureLimits()
