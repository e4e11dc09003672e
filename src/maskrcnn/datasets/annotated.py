"""Annotated pictures in files, of any format that is read, as a data set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.dataset import Example
from maskrcnn.datasets.marks import Marks, MarksBuilder
from maskrcnn.errors import UsageError
from maskrcnn.formats import Collection
from maskrcnn.formats.originals import Originals
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import SOLID, Size, Uint8


@dataclass(frozen=True, eq=False)
class AnnotatedPictures:
    """Pictures whose objects are marked in files; a `Dataset` that can be pickled.

    Objects of which only a box is known, and those without a pixel, are left out.

    Attributes
    ----------
    name : str
    labels : Labels
    names : tuple of str
        What the pictures are called in their files.
    sizes : int32 (P, 2)
        Heights and widths.
    objects, crowds : Marks
    originals : Originals
        Where the pictures are.
    notes : tuple of str
        What the user should hear: for instance which records were damaged and left out.
    """

    name: str
    labels: Labels
    names: tuple[str, ...]
    sizes: NDArray[np.int32]
    objects: Marks
    crowds: Marks
    originals: Originals
    notes: tuple[str, ...] = ()
    _places: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, collection: Collection) -> AnnotatedPictures:
        """Gather what is marked in the pictures of a collection.

        Raises
        ------
        UsageError
            If they are the frames of a video, which cannot be read in any order.
        """
        if collection.is_video:
            raise UsageError(
                f"{collection.name}: tells of the frames of a video: make pictures of them with "
                "maskrcnn dataset convert --with-pictures"
            )
        objects, crowds, sizes, left_out = MarksBuilder(), MarksBuilder(), [], _LeftOut()
        told = collection.told_boxes()
        for found, unseparated, boxes in zip(collection, collection.crowds, told, strict=True):
            sizes.append(found.size)
            objects.add_picture(found, left_out.others(found), boxes)
            crowds.add_picture(unseparated, np.flatnonzero(unseparated.areas))
        return cls(
            collection.name,
            collection.labels,
            collection.names,
            np.array(sizes, np.int32).reshape(-1, 2),
            objects.build(),
            crowds.build(),
            collection.originals,
            (*collection.notes, *left_out.notes(collection.name)),
        )

    def __len__(self) -> int:
        return len(self.names if self._places is None else self._places)

    def at(self, places: Sequence[int]) -> AnnotatedPictures:
        """Return a data set of some of the pictures, in the order given."""
        own = np.arange(len(self.names)) if self._places is None else self._places
        return replace(self, _places=own[list(places)])

    def example(self, place: int) -> Example:
        """Return what is marked in a picture."""
        own = self._place(place)
        what = own, self.names[own], self._size(own), self.labels
        found, crowds = self.objects.instances(*what), self.crowds.instances(*what)
        return Example(found, crowds, self.objects.told_boxes(own))

    def picture(self, place: int) -> Uint8:
        """Return a picture, `uint8 (H, W, 3)` BGR, of the size that its example tells.

        Raises
        ------
        PictureError
            If it cannot be read, or has another size.
        """
        own = self._place(place)
        return self.originals.photo(self.names[own], self._size(own))

    def _place(self, place: int) -> int:
        """Return a picture's number among all."""
        return range(len(self))[place] if self._places is None else int(self._places[place])

    def _size(self, own: int) -> Size:
        height, width = self.sizes[own].tolist()
        return height, width


class _LeftOut:
    """Counts the objects that no mask is known of."""

    def __init__(self) -> None:
        self._boxes = self._empty = 0

    def others(self, found: Instances) -> Iterator[int]:
        """Yield the places of the objects that have pixels."""
        for place, one in enumerate(found):
            if is_box_only(found, place):
                self._boxes += 1
            elif not one.area:
                self._empty += 1
            else:
                yield place

    def notes(self, name: str) -> Iterator[str]:
        """Yield what to say of them."""
        if self._boxes:
            yield f"{name}: left out {self._boxes} objects that are boxes without a mask"
        if self._empty:
            yield f"{name}: left out {self._empty} objects whose masks have no pixel"


def is_box_only(found: Instances, place: int) -> bool:
    """Tell whether no more than the box of an object is known.

    Beside masks such an object has `SOLID` as its crop; a mask of one cell has one pixel.
    """
    if found.crops is None:
        return True
    return np.array_equal(found.crops[place], SOLID) and found[place].area > 1
