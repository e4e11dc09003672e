"""How a network is trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from maskrcnn.errors import UsageError

Precision = Literal["auto", "f32", "bf16"]


@dataclass(frozen=True, kw_only=True)
class TrainOptions:
    """The recipe, but for the pictures and the network.

    Attributes
    ----------
    steps : int
        How many batches are learned from.
    learning_rate : float
        At its highest, for AdamW.
    trunk_rate : float
        What it is multiplied by for a trunk that knows something already.
    frozen_steps : int
        For so many steps at first such a trunk stays as it is.
    frozen_stages : int
        So many of its stages, the finest first, stay as they are to the end.
    weight_decay : float
    warm_up : float
        The part of the steps in which the rate rises; in the others it falls as a half cosine.
    clip : float
        The greatest length of the gradient.
    average : float
        The weights that are kept are a moving average; so much of it stays at each step.
    rois : int
        Proposals of each picture that the heads learn from.
    proposals : int
        Proposals that those are chosen from.
    seed : int
    precision : "auto", "f32" or "bf16"
        "auto" takes bfloat16 where the processor multiplies matrices of it.
    device : str
        "cpu", "cuda", …; "auto" takes a GPU where there is one.
    """

    steps: int = 1000
    learning_rate: float = 2e-3
    trunk_rate: float = 0.1
    frozen_steps: int = 0
    frozen_stages: int = 0
    weight_decay: float = 0.02
    warm_up: float = 0.05
    clip: float = 5.0
    average: float = 0.998
    rois: int = 64
    proposals: int = 200
    seed: int = 0
    precision: Precision = "auto"
    device: str = "auto"

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise UsageError(f"{self.steps} steps: give 1 or more")
        if not 0 < self.learning_rate < 1:
            raise UsageError(f"learning rate {self.learning_rate}: give a number between 0 and 1")
        if self.precision not in get_args(Precision):
            raise UsageError(f"precision {self.precision!r}: choose from auto, f32, bf16")
