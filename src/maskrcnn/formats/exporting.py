"""Writing a collection in one format or several, going through its pictures once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from maskrcnn.errors import UsageError
from maskrcnn.formats.collection import Collection, Refusal, raise_refusal
from maskrcnn.formats.format import ExportOptions, Format, Writer
from maskrcnn.formats.originals import base_fact
from maskrcnn.formats.registry import format_named
from maskrcnn.instances import Instances
from maskrcnn.writers.names import FileNames


@dataclass(frozen=True)
class Export:
    """A format, and where it goes: a file, or a folder where the format is one."""

    format: Format
    place: Path

    @classmethod
    def of(cls, text: str, results: str | Path = "results.jsonl") -> Export:
        """Read `coco` or `coco=out.json`.

        Parameters
        ----------
        text : str
        results : str or Path
            What it is made from: without a place it lies beside that, as `results-coco.json`.

        Raises
        ------
        UsageError
            If there is no such format.
        """
        name, equals, place = text.partition("=")
        kind = format_named(name.strip().lower())
        if equals and not place:
            raise UsageError(f"--to {text}: name a place, or leave the = out")
        return cls(kind, Path(place) if place else beside(Path(results), kind.name, kind.suffix))


def beside(results: Path, what: str, suffix: str) -> Path:
    """Return where something goes that is made from results, unless told otherwise."""
    if results.name in ("", ".."):
        results = results.resolve()
    stem = results.name.removesuffix(".gz").rpartition(".")[0] or results.name
    return results.with_name(f"{stem}-{what}{suffix}")


def export(
    collection: Collection,
    exports: Iterable[Export],
    options: ExportOptions = ExportOptions(),
    refuse: Refusal = raise_refusal,
    told: Callable[[], object] = lambda: None,
) -> tuple[str, ...]:
    """Write a collection in some formats.

    Parameters
    ----------
    collection : Collection
    exports : iterable of Export
    options : ExportOptions
        What is known of the video and of how they were found is filled in.
    refuse : callable (name, error), optional
        Hears of each photo that is needed and cannot be read; it is left out. By default the error
        is raised.
    told : callable
        Called after each picture.

    Returns
    -------
    tuple of str
        What the user should hear of what was written.

    Raises
    ------
    UsageError
        If a format cannot hold what it is given, or an output is what it would be made from.
    OutputError
        If something cannot be written.
    PictureError, VideoError
        If pictures are needed that cannot be found or read.
    """
    wanted = list(exports)
    _guard(collection, wanted)
    for each in wanted:
        each.format.check(each.place, collection.is_tracked)
    needed = options.with_pictures or any(each.format.needs_pictures for each in wanted)
    pictures = collection.with_pictures(refuse) if needed else iter(collection)
    if needed:
        photos = None if collection.is_video else collection.originals
        options = replace(options, footage=collection.footage(), originals=photos)
    crowds = None if collection.crowd_records is None else collection.crowds
    with closing(pictures), ExitStack() as stack:
        writers = [
            stack.enter_context(
                each.format.write(
                    each.place, collection.labels, _with_facts(options, each, collection)
                )
            )
            for each in wanted
        ]
        names = FileNames()
        for found in pictures:
            own = None if crowds is None else _of_same_picture(crowds, found)
            told_as = _photo(found, names) if options.as_photos else found
            for writer in writers:
                writer.write(told_as)
                if own is not None and hasattr(writer, "write_crowds"):
                    writer.write_crowds(own)
            told()
    return tuple(note for writer in writers for note in _notes(writer, crowds is not None))


def _notes(writer: Writer, has_crowds: bool) -> Iterator[str]:
    yield from getattr(writer, "notes", ())
    if has_crowds and not hasattr(writer, "write_crowds"):
        yield "crowds, which are no single objects, are kept in COCO's datasets alone"


def _photo(found: Instances, names: FileNames) -> Instances:
    """Return a frame as a photo of the name that its file gets; a photo as it is."""
    if found.moment is None:
        return found
    return replace(found, name=str(names.of(found)), moment=None, track_ids=None)


def _of_same_picture(crowds: Iterator[Instances], found: Instances) -> Instances:
    """Read on to the crowds of a picture; pictures may have been left out."""
    wanted = found.name, found.size, found.moment
    return next(each for each in crowds if (each.name, each.size, each.moment) == wanted)


def _with_facts(options: ExportOptions, wanted: Export, collection: Collection) -> ExportOptions:
    """Tell where names count from, as seen from the new place."""
    left_out = {"base", "video"} if options.as_photos else {"base"}
    facts = {name: fact for name, fact in collection.facts.items() if name not in left_out}
    base = base_fact(wanted.place, collection.originals.home)
    return replace(options, facts={**facts, **base})


def _guard(collection: Collection, wanted: list[Export]) -> None:
    places = [each.place.absolute() for each in wanted]
    for each in wanted:
        for place in each.format.written(each.place):
            if place.exists() and any(map(place.samefile, _sources(collection))):
                raise UsageError(f"{place} is what is read: name another place with -o")
        if places.count(each.place.absolute()) > 1:
            raise UsageError(f"{each.place} is named twice: give each format a place of its own")


def _sources(collection: Collection) -> Iterator[Path]:
    """Give what is read, as far as it is there: the collection and its originals."""
    originals = collection.originals
    names = collection.names if originals.video is None else (originals.video.name,)
    for place in (collection.opened, Path(collection.name), *map(originals.find, names)):
        if isinstance(place, Path) and place.exists():
            yield place
