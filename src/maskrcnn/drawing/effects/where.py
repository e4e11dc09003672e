"""Where in a picture an effect works: on objects, on some classes of them, or on all the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels

OBJECTS, BACKGROUND = "objects", "background"


@dataclass(frozen=True)
class Where:
    """Objects, or the background behind them.

    Attributes
    ----------
    background : bool
        Whether it is everything but the objects.
    classes : tuple of str or None
        Names of the classes that count as objects; None is all.
    """

    background: bool = False
    classes: tuple[str, ...] | None = None

    @classmethod
    def of(cls, text: str) -> Where:
        """Read `objects`, `background`, `person,dog` or `background:person,dog`.

        Raises
        ------
        UsageError
            If no class is named where one should be.
        """
        head, colon, tail = text.partition(":")
        background = head.strip().lower() == BACKGROUND
        if not colon and (background or head.strip().lower() == OBJECTS):
            return cls(background)
        listed = tail if background else text
        classes = tuple(name.strip() for name in listed.split(",") if name.strip())
        if not classes:
            raise UsageError(
                f"'@{text}' says nowhere: write @person,dog, @objects, @background"
                " or @background:person"
            )
        return cls(background, classes)

    def check(self, labels: Labels) -> None:
        """Find the classes among a model's.

        Raises
        ------
        UsageError
            If there is no such class.
        """
        for name in self.classes or ():
            labels.find(name)

    def objects(self, found: Instances) -> Instances:
        """Return the objects that are meant, or that the background lies behind.

        Raises
        ------
        UsageError
            If the model has no such class.
        """
        if self.classes is None:
            return found
        wanted = [found.labels.find(name) for name in self.classes]
        return found[np.isin(found.class_ids, wanted)]

    def __str__(self) -> str:
        listed = None if self.classes is None else ",".join(self.classes)
        if self.background:
            return BACKGROUND if listed is None else f"{BACKGROUND}:{listed}"
        return OBJECTS if listed is None else listed
