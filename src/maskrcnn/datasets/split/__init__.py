"""Parts of a data set to learn from, to judge by and to test with at last."""

from __future__ import annotations

from maskrcnn.datasets.split.parts import PARTS, Shares
from maskrcnn.datasets.split.splitting import Split, SplitOptions, split

__all__ = ["PARTS", "Shares", "Split", "SplitOptions", "split"]
