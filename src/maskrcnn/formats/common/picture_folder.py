"""The pictures that go with a file: named, and written beside it where that is wanted."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from maskrcnn.errors import UsageError
from maskrcnn.files import written_whole
from maskrcnn.formats.common.upright_size import lies_upright
from maskrcnn.formats.format import ExportOptions
from maskrcnn.instances import Instances
from maskrcnn.writers.names import FileNames
from maskrcnn.writers.picture import Picture

IMAGES = "images"
"""The folder beside a file that its pictures are written to."""


class Taken(NamedTuple):
    """What a picture is called.

    Attributes
    ----------
    file : PurePosixPath
        Its file below the folder, and what is made of it there.
    name : str
        What a file that tells of all pictures calls it: as it was given, unless it is written, or
        is a frame of a video.
    """

    file: PurePosixPath
    name: str


class PictureFolder:
    """Gives each picture a name below a folder, and saves it there if asked to.

    A photo that lies upright in its file is copied, so that nothing of it is lost. Another file
    that is there already is never written over: it may be the photo itself.

    Parameters
    ----------
    folder : Path
    options : ExportOptions
        `with_pictures`, and the `originals` that are copied.
    reserved : str
        What no folder below it may be called; such a one becomes `pictures`.
    """

    def __init__(self, folder: Path, options: ExportOptions, reserved: str = "") -> None:
        self._folder, self._saving, self._reserved = folder, options.with_pictures, reserved
        self._originals = options.originals
        self._names = FileNames()
        self._called: set[str] = set()
        self._lacks_frames = False

    @classmethod
    def beside(cls, place: Path, options: ExportOptions) -> PictureFolder:
        """Return the folder of the pictures that go with a file."""
        return cls(place.parent / IMAGES, options)

    def take(self, found: Instances) -> Taken:
        """Return what the next picture is called, which is there now if pictures are written.

        Raises
        ------
        UsageError
            If it is to be written, and there is none or another file is in its place.
        OutputError
            If it cannot be written.
        """
        file = self._names.of(found)
        if self._reserved in file.parts[:-1]:
            parts = ("pictures" if part == self._reserved else part for part in file.parts)
            file = self._names.named("/".join(parts))
        if self._saving:
            self._save(found, self._folder / file)
        elif found.moment is not None:
            self._lacks_frames = True
        return Taken(file, self._name(found, file))

    def notes_on_sizes(self, place: Path) -> tuple[str, ...]:
        """Return what to say of a format that finds sizes in pictures, if frames have no file."""
        if not self._lacks_frames:
            return ()
        return (
            f"{place}: cannot be read back as it is, since it holds no sizes and frames have no "
            "files: --with-pictures writes them",
        )

    def _name(self, found: Instances, file: PurePosixPath) -> str:
        """Return the name a photo has, if it can be printed and was not there before."""
        own, is_elsewhere = found.name, not self._saving and found.moment is None
        is_kept = is_elsewhere and own and own.isprintable() and own not in self._called
        name = own if is_kept else str(file)
        self._called.add(name)
        return name

    def _save(self, found: Instances, place: Path) -> None:
        if found.image is None:
            raise UsageError(f"{found.name}: has no picture to write: name it with --source")
        data = self._copied(found, place.suffix) or Picture(found.image).encode(
            place.suffix.lower()
        )
        if place.is_file() and place.read_bytes() != data:
            raise UsageError(f"{place}: is there already: write to another place")
        with written_whole(place) as temporary:
            temporary.write_bytes(data)

    def _copied(self, found: Instances, suffix: str) -> bytes | None:
        """Return the bytes of a photo's own file, if it can be copied."""
        original = None if self._originals is None else self._originals.find(found.name)
        if not isinstance(original, Path) or original.suffix.lower() != suffix:
            return None
        return original.read_bytes() if lies_upright(original, found.size) else None


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
