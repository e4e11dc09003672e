"""Masks: soft crops, and the pixels and run lengths made from them.

A *soft crop* is a mask as `uint8 (h, w)` probabilities (0 to 255) stretched over its box, at the
network's own resolution. Pixels are made on demand: resized softly first, thresholded last, so
that outlines stay smooth at any size.

Boxes are `xyxy` in pixels and half-open: a box `(0, 0, 2, 1)` covers two pixels. Pixel `i` has
its centre at `i + 0.5`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Interpolation = Literal["linear", "nearest"]
Size = tuple[int, int]
Bool = NDArray[np.bool_]
Uint8 = NDArray[np.uint8]
Float = NDArray[np.float32]
Positions = NDArray[np.float64]

BAND_CELLS = 8192
SOFTNESS = 0.25
"""How far from the threshold a probability is where a pixel is the object's wholly, or not."""

SOLID = np.full((1, 1), 255, np.uint8)
"""The soft crop of what fills its box."""


@dataclass(frozen=True)
class MaskOptions:
    """How a soft crop becomes pixels.

    Attributes
    ----------
    threshold : float
        A pixel belongs to the object where its probability exceeds this, 0 to 1.
    interpolation : "linear" or "nearest"
        "linear" is smooth and follows fractional boxes; "nearest" repeats the 2018 tutorial
        pixel for pixel: box corners cut to whole numbers, nearest-neighbour resize.
    """

    threshold: float = 0.5
    interpolation: Interpolation = "linear"


class Window(NamedTuple):
    """A rectangle of whole pixels, half-open."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def shape(self) -> Size:
        """Height and width in pixels."""
        return self.y1 - self.y0, self.x1 - self.x0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of this window in an array `(H, W, ...)`."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)


def window_of(box: NDArray[Any], size: Size) -> Window:
    """Return the pixels of a picture of `size` whose centres lie in `box`.

    It is never empty: a box between two centres still gets the pixel nearest to it.
    """
    height, width = size
    x0, y0, x1, y1 = np.ceil(np.asarray(box, np.float64) - 0.5).astype(int).tolist()
    left, top = min(max(x0, 0), width - 1), min(max(y0, 0), height - 1)
    return Window(left, top, max(min(x1, width), left + 1), max(min(y1, height), top + 1))


def soft_pixels(crop: Uint8, box: NDArray[Any], size: Size) -> tuple[Window, Float]:
    """Stretch a soft crop over its box.

    Returns
    -------
    window : Window
        The pixels whose centres lie in the box.
    probabilities : float32 (h, w), 0 to 255
        Bilinear samples of the crop at the centres of the window's pixels.
    """
    window, rows, columns = _grid(crop, box, size)
    return window, interpolate(crop.astype(np.float32), rows, columns)


def hard_pixels(
    crop: Uint8, box: NDArray[Any], size: Size, options: MaskOptions
) -> tuple[Window, Bool]:
    """Turn a soft crop into the pixels of its object.

    Returns
    -------
    window : Window
        Where the pixels lie in the picture.
    pixels : bool (h, w)
        True where the object is.
    """
    if options.interpolation == "nearest":
        return _nearest_pixels(crop, box, size, options.threshold)
    window = window_of(box, size)
    if crop.shape == window.shape and np.array_equal(box, window):
        return window, crop > options.threshold * 255  # a cell a pixel: nothing lies between
    window, rows, columns = _grid(crop, box, size)
    pixels = np.empty(window.shape, np.bool_)
    for band, values in _bands(crop.astype(np.float32), rows, columns):
        np.greater(values, options.threshold * 255, out=pixels[band])
    return window, pixels


def soft_edges(
    crop: Uint8, box: NDArray[Any], size: Size, options: MaskOptions
) -> tuple[Window, Uint8]:
    """Turn a soft crop into how much of each pixel is the object's.

    Probabilities up to a quarter below the threshold are nothing of it, those from a quarter above
    it on all of it, and between them it rises evenly: edges are soft, the inside is whole.
    With "nearest" there is nothing in between.

    Returns
    -------
    window : Window
        Where the pixels lie in the picture.
    alpha : uint8 (h, w)
        0 to 255; over 127 where `hard_pixels` is true.
    """
    if options.interpolation == "nearest":
        window, pixels = hard_pixels(crop, box, size, options)
        return window, pixels.view(np.uint8) * np.uint8(255)
    window, rows, columns = _grid(crop, box, size)
    alpha = np.empty(window.shape, np.uint8)
    slope = np.float32(0.5 / SOFTNESS)
    for band, values in _bands(crop.astype(np.float32), rows, columns):
        np.subtract(values, options.threshold * 255, out=values)
        np.ceil(np.multiply(values, slope, out=values), out=values)
        alpha[band] = np.clip(np.add(values, 127, out=values), 0, 255, out=values)
    return window, alpha


def _grid(crop: Uint8, box: NDArray[Any], size: Size) -> tuple[Window, Positions, Positions]:
    """Return the window of a box, and where its rows and columns of pixels lie on the crop."""
    window = window_of(box, size)
    height, width = crop.shape
    rows = np.arange(window.y0, window.y1) + 0.5 - box[1]
    columns = np.arange(window.x0, window.x1) + 0.5 - box[0]
    x_scale, y_scale = np.array([width, height]) / np.maximum(box[2:] - box[:2], 1e-6)
    return window, rows * y_scale, columns * x_scale


def centres(low: float, high: float, count: int) -> Positions:
    """Return the centres of `count` equal cells between two positions."""
    middles: Positions = low + (np.arange(count) + 0.5) * (high - low) / count
    return middles


def interpolate(cells: Float, rows: Positions, columns: Positions) -> Float:
    """Sample a map of cells bilinearly at every crossing of some rows and columns.

    Parameters
    ----------
    cells : float32 (h, w)
        Cell `i` has its centre at position `i + 0.5`; beyond the outer centres its value stays.
    rows, columns : float64 (H,), (W,)

    Returns
    -------
    float32 (H, W)
    """
    sampled = np.empty((len(rows), len(columns)), np.float32)
    for band, values in _bands(cells, rows, columns):
        sampled[band] = values
    return sampled


def _bands(cells: Float, rows: Positions, columns: Positions) -> Iterator[tuple[slice, Float]]:
    """Yield the samples of `interpolate`, some rows at a time; each band lives until the next.

    A product of matrices would say the same in a line, but BLAS has threads of its own, which
    fight with the network's for the processor. Bands stay in the processor's cache, and their
    memory is taken once.
    """
    left, right, part = _neighbours(columns, cells.shape[1])
    turned = np.ascontiguousarray(cells.T)
    wide = np.ascontiguousarray((turned[left] * (1 - part) + turned[right] * part).T)
    above, below, part = _neighbours(rows, len(wide))
    step = max(1, BAND_CELLS // wide.shape[1])
    upper, lower = np.empty((2, step, wide.shape[1]), np.float32)
    for start in range(0, len(rows), step):
        band = slice(start, start + step)
        count = len(above[band])
        first = wide.take(above[band], 0, upper[:count], "clip")
        second = wide.take(below[band], 0, lower[:count], "clip")
        second -= first
        second *= part[band]
        second += first
        yield band, second


def _neighbours(
    positions: Positions, cells: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], Float]:
    """Return the cells on both sides of each position, and the second one's part in its value."""
    nearest = np.clip(positions - 0.5, 0, cells - 1)
    first = nearest.astype(np.intp)
    part = (nearest - first).astype(np.float32)
    return first, np.minimum(first + 1, cells - 1), part[:, None]


def _nearest_pixels(
    crop: Uint8, box: NDArray[Any], size: Size, threshold: float
) -> tuple[Window, Bool]:
    window = window_of(np.trunc(box), size)
    height, width = window.shape
    rows = np.arange(height) * crop.shape[0] // height
    columns = np.arange(width) * crop.shape[1] // width
    return window, crop[rows[:, None], columns] > threshold * 255


def full_size(window: Window, pixels: Bool, size: Size) -> Bool:
    """Place the pixels of a window into a mask `bool (H, W)` of a whole picture."""
    mask = np.zeros(size, np.bool_)
    mask[window.slices] = pixels
    return mask


def crop_of_mask(mask: Bool) -> tuple[Float, Uint8]:
    """Make a box and a soft crop, at full resolution, of a mask `bool (H, W)`.

    An empty mask gives a box of one pixel with a crop of zeros.
    """
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return np.array([0, 0, 1, 1], np.float32), np.zeros((1, 1), np.uint8)
    window = Window(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return np.array(window, np.float32), mask[window.slices].astype(np.uint8) * 255


def encode_rle(mask: Bool) -> dict[str, Any]:
    """Encode a mask `bool (H, W)` as COCO's compressed RLE: `{"size": [H, W], "counts": str}`."""
    from pycocotools import mask as coco

    rle = coco.encode(np.asfortranarray(mask, dtype=np.uint8))
    return {"size": [int(n) for n in rle["size"]], "counts": rle["counts"].decode("ascii")}


def decode_rle(rle: dict[str, Any]) -> Bool:
    """Decode COCO's RLE, compressed (`counts` a string) or not (a list), to a mask `(H, W)`."""
    from pycocotools import mask as coco

    height, width = rle["size"]
    counts = rle["counts"]
    if isinstance(counts, Sequence) and not isinstance(counts, str | bytes):
        rle = coco.frPyObjects({"size": [height, width], "counts": list(counts)}, height, width)
    decoded: Uint8 = coco.decode(rle)
    return decoded.astype(np.bool_)


def mask_iou(first: Iterable[Bool], second: Iterable[Bool]) -> NDArray[np.float64]:
    """Intersection over union of every mask of `first` with every one of `second`, `(N, M)`."""
    from pycocotools import mask as coco

    left, right = ([encode_rle(mask) for mask in masks] for masks in (first, second))
    if not left or not right:
        return np.zeros((len(left), len(right)))
    return np.asarray(coco.iou(left, right, [0] * len(right)), np.float64)
