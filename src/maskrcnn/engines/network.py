"""What every engine takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class NetworkFile:
    """A network on disk.

    Attributes
    ----------
    path : Path
        An ONNX file, or a frozen TensorFlow graph.
    text_graph : Path or None
        OpenCV's text graph, for a TensorFlow graph only.
    outputs : tuple of str
        The outputs wanted; empty is all that the file declares.
    bears_bf16 : bool
        Whether bfloat16 is known to cost this network next to nothing.
    cut : str
        A value inside an ONNX file from which an engine may begin that lacks the operations
        before it; it is an input then.
    """

    path: Path
    text_graph: Path | None = None
    outputs: tuple[str, ...] = ()
    bears_bf16: bool = False
    cut: str = ""


class Network(Protocol):
    """A compiled network; any number of threads may run it at once."""

    @property
    def description(self) -> str:
        """Engine, precision and device in words, for instance `"openvino bf16 on CPU"`."""
        ...

    @property
    def requests(self) -> int:
        """How many threads may run it at once with profit."""
        ...

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what goes in."""
        ...

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Execute the network.

        Parameters
        ----------
        feeds : mapping of input name to array

        Returns
        -------
        dict of output name to array
            Arrays of the caller's own: nothing writes to them later.
        """
        ...


def contiguous(array: Array) -> Array:
    """Return the array in C order, which all engines need."""
    return np.ascontiguousarray(array)
