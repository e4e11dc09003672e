"""The pictures that go with a file: named, and written beside it where that is wanted."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from maskrcnn.errors import UsageError
from maskrcnn.writers.names import FileNames
from maskrcnn.instances import Instances
from maskrcnn.writers.picture import Picture


class PictureFolder:
    """Gives each picture a name below a folder, and saves it there if asked to.

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

    def take(self, found: Instances) -> PurePosixPath:
        """Return the name of the next picture, which is there now if pictures are written.

        Raises
        ------
        UsageError
            If it is to be written and there is none.
        OutputError
            If it cannot be written.
        """
        name = self._names.of(found)
        if self._reserved in name.parts[:-1]:
            parts = ("pictures" if part == self._reserved else part for part in name.parts)
            name = self._names.named("/".join(parts))
        if self._saving:
            if found.image is None:
                raise UsageError(f"{found.name}: has no picture to write: name it with --source")
            Picture(found.image).save(self._folder / name)
        return name
