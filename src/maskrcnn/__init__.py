"""Instance segmentation with Mask R-CNN on OpenCV: which pixels belong to which object.

>>> import maskrcnn
>>> predictor = maskrcnn.load()
>>> found = predictor("photo.jpg")
>>> for one in found:
...     print(one.label, one.score, one.box, one.area)
>>> found["person"].draw().save("people.jpg")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from maskrcnn.drawing.look import Look as Look
    from maskrcnn.errors import DownloadError as DownloadError
    from maskrcnn.errors import EngineError as EngineError
    from maskrcnn.errors import MaskRCNNError as MaskRCNNError
    from maskrcnn.errors import ModelError as ModelError
    from maskrcnn.errors import OutputError as OutputError
    from maskrcnn.errors import PictureError as PictureError
    from maskrcnn.errors import ResultsError as ResultsError
    from maskrcnn.errors import UsageError as UsageError
    from maskrcnn.errors import VideoError as VideoError
    from maskrcnn.footage import Moment as Moment
    from maskrcnn.formats.collection import Collection as Collection
    from maskrcnn.formats.exporting import Export as Export
    from maskrcnn.formats.exporting import export as export
    from maskrcnn.formats.registry import open_collection as open_collection
    from maskrcnn.instances import Instance as Instance
    from maskrcnn.instances import Instances as Instances
    from maskrcnn.instances import Trace as Trace
    from maskrcnn.instances import concatenate as concatenate
    from maskrcnn.labels import Labels as Labels
    from maskrcnn.masks import MaskOptions as MaskOptions
    from maskrcnn.options import EngineOptions as EngineOptions
    from maskrcnn.options import NetworkOptions as NetworkOptions
    from maskrcnn.predictor import Predictor as Predictor
    from maskrcnn.predictor import load as load
    from maskrcnn.results import ResultsWriter as ResultsWriter
    from maskrcnn.results import read_results as read_results
    from maskrcnn.sources.frame import Frame as Frame
    from maskrcnn.sources.image import read_picture as read_picture
    from maskrcnn.sources.limits import PictureLimits as PictureLimits
    from maskrcnn.sources.stream import Stream as Stream
    from maskrcnn.sources.video import Video as Video
    from maskrcnn.tracking import Tracker as Tracker
    from maskrcnn.writers.picture import Picture as Picture
    from maskrcnn.zones import Counter as Counter
    from maskrcnn.zones import Line as Line
    from maskrcnn.zones import Zone as Zone

_HOMES = {
    "Collection": "formats.collection",
    "Counter": "zones",
    "DownloadError": "errors",
    "EngineError": "errors",
    "EngineOptions": "options",
    "Export": "formats.exporting",
    "Frame": "sources.frame",
    "Instance": "instances",
    "Instances": "instances",
    "Labels": "labels",
    "Line": "zones",
    "Look": "drawing.look",
    "MaskOptions": "masks",
    "MaskRCNNError": "errors",
    "ModelError": "errors",
    "Moment": "footage",
    "NetworkOptions": "options",
    "OutputError": "errors",
    "Picture": "writers.picture",
    "PictureError": "errors",
    "PictureLimits": "sources.limits",
    "Predictor": "predictor",
    "ResultsError": "errors",
    "ResultsWriter": "results",
    "Stream": "sources.stream",
    "Trace": "instances",
    "Tracker": "tracking",
    "UsageError": "errors",
    "Video": "sources.video",
    "VideoError": "errors",
    "Zone": "zones",
    "concatenate": "instances",
    "export": "formats.exporting",
    "load": "predictor",
    "open_collection": "formats.registry",
    "read_picture": "sources.image",
    "read_results": "results",
}
"""Public name to the module it lives in; each is imported when it is first asked for."""

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - the keys are strings


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'maskrcnn' has no attribute {name!r}")
    value = getattr(import_module(f"maskrcnn.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
