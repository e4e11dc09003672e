"""What is known of a model before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from maskrcnn.engines.network import NetworkFile
from maskrcnn.labels import Labels
from maskrcnn.masks import Size

Kind = Literal["yolo-seg", "whole-graph", "exported-rcnn"]


@dataclass(frozen=True)
class Licence:
    """The terms of a model's weights."""

    name: str
    url: str = ""


YOLO_SIZE: Size = (640, 640)
"""Height and width of the input that YOLO networks are trained for."""

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
    input_size : (int, int) or None
        Height and width the network was made for; None is any.
    mask_threshold : float
        The probability over which a pixel belongs to an object, where the user names none.
    bears_bf16 : bool
        Whether bfloat16 was measured to cost it less than 0.5 points of mask AP.
    accuracy : str
        What its authors or we measured, with the data it was measured on.
    """

    name: str
    title: str
    kind: Kind
    labels: Labels
    label_offset: int = 0
    licence: Licence = UNKNOWN_LICENCE
    input_size: Size | None = None
    mask_threshold: float = 0.5
    bears_bf16: bool = False
    accuracy: str = ""


@dataclass(frozen=True)
class Model:
    """A model ready to run: what is known of it, and its file on this machine."""

    spec: Spec
    file: NetworkFile
