"""Streams: cameras and addresses followed live, the newest frame first."""

from maskrcnn.sources.stream.address import is_stream
from maskrcnn.sources.stream.health import Health
from maskrcnn.sources.stream.options import StreamOptions
from maskrcnn.sources.stream.stream import Stream

__all__ = ["Health", "Stream", "StreamOptions", "is_stream"]
