"""Opening annotated pictures, whatever a user names: files in any format, or scenes to be drawn."""

from __future__ import annotations

from pathlib import Path

from maskrcnn.datasets.annotated import AnnotatedPictures
from maskrcnn.datasets.dataset import Dataset
from maskrcnn.errors import ResultsError, UsageError, did_you_mean
from maskrcnn.formats import open_collection

PICTURES = 2000
"""Of a scene, unless the user says otherwise."""


def open_dataset(
    text: str | Path, kind: str | None = None, source: str | Path | None = None
) -> Dataset:
    """Open annotated pictures.

    What was left out is in the attribute `notes`, if there is one.

    Parameters
    ----------
    text : str or Path
        A file or folder in any format that is read; or a scene to be drawn, `shapes`,
        `shapes:500` for a number of pictures, `shapes:500:7` for a seed.
    kind : str, optional
        The format, as `--from` names it, where the file does not tell by itself.
    source : str or Path, optional
        The folder of the pictures, where they are not found by name.

    Raises
    ------
    UsageError
        If there is no such format or scene, or it is no more than the frames of a video.
    ResultsError
        If there is no such file, or nothing tells what it is.
    """
    if Path(text).exists():
        return AnnotatedPictures.of(open_collection(text, kind, source))
    from maskrcnn.datasets.scenes import SCENES, open_scene

    name, *numbers = str(text).split(":")
    if name not in SCENES:
        known = did_you_mean(name, SCENES)
        raise ResultsError(f"{text}: there is no such file or folder, nor a scene: {known}")
    if kind is not None or source is not None:
        raise UsageError(f"{text} is drawn, not read: leave --from and --source out")
    return open_scene(name, *_numbers(str(text), numbers))


def _numbers(text: str, numbers: list[str]) -> tuple[int, int]:
    """Return how many pictures of a scene are wanted, and its seed."""
    try:
        count, seed = (*map(int, numbers), *(PICTURES, 0)[len(numbers) :])
    except ValueError:
        count, seed = 0, 0
    if count < 1 or seed < 0:
        raise UsageError(f"{text}: write the number of pictures and the seed as in shapes:500:7")
    return count, seed
