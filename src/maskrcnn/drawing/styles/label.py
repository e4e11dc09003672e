"""What each object is, on a plate at its box."""

from __future__ import annotations

import numpy as np

from maskrcnn.drawing.plates import draw_plates
from maskrcnn.drawing.styles.style import Brush, LabelText, Stateless
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Uint8


class Label(Stateless):
    """Labels each object."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Write labels above boxes, or where there is room nearby.

        Of two that are in each other's way the better score stays in its place, or the older
        track: scores change from frame to frame, and labels would jump.
        """
        if brush.labels == "none":
            return
        order = np.arange(len(found)) if found.track_ids is None else found.track_ids.argsort()
        ranked = found[order]
        texts = [label_text(one, brush.labels) for one in ranked]
        draw_plates(canvas, texts, ranked.boxes, brush.colors[order], brush.pen)


def label_text(one: Instance, labels: LabelText) -> str:
    """Return `dog: 0.9876`, with its track `dog #7: 0.9876`, or without score `dog #7`."""
    name = one.label if one.track_id is None else f"{one.label} #{one.track_id}"
    return {"full": f"{name}: {one.score:.4f}", "name": name, "none": ""}[labels]
