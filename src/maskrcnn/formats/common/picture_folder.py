"""The pictures that go with a file: named, and written beside it where that is wanted."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from maskrcnn.errors import UsageError
from maskrcnn.files import written_whole
from maskrcnn.formats.format import ExportOptions
from maskrcnn.instances import Instances
from maskrcnn.writers.names import FileNames
from maskrcnn.writers.picture import Picture

IMAGES = "images"
"""The folder beside a file that its pictures are written to."""


class PictureFolder:
    """Gives each picture a name below a folder, and saves it there if asked to.

    Another file that is there already is never written over: it may be the photo itself.

    Parameters
    ----------
    folder : Path
    saving : bool
        Whether pictures are written.
    reserved : str
        What no folder below it may be called; such a one becomes `pictures`.
    """

    def __init__(self, folder: Path, saving: bool, reserved: str = "") -> None:
        self._folder, self._saving, self._reserved = folder, saving, reserved
        self._names = FileNames()
        self._called: set[str] = set()
        self._lacks_frames = False

    @classmethod
    def beside(cls, place: Path, options: ExportOptions) -> PictureFolder:
        """Return the folder of the pictures that go with a file."""
        return cls(place.parent / IMAGES, options.with_pictures)

    def call(self, found: Instances) -> str:
        """Return what a file that tells of all pictures calls the next one.

        That is the name it has, unless it is written, or is a frame of a video. A name that cannot
        be printed, or was there before, becomes one that can and was not.

        Raises
        ------
        UsageError, OutputError
            As `take`.
        """
        name, own = str(self.take(found)), found.name
        is_kept = not self._saving and found.moment is None
        if is_kept and own and own.isprintable() and own not in self._called:
            name = own
        self._called.add(name)
        return name

    def take(self, found: Instances) -> PurePosixPath:
        """Return a file name for the next picture, which is there now if pictures are written.

        Raises
        ------
        UsageError
            If it is to be written, and there is none or another file is in its place.
        OutputError
            If it cannot be written.
        """
        name = self._names.of(found)
        if self._reserved in name.parts[:-1]:
            parts = ("pictures" if part == self._reserved else part for part in name.parts)
            name = self._names.named("/".join(parts))
        if self._saving:
            self._save(found, self._folder / name)
        elif found.moment is not None:
            self._lacks_frames = True
        return name

    def notes_on_sizes(self, place: Path) -> tuple[str, ...]:
        """Return what to say of a format that finds sizes in pictures, if frames have no file."""
        if not self._lacks_frames:
            return ()
        return (
            f"{place}: cannot be read back as it is, since it holds no sizes and frames have no "
            "files: --with-pictures writes them",
        )

    def _save(self, found: Instances, place: Path) -> None:
        if found.image is None:
            raise UsageError(f"{found.name}: has no picture to write: name it with --source")
        data = Picture(found.image).encode(place.suffix.lower())
        if place.is_file() and place.read_bytes() != data:
            raise UsageError(f"{place}: is there already: write to another place")
        with written_whole(place) as temporary:
            temporary.write_bytes(data)


def with_facts(options: ExportOptions, folder: str = IMAGES) -> dict[str, Any]:
    """Return what a file says of how its objects were found, and where its pictures are.

    Parameters
    ----------
    options : ExportOptions
    folder : str
        Where pictures go that are written, as seen from the file. Frames are read from their video
        all the same.
    """
    from_there = options.with_pictures and "video" not in options.facts
    return {**options.facts, **({"base": folder} if from_there else {})}
