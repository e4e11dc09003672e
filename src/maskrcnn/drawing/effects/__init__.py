"""Effects: the pixels of objects, or of the background behind them, made other than they are."""

from maskrcnn.drawing.effects.apply import Effects
from maskrcnn.drawing.effects.effect import Effect
from maskrcnn.drawing.effects.kinds import EFFECTS

__all__ = ["EFFECTS", "Effect", "Effects"]
