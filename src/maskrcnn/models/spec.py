"""What is known of a model before it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from maskrcnn.engines.network import NetworkFile
from maskrcnn.input_size import FixedSize, InputSize, NativeSize
from maskrcnn.labels import Labels
from maskrcnn.rcnn.stages import StageFiles

Kind = Literal["yolo-seg", "three-stage", "whole-graph", "exported-rcnn"]


@dataclass(frozen=True)
class Licence:
    """The terms of a model's weights."""

    name: str
    url: str = ""


YOLO_SIZE = FixedSize(640, 640)
"""The size of the input that YOLO networks are trained for."""

UNKNOWN_LICENCE = Licence("unknown: ask whoever trained it")


@dataclass(frozen=True)
class Spec:
    """A model in words and numbers.

    Attributes
    ----------
    name : str
        What `--model` takes.
    title : str
        A line for people.
    kind : Kind
        Which network class runs it.
    labels : Labels
        Class names, without the background.
    label_offset : int
        The number that the network gives the first class.
    licence : Licence
        Of the weights; the program's own is Apache-2.0.
    input_size : InputSize
        How large a picture is when the network sees it.
    mask_threshold : float
        The probability over which a pixel belongs to an object, where the user names none.
    bears_bf16 : bool
        Whether bfloat16 was measured to cost it less than 0.5 points of mask AP.
    accuracy : str
        What its authors or we measured, with the data it was measured on.
    architecture : mapping or None
        What it is built of, as `maskrcnn.training.architecture` writes it; None where it was built
        elsewhere.
    trained : mapping
        Facts about its training, as JSON holds them.
    """

    name: str
    title: str
    kind: Kind
    labels: Labels
    label_offset: int = 0
    licence: Licence = UNKNOWN_LICENCE
    input_size: InputSize = NativeSize()
    mask_threshold: float = 0.5
    bears_bf16: bool = False
    accuracy: str = ""
    architecture: Mapping[str, Any] | None = None
    trained: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A model ready to run: what is known of it, and its files on this machine.

    Attributes
    ----------
    spec : Spec
    file : NetworkFile or StageFiles
    whole : NetworkFile or None
        Where `file` is stages: the same network in one go.
    origin : Path or None
        The file that the stages were unpacked from, where there is one.
    """

    spec: Spec
    file: NetworkFile | StageFiles
    whole: NetworkFile | None = None
    origin: Path | None = None

    @property
    def path(self) -> Path:
        """Where the network is, as it came."""
        if self.origin is not None:
            return self.origin
        file = self.file if self.whole is None else self.whole
        return file.first.path.parent if isinstance(file, StageFiles) else file.path
