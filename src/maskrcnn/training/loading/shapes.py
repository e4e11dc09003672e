"""How large the pictures of a batch are: all alike, so that they are one array.

A batch gets the size in which the network would be given the picture in its middle, from the
highest to the widest. Sides are multiples of a number, so that there are few sizes: processors
prepare their work for each once. Pictures of another shape are cut, or filled up with grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from maskrcnn.errors import UsageError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.masks import Size


def input_sizes(
    input_size: KeepAspectRatio, shorter: tuple[int, int] | None
) -> list[KeepAspectRatio]:
    """Return the rules of size that a batch may follow, the smallest first.

    Parameters
    ----------
    input_size : KeepAspectRatio
        That of the network.
    shorter : (int, int), optional
        The shorter sides are all multiples between these; by default there is that of the network
        alone.

    Raises
    ------
    UsageError
        If no multiple lies between them.
    """
    if shorter is None:
        return [input_size]
    least, most = shorter
    multiple = input_size.multiple
    sides = range(-(-least // multiple) * multiple, most + 1, multiple)
    if not sides:
        raise UsageError(f"shorter sides {shorter}: no multiple of {multiple} lies between them")
    return [
        replace(
            input_size, shorter=side, longer=round(side * input_size.longer / input_size.shorter)
        )
        for side in sides
    ]


def common_size(pictures: Sequence[Size], input_size: KeepAspectRatio) -> Size:
    """Return the height and width of a batch of some pictures, `(H, W)` each."""
    by_shape = sorted(pictures, key=lambda size: size[1] / size[0])
    return input_size.of(by_shape[len(by_shape) // 2])
