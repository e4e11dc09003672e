"""Instances picture by picture, as a file or a folder holds them, and the pictures themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from maskrcnn.errors import PictureError, UsageError, VideoError
from maskrcnn.footage import Footage
from maskrcnn.formats.originals import Originals
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels

Refusal = Callable[[str, PictureError], None]


def _pass_over(_name: str, error: PictureError) -> None:
    raise error


@dataclass(frozen=True)
class Collection:
    """What was found in some photos or in a video; can be gone through again and again.

    Attributes
    ----------
    name : str
        What messages call it: its path.
    labels : Labels
    names : tuple of str
        What the pictures are called, in order; a video's frames too.
    records : callable
        Reads the instances of each picture anew, without the pictures.
    originals : Originals
        Where the pictures are.
    facts : mapping
        What is known of how they were found, for instance `model`.
    notes : tuple of str
        What the user should hear: for instance which records were damaged and left out.
    """

    name: str
    labels: Labels
    names: tuple[str, ...]
    records: Callable[[], Iterator[Instances]]
    originals: Originals = Originals()
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Instances]:
        return self.records()

    @property
    def is_video(self) -> bool:
        """Whether the pictures are the frames of one video."""
        return self.originals.video is not None

    def footage(self) -> Footage | None:
        """Return what the frames of the video share, from the video itself; None for photos.

        Raises
        ------
        VideoError
            If the video cannot be found or read.
        """
        if not self.is_video:
            return None
        with self.originals.open_video(self.name) as video:
            return video.footage

    def with_pictures(self, refuse: Refusal = _pass_over) -> Iterator[Instances]:
        """Give the instances of each picture together with the picture, in `Instances.image`.

        Parameters
        ----------
        refuse : callable (name, error)
            Hears of each photo that cannot be read, which is then left out; by default the error
            is raised.

        Raises
        ------
        VideoError
            If the video cannot be found or read, or is not the one they were found in.
        """
        return self._frames() if self.is_video else self._photos(refuse)

    def _photos(self, refuse: Refusal) -> Iterator[Instances]:
        for found in self:
            try:
                yield replace(found, image=self.originals.photo(found.name, found.size))
            except PictureError as error:
                refuse(found.name, error)

    def _frames(self) -> Iterator[Instances]:
        with self.originals.open_video(self.name) as video, closing(video.frames()) as frames:
            for found in self:
                if found.moment is None:
                    raise UsageError(f"{self.name}: mixes photos with frames of a video")
                for frame in frames:
                    if frame.moment is not None and frame.moment.index == found.moment.index:
                        break
                else:
                    raise VideoError(
                        f"{video.name}: has no frame {found.moment.index}, which {self.name} "
                        "tells of: name the right video with --source"
                    )
                if frame.moment.ticks != found.moment.ticks or frame.image.shape[:2] != found.size:
                    raise VideoError(
                        f"{video.name}: is not the video of {self.name}: name it with --source"
                    )
                yield replace(found, image=frame.image)
