"""What a file format is: a name, a way out, and, where there is one, a way in again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol

from maskrcnn.errors import UsageError
from maskrcnn.footage import Footage
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.originals import Originals
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.writers.matte import MatteKind

Outlines = Literal["rle", "polygons"]


@dataclass(frozen=True)
class ExportOptions:
    """How a format is written, where it leaves a choice.

    Attributes
    ----------
    outlines : "rle", "polygons" or None
        Masks as run lengths or as polygons, in formats that know both; None is the usual one.
    with_pictures : bool
        Write the pictures beside, as training tools want them.
    full_size : bool
        Cut-outs as large as the picture instead of the object.
    cutouts : ".png" or ".webp"
        What cut-outs are written as.
    mattes : "webm", "mov" or "png"
        What the mattes of tracks are written as: VP9, ProRes 4444 or numbered pictures.
    as_photos : bool
        Frames become photos: their times and their video are forgotten, so that the pictures that
        are written with them are all that is needed.
    originals : Originals or None
        Where the photos are, which are copied rather than written anew.
    footage : Footage or None
        Of the video that the instances are from; None for photos.
    facts : mapping
        What is known of how they were found, for formats that keep it.
    """

    outlines: Outlines | None = None
    with_pictures: bool = False
    full_size: bool = False
    cutouts: Literal[".png", ".webp"] = ".png"
    mattes: MatteKind = "webm"
    as_photos: bool = False
    originals: Originals | None = None
    footage: Footage | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Writer(Protocol):
    """Takes the instances of one picture after the other; used as a context manager.

    When the block ends the files are whole and under their names. If it ends by an error, nothing
    that was there before has been harmed. A writer that has something to say then has `notes`, a
    tuple of str. One that keeps crowds has `write_crowds`, which takes those of the picture that
    was written last.
    """

    def __enter__(self) -> Writer: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def write(self, found: Instances) -> None:
        """Take the instances of the next picture."""


@dataclass(frozen=True)
class Format:
    """A file format.

    Attributes
    ----------
    name : str
        What `--to` and `--from` call it.
    summary : str
        What it is, and for which tool, in a line.
    suffix : str
        Of its file, for instance ".json"; empty where it is a folder.
    writer : callable (place, labels, options) -> Writer
    read : callable (place, source) -> Collection, or None where there is no way back
        `source` is the folder of pictures, or the picture, that the user names; None where it does
        not matter or the file tells.
    recognises : callable (place) -> bool
        Whether a file or folder is certainly of this format; looks at little of it.
    needs_pictures : bool
        Whether writing needs `Instances.image`.
    needs_tracks : bool
        Whether it is of the tracks of a video.
    heeds : frozenset of str
        Names of those `ExportOptions` that users choose and that make a difference to it.
    written : callable (place) -> tuple of Path
        What is written at a place: the file or folder, and what lies beside it.
    traces : tuple of str
        Of a folder: patterns of what would be written into it, by which an earlier export shows.
    """

    name: str
    summary: str
    suffix: str
    writer: Callable[[Path, Labels, ExportOptions], Writer]
    read: Callable[[Path, Path | None], Collection] | None = None
    recognises: Callable[[Path], bool] = lambda _: False
    needs_pictures: bool = False
    needs_tracks: bool = False
    heeds: frozenset[str] = frozenset()
    written: Callable[[Path], tuple[Path, ...]] = lambda place: (place,)
    traces: tuple[str, ...] = ()

    def write(self, place: Path, labels: Labels, options: ExportOptions) -> Writer:
        """Begin to write at a place.

        Raises
        ------
        UsageError
            If it is a folder that holds an earlier export, or what is asked for cannot be.
        """
        self.check_place(place)
        return self.writer(place, labels, options)

    def check_place(self, place: Path) -> None:
        """Refuse a folder of earlier work, which could be written over or mixed with the new.

        Raises
        ------
        UsageError
            If something like what would be written lies there already.
        """
        earlier = next((each for trace in self.traces for each in place.glob(trace)), None)
        if earlier is not None:
            raise UsageError(
                f"{place}: holds {earlier.relative_to(place)} of an earlier export: "
                "name another folder, or remove it"
            )

    def check(self, place: Path, tracked: bool) -> None:
        """Tell early whether objects can be written to a place that are tracked, or are not.

        Raises
        ------
        UsageError
            If it needs tracks and there are none, or as `check_place`.
        """
        self.check_place(place)
        if self.needs_tracks and not tracked:
            raise UsageError(
                f"{self.name}: is of the tracks of a video: follow its objects with --track"
            )
