"""Kinds of pills: their forms, sizes in millimetres, and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from maskrcnn.datasets.scenes.colors import Color, palette, varied
from maskrcnn.datasets.scenes.dice import Dice

LABELS = ("tablet", "capsule", "caplet")

PRESSED = palette(
    "F7F5F0 FDFBF4 F3EBDD F6D9CE F4C7C9 F7E7A9 F5C98B E9967A CFE3EF A9CBE3 C7E2C8 D9CBE6"
)
"""Colours of what is pressed of powder."""
GELATIN = palette(
    "C62828 1E5AA8 2E8B57 F2A900 7B1E3A F6F2E7 EDE3CF 8E9AA6 E3672E 1C7C8C 4B3B8F 2B2B33"
)

Form = Literal["round", "oval", "bar", "shell"]


@dataclass(frozen=True)
class Kind:
    """A kind of pills, which look alike.

    Attributes
    ----------
    class_id : int
        Place in `LABELS`.
    form : "round", "oval", "bar" or "shell"
        Pressed as a disc, an ellipse or a bar with round ends; or two shells, one in the other.
    long, wide : float
        In millimetres.
    first, second : Color
        Of both ends; of what is pressed they are the same.
    gloss : float
        How much light its highlights throw back, 0 to 1.
    bevel : float
        How much of half its width is round at the edge, 0 to 1.
    scores : int
        Along how many lines it can be broken.
    """

    class_id: int
    form: Form
    long: float
    wide: float
    first: Color
    second: Color
    gloss: float
    bevel: float
    scores: int

    @property
    def roughness(self) -> float:
        """How strong its grain is."""
        return 0.02 if self.gloss > 0.1 else 0.05


def choose_kind(dice: Dice) -> Kind:
    """Return a kind of pills."""
    class_id = dice.whole(0, len(LABELS) - 1)
    if LABELS[class_id] == "capsule":
        return _capsule(dice, class_id)
    color = varied(dice.one_of(PRESSED), dice, 0.08)
    coated = dice.chance(0.4)
    gloss = dice.between(0.2, 0.5) if coated else dice.between(0.0, 0.08)
    bevel, scored = dice.between(0.2, 0.75), dice.chance(0.65)
    if LABELS[class_id] == "tablet":
        size, scores = dice.between(6.0, 12.5), 2 if dice.chance(0.2) else 1
        return Kind(class_id, "round", size, size, color, color, gloss, bevel, scores * scored)
    wide = dice.between(6.0, 8.5)
    long = wide * dice.between(1.5, 2.4)
    form: Form = "oval" if dice.chance(0.4) else "bar"
    return Kind(class_id, form, long, wide, color, color, gloss, bevel, int(scored))


def _capsule(dice: Dice, class_id: int) -> Kind:
    wide = dice.between(5.2, 7.8)
    first, second = (varied(dice.one_of(GELATIN), dice, 0.12) for _ in range(2))
    if dice.chance(0.12):
        second = first
    return Kind(
        class_id,
        "shell",
        wide * dice.between(2.3, 2.9),
        wide,
        first,
        second,
        dice.between(0.5, 0.95),
        1.0,
        0,
    )
