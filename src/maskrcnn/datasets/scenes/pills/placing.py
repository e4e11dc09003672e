"""Where pills lie."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.pills.forms import Outline, outline
from maskrcnn.datasets.scenes.pills.kinds import Kind, choose_kind
from maskrcnn.datasets.scenes.pills.tray import Tray
from maskrcnn.datasets.scenes.scene import Owners
from maskrcnn.masks import Float, Size, Window

FEWEST, MOST = 3, 16
NEAREST = 0.72
"""How near the middles of pills come: of their mean sizes."""
LEAST_PIXELS = 80
LEAST_PART = 0.3
"""Of a pill's pixels in the picture that must be seen."""


@dataclass(frozen=True)
class Pill:
    """A pill that lies somewhere.

    Attributes
    ----------
    kind : Kind
    x, y : float
        Of its middle, in pixels.
    cosine, sine : float
        By which it is turned.
    scale : float
        Pixels in a millimetre.
    """

    kind: Kind
    x: float
    y: float
    cosine: float
    sine: float
    scale: float

    @property
    def reach(self) -> float:
        """How far it goes from its middle, in pixels."""
        return 0.5 * self.kind.long * self.scale

    def clear_of(self, other: Pill) -> bool:
        """Tell whether another one is far enough away."""
        x, y = self.x - other.x, self.y - other.y
        sizes = self.kind.wide + self.kind.long + other.kind.wide + other.kind.long
        room = NEAREST * 0.25 * sizes * self.scale
        return x * x + y * y > room * room

    def window(self, size: Size, margin: float) -> Window:
        """Return the part of the picture that it is in."""
        reach = self.reach + margin
        x0, y0 = max(int(self.x - reach), 0), max(int(self.y - reach), 0)
        x1, y1 = min(int(self.x + reach) + 2, size[1]), min(int(self.y + reach) + 2, size[0])
        return Window(x0, y0, x1, y1)

    def outline(self, u: Float, v: Float) -> Outline:
        """Return its outline around places, along it and across it from its middle."""
        return outline(self.kind, u, v, self.scale)

    def places(self, window: Window) -> tuple[Float, Float]:
        """Return where pixels lie from its middle, along it and across it: `float32 (h, w)`."""
        x = np.arange(window.x0, window.x1, dtype=np.float32)[None, :] + np.float32(0.5 - self.x)
        y = np.arange(window.y0, window.y1, dtype=np.float32)[:, None] + np.float32(0.5 - self.y)
        return self.cosine * x + self.sine * y, self.cosine * y - self.sine * x


def choose_pills(dice: Dice, size: Size, tray: Tray | None) -> list[Pill]:
    """Return pills of a few kinds, on a tray or anywhere; later ones lie over earlier ones."""
    scale = max(size) / dice.between(62, 110)
    kinds = [choose_kind(dice) for _ in range(dice.whole(2, 5))]
    pills: list[Pill] = []
    wanted = dice.whole(FEWEST, MOST)
    for _ in range(8 * wanted):
        if len(pills) == wanted:
            break
        x, y = size[1] * dice.between(0.06, 0.94), size[0] * dice.between(0.06, 0.94)
        pill = Pill(dice.one_of(kinds), x, y, *dice.turn(), scale)
        on_floor = tray is None or tray.holds(x, y, pill.reach)
        if on_floor and all(map(pill.clear_of, pills)):
            pills.append(pill)
    return pills


def seen(pills: list[Pill], size: Size) -> tuple[list[Pill], Owners]:
    """Return the pills of which enough is to be seen, and which of them each pixel is of."""
    while True:
        owners = np.zeros(size, np.int8)
        whole = [_cover(owners, pill, number) for number, pill in enumerate(pills, 1)]
        shown = np.bincount(owners.ravel(), minlength=len(pills) + 1)[1:].tolist()
        enough = [
            pixels >= max(LEAST_PIXELS, LEAST_PART * full)
            for pixels, full in zip(shown, whole, strict=True)
        ]
        if all(enough):
            return pills, owners
        pills = list(compress(pills, enough))


def _cover(owners: Owners, pill: Pill, number: int) -> int:
    """Lay a pill over others; return in how many pixels it would be seen, were it alone."""
    window = pill.window((owners.shape[0], owners.shape[1]), 1)
    inside = pill.outline(*pill.places(window)).distance < 0
    owners[window.slices][inside] = number
    return int(np.count_nonzero(inside))
