"""How instances show themselves in a notebook: the picture and a table."""

from __future__ import annotations

import base64
import html

import cv2
import numpy as np

from maskrcnn.drawing.colors import instance_colors
from maskrcnn.drawing.painter import paint
from maskrcnn.instances import Instances
from maskrcnn.writers.picture import Picture

LONGEST_SIDE = 900


def notebook_html(instances: Instances) -> str:
    """Return HTML with the overlay, if the picture is at hand, and a row an instance."""
    rows = "".join(
        "<tr>"
        f'<td><span style="color:rgb({r},{g},{b})">⬤</span> {html.escape(one.label)}</td>'
        f"<td>{one.score:.3f}</td>"
        f"<td>{', '.join(f'{edge:.0f}' for edge in one.box)}</td>"
        f"<td>{one.area:,}</td></tr>"
        for one, (b, g, r) in zip(instances, instance_colors(instances).tolist(), strict=True)
    )
    head = "<tr><th>class</th><th>score</th><th>box (x0, y0, x1, y1)</th><th>pixels</th></tr>"
    return f"{_picture(instances)}<table>{head}{rows}</table>"


def _picture(instances: Instances) -> str:
    if instances.image is None:
        return ""
    drawn = paint(instances.image, instances)
    factor = min(1.0, LONGEST_SIDE / max(drawn.shape[:2]))
    small = cv2.resize(drawn, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    data = base64.b64encode(Picture(np.asarray(small, np.uint8)).encode(".jpg")).decode("ascii")
    name = html.escape(instances.name or "picture", quote=True)
    return f'<img src="data:image/jpeg;base64,{data}" alt="objects found in {name}"><br>'
