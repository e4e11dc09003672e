"""Videos on their way out: encoded in segments that survive a killed run, then joined and checked.

Bases: FFmpeg through PyAV; ITU-T H.273 for what colours are called.
"""

from maskrcnn.writers.video.checking import check
from maskrcnn.writers.video.formats import VideoFormat, format_of
from maskrcnn.writers.video.join import Joined, join
from maskrcnn.writers.video.segment import SegmentWriter
from maskrcnn.writers.video.tracks import Original

__all__ = ["Joined", "Original", "SegmentWriter", "VideoFormat", "check", "format_of", "join"]
