"""Instances: the objects found in one picture, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.footage import Moment
from maskrcnn.labels import Labels
from maskrcnn.masks import (
    SOLID,
    Bool,
    MaskOptions,
    Size,
    Uint8,
    Window,
    full_size,
    hard_pixels,
    soft_edges,
)
from maskrcnn.options import ClassesLike, ConfidenceLike, Selection

if TYPE_CHECKING:
    from maskrcnn.drawing.colors import ColorBy
    from maskrcnn.drawing.look import EffectLike, Look, StyleLike
    from maskrcnn.writers.picture import Picture

Index = slice | list[int] | NDArray[Any]


@dataclass(frozen=True)
class Trace:
    """How a result came about.

    Attributes
    ----------
    model : str
        The model's name.
    engine : str
        What executed it, for instance `"openvino f32 on CPU"`.
    network_seconds : float
        Time spent in the network.
    total_seconds : float
        Time from picture to instances.
    shapes : dict of name to shape
        The network's raw outputs.
    stages : dict of str to float
        Time spent in each stage, A, B and C, of a network that has stages.
    """

    model: str = ""
    engine: str = ""
    network_seconds: float = 0.0
    total_seconds: float = 0.0
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Instances:
    """N objects in one picture; every field has length N, best score first.

    Attributes
    ----------
    size : (int, int)
        Height and width of the picture in pixels.
    boxes : float32 (N, 4)
        `xyxy` in pixels of the picture, half-open, inside the picture, never empty.
    scores : float32 (N,)
        0 to 1.
    class_ids : int32 (N,)
        Places in `labels.names`.
    crops : tuple of uint8 (h, w), or None
        Soft crops, see `maskrcnn.masks`; None where the network finds boxes only.
    labels : Labels
        Class names and colours.
    mask_options : MaskOptions
        How crops become pixels.
    image : uint8 (H, W, 3) or None
        The picture itself, BGR.
    name : str
        Where the picture came from.
    trace : Trace or None
        Which model found them, and how long it took.
    track_ids : int32 (N,) or None
        Who is who from frame to frame of a video, from 1; None where nobody keeps track.
    moment : Moment or None
        When the frame of a video is shown; None for a photo.
    """

    size: Size
    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    class_ids: NDArray[np.int32]
    crops: tuple[Uint8, ...] | None
    labels: Labels
    mask_options: MaskOptions = MaskOptions()
    image: Uint8 | None = None
    name: str = ""
    trace: Trace | None = None
    track_ids: NDArray[np.int32] | None = None
    moment: Moment | None = None

    def __post_init__(self) -> None:
        count = len(self.boxes)
        fields = (self.scores, self.class_ids, self.crops, self.track_ids)
        if any(each is not None and len(each) != count for each in fields):
            raise UsageError(
                f"every field of Instances must have the same length, boxes has {count}"
            )

    @classmethod
    def empty(cls, size: Size, labels: Labels) -> Instances:
        """Return no instances in a picture of `size` `(H, W)`."""
        return cls(
            size,
            np.zeros((0, 4), np.float32),
            np.zeros(0, np.float32),
            np.zeros(0, np.int32),
            (),
            labels,
        )

    def __len__(self) -> int:
        return len(self.boxes)

    def __iter__(self) -> Iterator[Instance]:
        return (Instance(self, i) for i in range(len(self)))

    @overload
    def __getitem__(self, key: int | np.integer[Any]) -> Instance: ...
    @overload
    def __getitem__(self, key: str | Index) -> Instances: ...

    def __getitem__(self, key: int | np.integer[Any] | str | Index) -> Instance | Instances:
        """Return one instance by place, or some by class name, slice, list or boolean array."""
        if isinstance(key, int | np.integer):
            return Instance(self, range(len(self))[key])
        places = np.arange(len(self))[self._index(key)]
        return replace(
            self,
            boxes=self.boxes[places],
            scores=self.scores[places],
            class_ids=self.class_ids[places],
            crops=None if self.crops is None else tuple(self.crops[i] for i in places),
            track_ids=None if self.track_ids is None else self.track_ids[places],
        )

    def _index(self, key: str | Index) -> slice | NDArray[Any]:
        if isinstance(key, str):
            return np.flatnonzero(self.class_ids == self.labels.find(key))
        if isinstance(key, slice):
            return key
        return np.asarray(key) if len(key) else np.zeros(0, int)

    def select(self, confidence: ConfidenceLike = 0.0, classes: ClassesLike = None) -> Instances:
        """Return the instances over a confidence and of some classes.

        Parameters
        ----------
        confidence : float, str or mapping
            `0.5`, `"person=0.7,*=0.5"` or `{"person": 0.7}`.
        classes : str or iterable of str, optional
            `"person,dog"` or a list of names; None is all.
        """
        floors = Selection.of(confidence, classes).floors(self.labels)
        return self[self.scores > floors[self.class_ids]]

    def with_masks(self, options: MaskOptions) -> Instances:
        """Return the same instances with other rules for turning soft crops into pixels."""
        return replace(self, mask_options=options)

    @property
    def names(self) -> list[str]:
        """The class name of each instance."""
        return [self.labels.name(int(i)) for i in self.class_ids]

    @cached_property
    def masks(self) -> Bool:
        """Full-size masks `bool (N, H, W)`, made on first use: N times H times W bytes."""
        masks = np.zeros((len(self), *self.size), np.bool_)
        for mask, one in zip(masks, self, strict=True):
            window, pixels = one.pixels
            mask[window.slices] = pixels
        return masks

    @cached_property
    def _pixels(self) -> dict[int, tuple[Window, Bool]]:
        """Pixels of those rows that were asked for them, so that all rows of a place share them.

        They stay as long as the instances: a byte for each pixel of a box, less than `image` has.
        """
        return {}

    @property
    def areas(self) -> NDArray[np.int64]:
        """Pixels of each instance `(N,)`."""
        return np.array([one.area for one in self], np.int64)

    # The doors to other rooms: each opens when it is called, so that this module stays light.

    def to_json(self) -> dict[str, Any]:
        """Return a dictionary for `json.dumps` that `from_json` turns back, soft crops included."""
        from maskrcnn.interchange import to_json

        return to_json(self)

    @staticmethod
    def from_json(source: dict[str, Any] | str | Path) -> Instances:
        """Read what `to_json` made: a dictionary, its JSON text, or the path of such a file."""
        from maskrcnn.interchange import from_json

        return from_json(source)

    def to_coco(self, image_id: int = 0, polygons: bool = False) -> list[dict[str, Any]]:
        """Return COCO results: a dictionary an instance, with `xywh` box and compressed RLE.

        With `polygons` rings take the place of RLE; slits cut their holes open.
        """
        from maskrcnn.interchange import to_coco

        return to_coco(self, image_id, polygons)

    def to_supervision(self) -> Any:
        """Return `supervision.Detections` with full-size masks and class names."""
        from maskrcnn.interchange import to_supervision

        return to_supervision(self)

    def draw(
        self,
        image: Uint8 | None = None,
        color_by: ColorBy = "instance",
        *,
        style: StyleLike = None,
        effects: Iterable[EffectLike] = (),
        look: Look | None = None,
    ) -> Picture:
        """Draw what was found into a copy of the picture, by default as the tutorial does.

        Parameters
        ----------
        image : uint8 (H, W, 3) BGR, optional
            Another picture of the same size; by default the one that was segmented.
        color_by : "instance", "class" or "track"
            What has a colour of its own.
        style : str or iterable of str, optional
            `"halo"`, `"mask,ellipse,label"`, `"none"`: see `maskrcnn draw --list`. By default the
            tutorial's look, or nothing over effects.
        effects : iterable of str
            `"blur@person"`, `"grey@background"`, `"remove@background"`.
        look : Look, optional
            All there is to choose, in place of `style` and `effects`.

        Raises
        ------
        UsageError
            If there is no picture, no such style or effect, or no such class; or if there is a
            look, and a style or effects too.
        """
        from maskrcnn.drawing.look import one_look
        from maskrcnn.drawing.painter import paint
        from maskrcnn.writers.picture import Picture

        image = self.image if image is None else image
        if image is None:
            raise UsageError("these instances carry no picture: pass one to draw(image)")
        return Picture(paint(image, self, one_look(look, style, effects), color_by))

    def __repr__(self) -> str:
        lines = [
            f"{len(self)} instances in {self.name or 'a picture'} of {self.size[1]}×{self.size[0]}"
        ]
        lines += [f"  {one!r}" for one in self]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from maskrcnn.drawing.notebook import notebook_html

        return notebook_html(self)


@dataclass(frozen=True, eq=False)
class Instance:
    """One object: a row of `Instances`."""

    instances: Instances = field(repr=False)
    index: int

    @property
    def class_id(self) -> int:
        """Place of the class in the labels."""
        return int(self.instances.class_ids[self.index])

    @property
    def label(self) -> str:
        """Class name."""
        return self.instances.labels.name(self.class_id)

    @property
    def score(self) -> float:
        """Confidence, 0 to 1."""
        return float(self.instances.scores[self.index])

    @property
    def box(self) -> NDArray[np.float32]:
        """`xyxy` in pixels, `float32 (4,)`."""
        box: NDArray[np.float32] = self.instances.boxes[self.index]
        return box

    @property
    def track_id(self) -> int | None:
        """Who it is from frame to frame, from 1, or None where nobody keeps track."""
        ids = self.instances.track_ids
        return None if ids is None else int(ids[self.index])

    @property
    def crop(self) -> Uint8 | None:
        """Soft crop `uint8 (h, w)`, or None where the network finds boxes only."""
        return None if self.instances.crops is None else self.instances.crops[self.index]

    @property
    def pixels(self) -> tuple[Window, Bool]:
        """The window of the box and `bool (h, w)`: which of its pixels are the object.

        Where the network finds boxes only, all of them. Made on first use.
        """
        made = self.instances._pixels
        if self.index not in made:
            made[self.index] = self._make_pixels()
        return made[self.index]

    def _make_pixels(self) -> tuple[Window, Bool]:
        if self.crop is None:
            return hard_pixels(SOLID, self.box, self.instances.size, MaskOptions())
        return hard_pixels(self.crop, self.box, self.instances.size, self.instances.mask_options)

    @property
    def alpha(self) -> tuple[Window, Uint8]:
        """The window of the box and `uint8 (h, w)`: how much of each pixel is the object's.

        See `maskrcnn.masks.soft_edges`; 255 everywhere where the network finds boxes only.
        """
        if self.crop is None:
            return soft_edges(SOLID, self.box, self.instances.size, MaskOptions())
        return soft_edges(self.crop, self.box, self.instances.size, self.instances.mask_options)

    @property
    def mask(self) -> Bool:
        """Full-size mask `bool (H, W)`."""
        return full_size(*self.pixels, self.instances.size)

    @property
    def area(self) -> int:
        """Pixels of the object."""
        return int(np.count_nonzero(self.pixels[1]))

    def __repr__(self) -> str:
        box = ", ".join(f"{edge:.1f}" for edge in self.box)
        track = "" if self.track_id is None else f" #{self.track_id}"
        return f"{self.label}{track} {self.score:.4f} box ({box}) area {self.area}"


def concatenate(parts: Sequence[Instances]) -> Instances:
    """Join instances of the same picture and labels, in the order given.

    Raises
    ------
    UsageError
        If there are no parts, or they differ in size, labels, having masks or being tracked.
    """
    if not parts:
        raise UsageError("nothing to concatenate: give at least one Instances")
    first = parts[0]
    for part in parts:
        if _kind(part) != _kind(first):
            raise UsageError("only instances of one picture, one model and one kind can be joined")
    return replace(
        first,
        boxes=np.concatenate([part.boxes for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
        class_ids=np.concatenate([part.class_ids for part in parts]),
        crops=None if first.crops is None else tuple(c for part in parts for c in part.crops or ()),
        track_ids=None
        if first.track_ids is None
        else np.concatenate([part.track_ids for part in parts if part.track_ids is not None]),
    )


def _kind(part: Instances) -> tuple[Size, Labels, bool, bool]:
    return part.size, part.labels, part.crops is None, part.track_ids is None
