"""The arithmetic behind one result: what each network had to compute for it."""

from __future__ import annotations

from maskrcnn.bench.work import Shapes, multiply_accumulates
from maskrcnn.input_size import FixedSize
from maskrcnn.instances import Trace
from maskrcnn.masks import Size
from maskrcnn.models import Model
from maskrcnn.rcnn.stages import StageFiles, maps_of


def work_of(model: Model, trace: Trace, size: Size) -> dict[str, int]:
    """Return the multiply-accumulates of each network, by the names that they have in the trace.

    They are not counted for TensorFlow graphs, nor where shapes depend on what is in the picture.

    Parameters
    ----------
    model : Model
    trace : Trace
        Of a result for a single picture.
    size : (int, int)
        Height and width in which the network saw it.
    """
    if isinstance(model.file, StageFiles):
        return _work_of_stages(model.file, trace, size) if trace.stages else {}
    if isinstance(model.spec.input_size, FixedSize) and model.spec.kind == "yolo-seg":
        return {"network": multiply_accumulates(model.file.path, {"images": (1, 3, *size)})}
    return {}


def _work_of_stages(files: StageFiles, trace: Trace, size: Size) -> dict[str, int]:
    """Count each stage for the proposals and the objects that it was given."""
    work = {"A": multiply_accumulates(files.first.path, {"pictures": (1, *size, 3)})}
    if "B" in trace.stages:
        proposals = trace.shapes["B class_logits"][0]
        work["B"] = multiply_accumulates(files.second.path, _boxes(files, trace, proposals))
    if "C" in trace.stages and files.third is not None:
        objects = trace.shapes["C masks"][0]
        inputs = _boxes(files, trace, objects) | {"classes": (objects, files.settings.classes)}
        work["C"] = multiply_accumulates(files.third.path, inputs)
    return work


def _boxes(files: StageFiles, trace: Trace, count: int) -> Shapes:
    """Return the shapes of maps, and of boxes: all on the first map, since all cost the same."""
    inputs: Shapes = {}
    for name in maps_of(files.settings):
        on_map = 0 if inputs else count
        inputs |= {
            name: trace.shapes[f"A {name}"],
            name.replace("features", "rois"): (on_map, 4),
            name.replace("features", "pictures"): (on_map,),
        }
    return inputs
