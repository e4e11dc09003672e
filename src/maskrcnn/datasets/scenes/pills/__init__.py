"""Pills on a table or a tray, from above: tablets, capsules and caplets, to be told apart.

What lies higher hides what lies lower. A pixel is of the pill whose outline its centre is in; that
is decided by sums, products, quotients and square roots alone, and so is alike on every machine.
"""

from __future__ import annotations

from maskrcnn.datasets.scenes.pills.kinds import LABELS
from maskrcnn.datasets.scenes.pills.picture import draw
from maskrcnn.datasets.scenes.scene import Scene
from maskrcnn.labels import Labels

PILLS = Scene(
    "pills",
    "tablets, capsules and caplets on a table or a tray, from above",
    Labels(LABELS),
    ((240, 320), (288, 288), (256, 320)),
    draw,
)
