"""Videos in files: every frame that can be decoded, at its own time, upright and in BGR."""

from maskrcnn.sources.video.cut import Cut
from maskrcnn.sources.video.damage import Damage
from maskrcnn.sources.video.video import Video

__all__ = ["Cut", "Damage", "Video"]
