"""What a user can ask for, as small frozen records, and how it is written on a command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast, get_args

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.input_size import read_input_size
from maskrcnn.labels import Labels

EngineName = Literal["auto", "openvino", "onnxruntime", "opencv", "opencv-stages"]
Precision = Literal["auto", "f32", "bf16", "f16"]
LARGEST_BATCH = 256
MOST_PROPOSALS = 6000
"""As many as non-maximum suppression is given."""

ConfidenceLike: TypeAlias = "float | str | Mapping[str, float] | Confidence"
ClassesLike: TypeAlias = "str | Iterable[str] | None"


@dataclass(frozen=True)
class Confidence:
    """Scores that objects must exceed: one for all classes, and others for some by name."""

    default: float = 0.5
    by_class: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, value: ConfidenceLike) -> Confidence:
        """Read `0.5`, `"0.5"`, `"person=0.7,*=0.5"` or `{"person": 0.7, "*": 0.5}`.

        Raises
        ------
        UsageError
            If a part is not a number from 0 to 1.
        """
        if isinstance(value, Confidence):
            return value
        if isinstance(value, Mapping):
            parts = {
                name: _probability(number, f"{name}={number}") for name, number in value.items()
            }
        elif isinstance(value, str) and "=" in value:
            parts = dict(_assignment(part) for part in value.split(",") if part.strip())
        else:
            parts = {"*": _probability(value, value)}
        default = parts.pop("*", cls.default)
        return cls(default, parts)

    def at_most(self, limit: float) -> Confidence:
        """Return the same thresholds, those over a limit lowered to it."""
        return Confidence(
            min(self.default, limit),
            {name: min(number, limit) for name, number in self.by_class.items()},
        )

    def floors(self, labels: Labels) -> NDArray[np.float32]:
        """Return the score that each class of `labels` must exceed, `float32 (C,)`."""
        floors = np.full(len(labels), self.default, np.float32)
        for name, number in self.by_class.items():
            floors[labels.find(name)] = number
        return floors


def _assignment(part: str) -> tuple[str, float]:
    name, equals, number = part.partition("=")
    if not equals:
        return "*", _probability(number or name, part)
    return name.strip(), _probability(number, part)


def _probability(value: float | str, written: object) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise UsageError(
            f"{written!r} is not a threshold: write 0.5, or person=0.7,*=0.5"
        ) from None
    if not 0 <= number <= 1:
        raise UsageError(f"{written!r} is out of range: a threshold lies between 0 and 1")
    return number


@dataclass(frozen=True)
class Selection:
    """Which objects a user wants to see: by score and by class."""

    confidence: Confidence = Confidence()
    classes: tuple[str, ...] | None = None

    @classmethod
    def of(cls, confidence: ConfidenceLike = 0.5, classes: ClassesLike = None) -> Selection:
        """Read thresholds as `Confidence.of` does and classes from `"person,dog"` or a list."""
        if isinstance(classes, str):
            classes = [name for name in classes.split(",") if name.strip()]
        chosen = None if classes is None else tuple(name.strip() for name in classes)
        return cls(Confidence.of(confidence), chosen)

    def floors(self, labels: Labels) -> NDArray[np.float32]:
        """Return the score each class must exceed, `float32 (C,)`: infinity where not wanted."""
        floors = self.confidence.floors(labels)
        if self.classes is None:
            return floors
        wanted = [labels.find(name) for name in self.classes]
        selected = np.full(len(labels), np.inf, np.float32)
        selected[wanted] = floors[wanted]
        return selected


@dataclass(frozen=True)
class EngineOptions:
    """What executes the network.

    Attributes
    ----------
    engine : "auto", "openvino", "onnxruntime", "opencv" or "opencv-stages"
        "auto" takes the fastest that is installed and can read the model. Of a TensorFlow graph
        "opencv" runs the whole, as the 2018 tutorial did, and "opencv-stages" the three stages.
    device : str
        "auto", "cpu", "gpu", or an engine's own word such as "GPU.1" or "cuda".
    precision : "auto", "f32", "bf16" or "f16"
        "auto" takes bfloat16 where the processor has it and the model is known to bear it.
    throughput : bool
        Whether to be fast on many pictures, several at a time, instead of on each.
    batch : int
        How many pictures of a list go through the network together.
    """

    engine: EngineName = "auto"
    device: str = "auto"
    precision: Precision = "auto"
    throughput: bool = False
    batch: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.batch <= LARGEST_BATCH:
            raise UsageError(f"batch of {self.batch}: give a number from 1 to {LARGEST_BATCH}")

    @classmethod
    def of(cls, text: str, precision: Precision = "auto") -> EngineOptions:
        """Read `openvino`, `openvino:bf16` or `openvino:f16@gpu`.

        Parameters
        ----------
        text : str
        precision : "auto", "f32", "bf16" or "f16"
            Where the text names none.

        Raises
        ------
        UsageError
            If there is no such engine or precision.
        """
        rest, _, device = text.strip().partition("@")
        name, _, written = (part.strip() for part in rest.partition(":"))
        return cls(
            cast("EngineName", _one_of(name, "engine", get_args(EngineName))),
            device.strip() or "auto",
            cast("Precision", _one_of(written or precision, "precision", get_args(Precision))),
        )


@dataclass(frozen=True)
class NetworkOptions:
    """What the network gets to see.

    Attributes
    ----------
    input_size : str or None
        `"native"` for the picture's own size, `"800,1365"` for its shorter side and the most for
        its longer one, `"800"`; None is what the model was trained with.
    proposals : int or None
        How many boxes the second stage of an R-CNN looks at; None is the model's own number.
    """

    input_size: str | None = None
    proposals: int | None = None

    def __post_init__(self) -> None:
        if self.proposals is not None and not 1 <= self.proposals <= MOST_PROPOSALS:
            raise UsageError(
                f"{self.proposals} proposals: give a number from 1 to {MOST_PROPOSALS}"
            )
        if self.input_size is not None:
            read_input_size(self.input_size)


def _one_of(word: str, kind: str, words: tuple[str, ...]) -> str:
    if word not in words:
        raise UsageError(f"unknown {kind} {word!r}: choose from {', '.join(words)}")
    return word


def probability(value: float | str) -> float:
    """Read one threshold from 0 to 1.

    Raises
    ------
    UsageError
        If it is not a number in that range.
    """
    return _probability(value, value)
