"""Tables: a row for every object, in flat columns that spreadsheets and data frames like.

`picture`, `frame` and `seconds` say where it was found, `class`, `class_id`, `score` and `track`
what it is; then its box in pixels, its `area`, the `height` and `width` of the picture, and its
mask as COCO's compressed run lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from maskrcnn.errors import UsageError
from maskrcnn.footage import Moment
from maskrcnn.formats.common.class_book import NO_CLASSES, ClassBook
from maskrcnn.formats.common.listed import Listed
from maskrcnn.formats.common.numbers import (
    box_in,
    number,
    picture_size,
    score_of,
    short,
    track_of,
    whole,
)
from maskrcnn.formats.common.run_lengths import runs
from maskrcnn.formats.common.shapes import Found, nothing
from maskrcnn.instances import Instances
from maskrcnn.interchange import rle_of
from maskrcnn.labels import Labels
from maskrcnn.masks import Size

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "picture",
    "frame",
    "seconds",
    "class",
    "class_id",
    "score",
    "x0",
    "y0",
    "x1",
    "y1",
    "area",
    "track",
    "height",
    "width",
    "rle",
)
EDGES = ("x0", "y0", "x1", "y1")
NEEDED = frozenset({"picture", "class", *EDGES, "height", "width"})
"""Columns without which a table cannot be read."""

MICROSECOND = Fraction(1, 1_000_000)
MAX_TICKS = 2**53

Row = Mapping[str, Any]


def rows_of(found: Instances, name: str) -> Iterator[dict[str, Any]]:
    """Give a row for each object of a picture, by column."""
    height, width = found.size
    moment = found.moment
    for one in found:
        yield {
            "picture": name,
            "frame": None if moment is None else moment.index,
            "seconds": None if moment is None else moment.seconds,
            "class": one.label.encode("utf-8", "replace").decode("utf-8"),
            "class_id": one.class_id,
            "score": short(one.score),
            **dict(zip(EDGES, map(short, one.box), strict=True)),
            "area": one.area,
            "track": one.track_id,
            "height": height,
            "width": width,
            "rle": None if one.crop is None else rle_of(one)["counts"],
        }


def to_pandas(pictures: Iterable[Instances]) -> pandas.DataFrame:
    """Return a data frame with a row for each object.

    Parameters
    ----------
    pictures : iterable of Instances
        A collection, or a list of what `Predictor` gave.

    Returns
    -------
    pandas.DataFrame
        Of the columns `COLUMNS`; where there is no frame, time, track or mask it has none either.

    Raises
    ------
    UsageError
        If pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise UsageError("data frames need one more package: pip install pandas") from None
    rows = [row for found in pictures for row in rows_of(found, found.name)]
    frame = pandas.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(("frame", "track"), "Int64") | {"seconds": "Float64"})


class TableReader:
    """Puts rows together to pictures, whatever their order.

    Parameters
    ----------
    labels : Labels
        The classes that are known before.
    tick : Fraction
        Seconds in which times are counted.
    """

    def __init__(self, labels: Labels = NO_CLASSES, tick: Fraction = MICROSECOND) -> None:
        self.pictures: dict[str, Listed] = {}
        self._tick = tick
        self.classes = ClassBook(labels)

    def picture(self, row: Row) -> Listed:
        """Return the picture of a row.

        Raises
        ------
        ValueError
            If the row names none, or of another size than a row before.
        """
        name = row["picture"]
        if not isinstance(name, str) or not name:
            raise ValueError("it names no picture")
        size = picture_size(row["height"], row["width"])
        if name not in self.pictures:
            self.pictures[name] = Listed(name, size, self._moment(row))
        listed = self.pictures[name]
        if listed.size != size:
            raise ValueError(f"{name} had another size before")
        return listed

    def _moment(self, row: Row) -> Moment | None:
        frame, seconds = row.get("frame"), row.get("seconds")
        if frame is None or seconds is None:
            return None
        ticks = number(seconds) / self._tick
        if abs(ticks) > MAX_TICKS:
            raise ValueError(f"its time {seconds!r} is far too large")
        return Moment(whole(frame), round(ticks), 0, self._tick)


def found_of(row: Row, size: Size, classes: ClassBook) -> Found:
    """Read the object of a row.

    Raises
    ------
    ValueError
        If it is damaged, or outside the picture.
    """
    class_id = classes.place(row["class"], row.get("class_id"))
    box = box_in([row[edge] for edge in EDGES], size)
    counts = row.get("rle")
    shapes = () if counts is None else (runs(counts, size) or nothing(box, size),)
    return Found(class_id, box, shapes, score_of(row.get("score")), track_of(row.get("track")))
