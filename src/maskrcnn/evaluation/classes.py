"""Which class of a model is which of a dataset: by name, or another word for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.labels import Labels


@dataclass(frozen=True)
class ClassMatch:
    """The classes of a model, as a dataset calls them.

    Attributes
    ----------
    places : int64 (C,)
        Of each class of the model, the place in the dataset's labels; -1 where it has no such.
    only_model, only_dataset : tuple of str
        The names that the other side lacks.
    """

    places: NDArray[np.int64]
    only_model: tuple[str, ...]
    only_dataset: tuple[str, ...]

    @classmethod
    def of(cls, model: Labels, dataset: Labels) -> ClassMatch:
        """Match classes by name.

        Raises
        ------
        UsageError
            If not one of them is the same.
        """
        places = np.array([dataset.place(name) for name in model.names], np.int64)
        for place, name in enumerate(dataset.names):
            own = model.place(name)
            if place not in places and own >= 0 and places[own] < 0:
                places[own] = place
        if len(model) and len(dataset) and (places < 0).all():
            raise UsageError(
                f"the model finds {_some(model.names)}; the dataset marks {_some(dataset.names)}: "
                "no class has the same name, so there is nothing to compare"
            )
        return cls(
            places,
            tuple(name for name, place in zip(model.names, places, strict=True) if place < 0),
            tuple(name for place, name in enumerate(dataset.names) if place not in places),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of it, in sentences."""
        told = []
        if self.only_dataset:
            told.append(
                f"The model does not know {_some(self.only_dataset)}: what is marked as such "
                "counts as missed."
            )
        if self.only_model:
            told.append(
                f"The dataset does not mark {_some(self.only_model)}: what is found of it is not "
                "counted."
            )
        return tuple(told)


def _some(names: tuple[str, ...], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
