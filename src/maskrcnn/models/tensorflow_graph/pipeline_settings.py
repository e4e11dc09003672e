"""The settings that a `pipeline.config` beside a frozen graph tells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maskrcnn.errors import ModelError
from maskrcnn.input_size import FixedSize, KeepAspectRatio
from maskrcnn.models.tensorflow_graph import settings as published
from maskrcnn.models.tensorflow_graph.anchors import (
    pyramid_anchors,
    ssd_anchors,
    ssd_scales,
)
from maskrcnn.models.tensorflow_graph.pipeline_config import Section, read_pipeline_config
from maskrcnn.models.tensorflow_graph.settings import Resizer, Settings
from maskrcnn.rcnn.anchors import Anchors, grid_anchors

PIPELINE_CONFIG = "pipeline.config"

_REMEDY = "remove it, or get the one of this model"

_SUPPRESSION = {
    "detections.score": "score_threshold",
    "detections.overlap": "iou_threshold",
    "detections.per_class": "max_detections_per_class",
    "detections.total": "max_total_detections",
}
_FIRST_STAGE = {
    "proposals.score": "first_stage_nms_score_threshold",
    "proposals.overlap": "first_stage_nms_iou_threshold",
    "proposals.per_class": "first_stage_max_proposals",
    "proposals.total": "first_stage_max_proposals",
}
_FRACTIONS = (".score", ".overlap")
_BOX_CODER = ("x_scale", "y_scale", "width_scale", "height_scale")


def settings_of_pipeline(graph: Path, kind: str, classes: int) -> Settings:
    """Read the `pipeline.config` in the folder of a graph, if there is one.

    Raises
    ------
    ModelError
        If it cannot be read, or belongs to another graph.
    """
    path = graph.with_name(PIPELINE_CONFIG)
    if not path.is_file():
        return {}
    name = "ssd" if kind == "ssd" else "faster_rcnn"
    model = read_pipeline_config(path).section(f"model.{name}")
    if model is None:
        raise ModelError(f"{path}: is not for {kind}, which {graph.name} is: {_REMEDY}")
    try:
        described = model.number("num_classes", classes)
        if described != classes:
            raise ModelError(
                f"{path}: is for {described:.0f} classes, {graph.name} has {classes}: {_REMEDY}"
            )
        return _ssd(model) if kind == "ssd" else _two_stage(model)
    except ValueError as error:
        raise ModelError(f"{path}: {error}: {_REMEDY}") from None


def _two_stage(model: Section) -> Settings:
    settings = _numbers(model, _FIRST_STAGE)
    settings |= _post_processing(model.section("second_stage_post_processing"))
    grid = model.section("first_stage_anchor_generator.grid_anchor_generator")
    if grid is not None:
        settings["anchors"] = (_grid(grid),)
    return settings | _resizer(model)


def _ssd(model: Section) -> Settings:
    settings = _post_processing(model.section("post_processing")) | _resizer(model)
    coder = model.section("box_coder.faster_rcnn_box_coder")
    if coder is not None:
        settings["box_variance"] = tuple(
            1 / coder.number(name, 1 / value)
            for name, value in zip(_BOX_CODER, published.BOX_VARIANCE, strict=True)
        )
    maps = model.section("anchor_generator.ssd_anchor_generator")
    if maps is not None:
        resizer = settings.get("resizer", published.SSD_SIZE)
        settings["anchors"] = _maps(maps, (resizer.height, resizer.width))
    pyramid = model.section("anchor_generator.multiscale_anchor_generator")
    if pyramid is not None:
        settings["anchors"] = _pyramid(pyramid)
    return settings


def _numbers(section: Section, names: Mapping[str, str]) -> dict[str, Any]:
    values = {setting: section.numbers(name) for setting, name in names.items()}
    return {
        setting: value[0] if setting.endswith(_FRACTIONS) else int(value[0])
        for setting, value in values.items()
        if value
    }


def _post_processing(section: Section | None) -> dict[str, Any]:
    if section is None:
        return {}
    settings: dict[str, Any] = {}
    converter = section.words("score_converter")
    if converter in (("SOFTMAX",), ("SIGMOID",)):
        settings["activation"] = converter[0].lower()
    suppression = section.section("batch_non_max_suppression")
    return settings if suppression is None else settings | _numbers(suppression, _SUPPRESSION)


def _resizer(model: Section) -> dict[str, Resizer]:
    keeping = model.section("image_resizer.keep_aspect_ratio_resizer")
    if keeping is not None:
        sides = keeping.number("min_dimension", 600), keeping.number("max_dimension", 1024)
        return {"resizer": KeepAspectRatio(int(sides[0]), int(sides[1]))}
    fixed = model.section("image_resizer.fixed_shape_resizer")
    if fixed is not None:
        size = fixed.number("height", 300), fixed.number("width", 300)
        return {"resizer": FixedSize(int(size[0]), int(size[1]))}
    return {}


def _grid(section: Section) -> Anchors:
    return grid_anchors(
        section.numbers("scales") or published.GRID_SCALES,
        section.numbers("aspect_ratios") or published.GRID_RATIOS,
        section.number("height", published.ANCHOR_BASE),
        section.number("height_stride", 16.0),
    )


def _maps(section: Section, size: tuple[int, int]) -> tuple[Anchors, ...]:
    layers = int(section.number("num_layers", published.SSD_LAYERS))
    smallest = section.number("min_scale", published.SSD_SMALLEST)
    largest = section.number("max_scale", published.SSD_LARGEST)
    return ssd_anchors(
        section.numbers("scales") or ssd_scales(layers, smallest, largest),
        section.numbers("aspect_ratios") or published.SSD_RATIOS,
        size,
        reduced=section.words("reduce_boxes_in_lowest_layer") != ("false",),
        interpolated_ratio=section.number("interpolated_scale_aspect_ratio", 1.0),
    )


def _pyramid(section: Section) -> tuple[Anchors, ...]:
    first, last = published.PYRAMID_LEVELS
    levels = int(section.number("min_level", first)), int(section.number("max_level", last))
    return pyramid_anchors(
        range(levels[0], levels[1] + 1),
        section.numbers("aspect_ratios") or published.PYRAMID_RATIOS,
        section.number("anchor_scale", published.PYRAMID_BASE),
        int(section.number("scales_per_octave", published.PYRAMID_SCALES)),
    )
