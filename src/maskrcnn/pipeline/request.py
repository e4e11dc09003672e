"""What is to be made of the frames of a video or stream, and where it goes."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from maskrcnn.errors import UsageError
from maskrcnn.files import fingerprint
from maskrcnn.formats.originals import base_fact
from maskrcnn.pipeline.scene import SceneOptions
from maskrcnn.predictor import Predictor
from maskrcnn.writers.video import VideoFormat, format_of
from maskrcnn.writers.video.formats import picture_path

BESIDE = "beside"
"""Where results go unless told otherwise: beside the video, under its name."""


@dataclass(frozen=True)
class Request:
    """What is to be made of the frames of a video or stream.

    Attributes
    ----------
    video : Path or None
        Where the video goes that has the objects drawn in.
    format : VideoFormat or None
        How it is encoded.
    results : Path or None
        Where the results file goes.
    every : int
        The network sees each so many frames; between them masks are carried by optical flow.
    scene : SceneOptions
    """

    video: Path | None = None
    format: VideoFormat | None = None
    results: Path | None = None
    every: int = 1
    scene: SceneOptions = SceneOptions()

    def __post_init__(self) -> None:
        if self.every < 1:
            raise UsageError(f"every {self.every}th frame: give 1 for all of them, or more")
        if self.results is not None and not is_results(self.results):
            raise UsageError(f"{self.results}: name a results file like found.jsonl or .jsonl.gz")

    @classmethod
    def to(
        cls,
        output: str | Path,
        results: str | Path | None = BESIDE,
        *,
        codec: str | None = None,
        quality: int | None = None,
        every: int = 1,
        scene: SceneOptions = SceneOptions(),
    ) -> Request:
        """Ask for a video, as its file is named, and for results beside it.

        Parameters
        ----------
        output : str or Path
            What `maskrcnn.writers.video.format_of` takes; or a results file, for that alone.
        results : str, Path or None
            Another place for the results, or None for no results.
        codec, quality
            See `maskrcnn.writers.video.format_of`.
        every, scene
            See `Request`.

        Raises
        ------
        UsageError
            If a part makes no sense.
        """
        output = Path(output)
        if is_results(output):
            if codec is not None or quality is not None or results != BESIDE:
                raise UsageError(
                    f"{output} is a results file, not a video: it has no codec and no quality, and "
                    "no results beside it"
                )
            return cls(results=output, every=every, scene=scene)
        if results == BESIDE:
            results = _beside(output)
        place = None if results is None else Path(results)
        alpha = scene.look.has_alpha
        kind = format_of(output, codec, quality, alpha=alpha)
        return cls(output, kind, place, every, scene)

    def facts(self, **source: Any) -> dict[str, Any]:
        """Return what the results say of where frames came from: names count from a folder."""
        return source if self.results is None else {**source, **base_fact(self.results)}

    @property
    def output(self) -> Path | None:
        """What a run is named after; None if it writes nothing."""
        return self.video or self.results

    def settings(self, predictor: Predictor) -> dict[str, Any]:
        """Return what the result depends on, for a journal."""
        return {
            "model": [predictor.spec.name, *fingerprint(predictor.path)],
            "engine": predictor.engine,
            **asdict(predictor.options),
            **self.drawn(),
        }

    def drawn(self) -> dict[str, Any]:
        """Return what the result depends on where no network is run, for a journal."""
        return {
            "every": self.every,
            "scene": asdict(self.scene),
            "files": [fingerprint(path) for path in self.scene.look.files],
            "video": None if self.format is None else asdict(self.format),
            "results": None if self.results is None else str(self.results),
        }


def is_results(path: Path) -> bool:
    """Tell whether a file is named like results."""
    return path.name.endswith((".jsonl", ".jsonl.gz"))


def _beside(video: Path) -> Path:
    """Name the results of a video; those of single pictures lie in their folder."""
    if "%" in video.name:
        return video.with_name("results.jsonl")
    return video.with_suffix(".jsonl") if video.suffix else video / "results.jsonl"


def guard(source: Path | None, request: Request) -> None:
    """Refuse to write over the source, and over what effects show.

    Raises
    ------
    UsageError
        If an output is one of them.
    """
    read = dict.fromkeys(request.scene.look.files, "what an effect shows")
    if source is not None:
        read[source] = "the input"
    numbered = request.format is not None and request.format.container == "pictures"
    takes_video = _has_picture if numbered else _is_same
    for file, what in read.items():
        for output, takes in ((request.video, takes_video), (request.results, _is_same)):
            if output is not None and takes(output, file):
                raise UsageError(f"{output} is {what}: name another file with -o")


def _is_same(output: Path, file: Path) -> bool:
    return output.exists() and file.exists() and output.samefile(file)


def _has_picture(output: Path, file: Path) -> bool:
    """Tell whether one of the pictures of a sequence would be a file, or in another sequence."""
    picture = (picture_path(file, 0) if "%" in file.name else file).resolve()
    numbers = map(int, re.findall(r"\d+", picture.name))
    return any(picture_path(output, number).resolve() == picture for number in numbers)
