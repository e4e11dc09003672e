"""What the `image` command leaves behind: overlays and results, and where they go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from maskrcnn.errors import UsageError
from maskrcnn.writers.names import plain_name
from maskrcnn.writers.picture import QUALITY, WITH_ALPHA

DEFAULT_FOLDER = Path("maskrcnn-results")
RESULTS = "results.jsonl"


@dataclass(frozen=True)
class Destination:
    """Where the outputs of a run go.

    Attributes
    ----------
    folder : Path
        Overlays go here, under the place that a picture had below the folder it came from.
    results : Path
        The results file.
    single : Path or None
        The overlay's own name, where the user named a file for a single picture.
    transparent : bool
        Whether overlays may be transparent.
    """

    folder: Path
    results: Path
    single: Path | None = None
    transparent: bool = False

    @classmethod
    def of(cls, named: Path | None, inputs: int, *, transparent: bool = False) -> Destination:
        """Read what the user gave as `-o`: nothing, a folder, or a file for a single picture.

        Raises
        ------
        UsageError
            If a file is named for several pictures, or one that cannot be transparent.
        """
        if named is None or named.is_dir() or named.suffix.lower() not in QUALITY:
            folder = DEFAULT_FOLDER if named is None else named
            return cls(folder, folder / RESULTS, transparent=transparent)
        if inputs > 1:
            raise UsageError(f"-o {named} is one picture, but there are {inputs}: name a folder")
        if transparent and named.suffix.lower() not in WITH_ALPHA:
            raise UsageError(
                f"-o {named} cannot be transparent: choose from {', '.join(WITH_ALPHA)}"
            )
        return cls(named.parent, named.with_suffix(".jsonl"), named, transparent)

    def overlay(self, relative: Path) -> Path:
        """Return where the overlay of a picture goes; PNG if its own format cannot be written."""
        if self.single is not None:
            return self.single
        able = WITH_ALPHA if self.transparent else QUALITY
        suffix = relative.suffix if relative.suffix.lower() in able else ".png"
        return self.folder / relative.with_suffix(suffix)

    def part(self, relative: Path, number: int, label: str, kind: str) -> Path:
        """Return where a part, such as the cut-out, of instance `number` of a picture goes."""
        overlay = self.overlay(relative)
        name = f"{object_name(number, label)}-{kind}.png"
        return overlay.with_name(f"{overlay.stem}.instances") / name

    def holds(self, source: Path, relative: Path) -> bool:
        """Tell whether a picture found in a folder is an output of an earlier run.

        It is if the folder that was searched holds ours, and ours holds the picture.
        """
        ours, picture = self.folder.resolve(), source.resolve()
        searched = picture.parents[len(relative.parts) - 1]
        return searched in ours.parents and ours in picture.parents

    def guard(
        self,
        pictures: Mapping[Path, Path | None],
        files: Iterable[Path] = (),
        *,
        replaces: bool = False,
    ) -> None:
        """Refuse to write over what is read, and over what lies beside it; looks, does not read.

        A transparent overlay of `cat.jpg` is called `cat.png`: in the folder of photos that may be
        another photo.

        Parameters
        ----------
        pictures : mapping
            The place of each picture below the folder, and the file it is read from, if it is one.
        files : iterable of Path
            What is read besides.
        replaces : bool
            Whether the single overlay is known to be ours, and may be drawn again.

        Raises
        ------
        UsageError
            If an overlay would take the place of a file that it must not.
        """
        photos = {photo for photo in pictures.values() if photo is not None}
        given = set(map(_identity, {*photos, *files}))
        folders = set(map(_identity, {photo.parent for photo in photos}))
        for overlay in map(self.overlay, pictures):
            there = _identity(overlay)
            if there is None:
                continue
            if there in given:
                raise UsageError(f"{overlay} is an input: name another place with -o")
            if not replaces and _identity(overlay.parent) in folders:
                raise UsageError(
                    f"{overlay} is there already, beside the photo: name another folder with -o"
                )


def object_name(number: int, label: str) -> str:
    """Return what the files of object `number` of a picture begin with: `02-potted-plant`."""
    return f"{number:02}-{plain_name(label, 'object')}"


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what two names of one file have in common: its device, its number; None without."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
