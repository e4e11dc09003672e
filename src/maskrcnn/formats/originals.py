"""Where the pictures are that results tell of: found again by their names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from maskrcnn.errors import PictureError, ResultsError, UsageError, VideoError
from maskrcnn.formats.common.upright_size import as_it_lies
from maskrcnn.masks import Size, Uint8
from maskrcnn.sources.frame import printable
from maskrcnn.sources.image import read_picture
from maskrcnn.sources.video import Cut, Video
from maskrcnn.sources.web import is_url


@dataclass(frozen=True)
class VideoSource:
    """Which frames of which video results tell of.

    Attributes
    ----------
    name : str
        The video's path or address, as it was given.
    cut : Cut
    size : str or None
        What its frames were scaled to.
    """

    name: str
    cut: Cut = Cut()
    size: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as the header of a results file holds it."""
        return {"name": self.name, "cut": asdict(self.cut), "size": self.size}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> VideoSource:
        """Read what `to_json` made.

        Raises
        ------
        ResultsError
            If it is not of that form.
        """
        try:
            return cls(str(data["name"]), Cut(**data["cut"]), data["size"])
        except (KeyError, TypeError, UsageError) as error:
            raise ResultsError(f"the header tells of a video in words unknown: {error}") from error


@dataclass(frozen=True)
class Originals:
    """Where pictures are looked for.

    Attributes
    ----------
    source : Path or None
        What the user says: the folder of the pictures, or the picture or video itself.
    folder : Path
        Where the results lie.
    base : str or None
        The folder that names count from, as seen from `folder`.
    video : VideoSource or None
        The video, if they are frames of one.
    """

    source: Path | None = None
    folder: Path = Path()
    base: str | None = None
    video: VideoSource | None = None

    @property
    def home(self) -> Path:
        """The folder that names count from."""
        if self.source is not None and self.source.is_dir():
            return self.source
        return self.folder / (self.base or "")

    def find(self, name: str) -> Path | str | None:
        """Return the path or address of a picture or video of a name; None if it is nowhere."""
        if self.source is not None and not self.source.is_dir():
            return self.source
        if is_url(name) and self.source is None:
            return name
        places = list(self._candidates(Path(name)))
        there = (path for place in places if (path := _file_at(place)) is not None)
        return next(there, None)

    def _candidates(self, name: Path) -> Iterator[Path]:
        """Yield places in the order in which they are looked at.

        In a folder that the user names, a picture may lie under its own name or its last parts.
        """
        if self.source is not None:
            parts = name.parts[1:] if name.is_absolute() else name.parts
            yield from (self.source.joinpath(*parts[start:]) for start in range(len(parts)))
            return
        if self.base is not None:
            # Beside the results there may be a picture of the same name: the one with objects in.
            yield Path(os.path.normpath(self.folder / self.base / name))
            yield name
        else:
            yield self.folder / name
            yield name

    def photo(self, name: str, size: Size | None = None) -> Uint8:
        """Read a photo.

        Parameters
        ----------
        name : str
        size : (int, int), optional
            Height and width that it must have. Where those are told of the picture as it lies in
            its file, not as it is shown, it comes as it lies.

        Returns
        -------
        uint8 (H, W, 3) BGR

        Raises
        ------
        PictureError
            If it is nowhere, cannot be read, or has another size.
        """
        place = self.find(name)
        if place is None:
            raise PictureError(f"{name}: is not there any more: name its folder with --source")
        image = read_picture(place, name=None if isinstance(place, str) else str(place)).image
        if size is not None and image.shape[:2] == size[::-1] != size:
            image = _lying(image, place)
        if size is not None and image.shape[:2] != size:
            height, width = image.shape[:2]
            raise PictureError(
                f"{place}: is {width}×{height}, but objects were found in {size[1]}×{size[0]}: "
                "is it the same picture?"
            )
        return image

    def open_video(self, results: str) -> Video:
        """Open the video, cut and scaled as it was.

        Raises
        ------
        VideoError
            If it is nowhere, or cannot be read.
        """
        if self.video is None:
            raise VideoError(f"{results}: tells of photos, not of a video")
        place = self.find(self.video.name) or self._sequence(self.video.name)
        if place is None:
            raise VideoError(
                f"{self.video.name}: is not there any more: name the video with --source"
            )
        return Video(place, self.video.cut, self.video.size)

    def _sequence(self, name: str) -> Path | None:
        """Return where numbered pictures are, such as `frames/%06d.png`: a folder is there."""
        places = self._candidates(Path(name)) if "%" in name else ()
        return next((place for place in places if place.parent.is_dir()), None)


def _lying(image: Uint8, place: Path | str) -> Uint8:
    """Return a picture as it lies in its file, if that is not upright."""
    lying = as_it_lies(image, place) if isinstance(place, Path) else None
    return image if lying is None else lying


def _file_at(path: Path) -> Path | None:
    """Return the file of a name; a name that was made printable may be written otherwise."""
    try:
        if path.is_file():
            return path
        if "?" not in path.name or not path.parent.is_dir():
            return None
        return next(
            (each for each in path.parent.iterdir() if printable(each.name) == path.name), None
        )
    except (OSError, ValueError):
        return None


def base_fact(results: Path, folder: Path | None = None) -> dict[str, str]:
    """Return, for a header, the folder that names count from, as seen from that of a results file.

    Parameters
    ----------
    results : Path
    folder : Path, optional
        By default the current one, since what users name on a command line counts from there.

    Returns
    -------
    dict
        With `base`; empty where there is no way from one to the other, as between two drives of
        Windows.
    """
    try:
        base = Path(os.path.relpath(folder or Path.cwd(), results.absolute().parent)).as_posix()
    except (OSError, ValueError):
        return {}
    return {"base": base}
