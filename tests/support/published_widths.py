"""How many channels the layers of the published Mask R-CNN on Inception v2 have.

Feature extractor: Ioffe & Szegedy, arXiv:1502.03167, as the zoo has it. Heads: its
`pipeline.config`, where the depth of the mask branch is left to a formula, the mean of features
and classes on a logarithmic scale, weighted 2 to 3.
"""

from collections.abc import Mapping, Sequence
from math import log2

_SINGLE = {
    "Conv": 512,
    "SecondStageBoxPredictor/Conv": int(2 ** ((2 * log2(1024) + 3 * log2(90)) / 5)),
    "Conv2d_1a_7x7": 64,
    "Conv2d_2b_1x1": 64,
    "Conv2d_2c_3x3": 192,
}

_BLOCKS: Mapping[str, Sequence[Sequence[int]]] = {
    "Mixed_3b": ((64,), (64, 64), (64, 96, 96), (32,)),
    "Mixed_3c": ((64,), (64, 96), (64, 96, 96), (64,)),
    "Mixed_4a": ((128, 160), (64, 96, 96)),
    "Mixed_4b": ((224,), (64, 96), (96, 128, 128), (128,)),
    "Mixed_4c": ((192,), (96, 128), (96, 128, 128), (128,)),
    "Mixed_4d": ((160,), (128, 160), (128, 160, 160), (96,)),
    "Mixed_4e": ((96,), (128, 192), (160, 192, 192), (96,)),
    "Mixed_5a": ((128, 192), (192, 256, 256)),
    "Mixed_5b": ((352,), (192, 320), (160, 224, 224), (128,)),
    "Mixed_5c": ((352,), (192, 320), (192, 224, 224), (128,)),
}
"""Of each branch, its convolutions in their order; the pooling has no channels of its own."""


def inception_v2(layer: str) -> int:
    """Return how many channels a layer gives, by the scope of its weights."""
    *_, block, branch, unit = ("", "", *layer.split("/"))
    if block not in _BLOCKS:
        return _SINGLE[layer if layer in _SINGLE else unit]
    widths = _BLOCKS[block][int(branch[-1])]
    step = unit.removeprefix("Conv2d_")[:2]
    return widths[-1] if step == "1a" or len(widths) == 1 else widths["abc".index(step[1])]
