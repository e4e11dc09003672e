"""Everything that a training depends on, but for the pictures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from maskrcnn.errors import UsageError
from maskrcnn.training.architecture import (
    FROM_NOTHING,
    PRETRAINED,
    WITHOUT_WEIGHTS,
    Architecture,
)
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.loading.options import LoadOptions
from maskrcnn.training.options import TrainOptions


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is trained, and how.

    Attributes
    ----------
    name : str
        What the model is called.
    data, held_out : str
        What the pictures are called that it learns from, and those it is judged by.
    architecture : Architecture
    options : TrainOptions
    load : LoadOptions
    augment : AugmentOptions
    trunk_weights : str or None
        A file with weights for the trunk; None takes those that belong to it, if there are any.
    begin_with : str or None
        A model whose weights the network begins with.
    licence : str or None
        The terms of the model; None are those of the weights that it begins with.
    rounds : int
        How often on the way the network is judged and put by.
    judged : int
        Pictures that it is judged by, at most.
    """

    name: str
    data: str
    held_out: str
    architecture: Architecture
    options: TrainOptions = TrainOptions()
    load: LoadOptions = LoadOptions()
    augment: AugmentOptions = AugmentOptions()
    trunk_weights: str | None = None
    begin_with: str | None = None
    licence: str | None = None
    rounds: int = 20
    judged: int = 200

    def __post_init__(self) -> None:
        if self.rounds < 1:
            raise UsageError(f"{self.rounds} rounds: give 1 or more")

    @property
    def weights(self) -> str:
        """What its trunk begins with: a file, `PRETRAINED` or `FROM_NOTHING`."""
        if self.trunk_weights is not None:
            return self.trunk_weights
        return FROM_NOTHING if self.architecture.trunk in WITHOUT_WEIGHTS else PRETRAINED

    @property
    def ends(self) -> list[int]:
        """The number of the last step of each round."""
        steps = self.options.steps
        count = min(self.rounds, steps)
        return [round(steps * (place + 1) / count) for place in range(count)]

    def to_json(self) -> dict[str, Any]:
        """Return what the result depends on, as JSON holds it."""
        whole = asdict(self)
        for name in ("workers", "memory"):
            del whole["load"][name]
        return whole
