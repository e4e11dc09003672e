"""What the first stage made of some pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from maskrcnn.engines.network import Array
from maskrcnn.masks import Float, Size


@dataclass(frozen=True)
class View:
    """What the first stage made of some pictures of one size.

    Attributes
    ----------
    input_size : (int, int)
        Height and width of the pictures.
    maps : tuple of float32 (N, C, h, w)
        The feature maps that boxes are cut from, the finest first; one where there is no pyramid.
    objectness : float32 (N, K)
        Logits.
    deltas : float32 (N, K, 4)
    seconds : dict of str to float
        How long each stage has taken until now, by its letter.
    shapes : dict of str to shape
        What each stage gave.
    """

    input_size: Size
    maps: tuple[Float, ...]
    objectness: Float
    deltas: Float
    seconds: dict[str, float] = field(default_factory=dict)
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.objectness)

    def note(self, letter: str, seconds: float, outputs: Mapping[str, Array]) -> None:
        """Keep how long a stage took, and the shapes of what it gave."""
        self.seconds[letter] = seconds
        for name, array in outputs.items():
            self.shapes[f"{letter} {name}"] = array.shape

    @property
    def features(self) -> Float:
        """The finest feature map, or the only one."""
        return self.maps[0]

    @property
    def cells(self) -> Size:
        """Rows and columns of that map."""
        rows, columns = self.features.shape[2:]
        return rows, columns
