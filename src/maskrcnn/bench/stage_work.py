"""The arithmetic behind one result: what each network had to compute for it."""

from __future__ import annotations

from maskrcnn.bench.work import multiply_accumulates
from maskrcnn.models import Model
from maskrcnn.models.spec import YOLO_SIZE


def work_of(model: Model) -> dict[str, int]:
    """Return the multiply-accumulates of each network, where they can be counted.

    They cannot for TensorFlow graphs, nor where shapes depend on what is in the picture.
    """
    if model.spec.kind != "yolo-seg":
        return {}
    size = model.spec.input_size or YOLO_SIZE
    return {"network": multiply_accumulates(model.file.path, {"images": (1, 3, *size)})}
