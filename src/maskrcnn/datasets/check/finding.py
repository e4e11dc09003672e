"""What is found wrong with annotated pictures, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

Level: TypeAlias = Literal["error", "warning", "hint"]


class Kind(NamedTuple):
    """A kind of finding.

    Attributes
    ----------
    level : "error", "warning" or "hint"
        Errors are records that are lost, or numbers that cannot be trusted.
    title : str
        What findings of the kind are called.
    remedy : str
        What to do.
    """

    level: Level
    title: str
    remedy: str


KINDS: dict[str, Kind] = {
    "damaged": Kind("error", "damaged records", "mend them in the file, or take them out"),
    "duplicate-id": Kind("error", "ids that are there twice", "give each record an id of its own"),
    "unknown-class": Kind("error", "objects of unknown classes", "add the class to the list"),
    "unknown-picture": Kind(
        "error", "objects of unknown pictures", "add the picture to the list, or take them out"
    ),
    "missing-picture": Kind(
        "error", "missing pictures", "name their folder with --source, or take their records out"
    ),
    "unreadable-picture": Kind(
        "error", "pictures that cannot be read", "save them anew, or take their records out"
    ),
    "wrong-size": Kind(
        "error",
        "pictures of another size than the file says",
        "find the picture that was annotated, or scale its annotations",
    ),
    "empty-outline": Kind(
        "error", "objects without an outline", "draw the object anew, or take it out"
    ),
    "empty-mask": Kind(
        "error", "masks without a pixel", "draw the object anew, or take it out: nobody learns it"
    ),
    "outside-picture": Kind(
        "error", "objects outside their picture", "draw the object anew, or take it out"
    ),
    "leak": Kind(
        "error",
        "pictures that are in two parts",
        "take them out of one: what is learnt by heart proves nothing; "
        "maskrcnn dataset split keeps them together",
    ),
    "nothing-to-learn": Kind("error", "nothing to learn from", "draw outlines of the objects"),
    "crossing-outline": Kind(
        "warning",
        "outlines that cross themselves",
        "put their points in order: what is enclosed twice is left out",
    ),
    "over-edge": Kind(
        "warning", "objects that reach beyond their picture", "they are cut at its edge: look at it"
    ),
    "box-and-mask": Kind(
        "warning",
        "boxes that are not those of their masks",
        "boxes are taken from the masks: make sure that those are right",
    ),
    "duplicate-object": Kind("warning", "objects that are marked twice", "take one of them out"),
    "duplicate-picture": Kind(
        "warning", "pictures that are there twice", "take one of them out, or both count double"
    ),
    "alike": Kind(
        "warning",
        "pictures that are nearly the same in two parts",
        "keep pictures of one scene in one part, as maskrcnn dataset split does",
    ),
    "box-only": Kind(
        "warning",
        "objects of which only a box is known",
        "draw their outlines: without a mask they are left out of training",
    ),
    "few-objects": Kind(
        "warning", "classes of few objects", "mark more of them, or join classes that are alike"
    ),
    "similar-names": Kind(
        "warning", "classes of nearly the same name", "call them the same, if they are the same"
    ),
    "other-classes": Kind(
        "warning",
        "parts whose classes differ",
        "list the same classes in the same order in all parts",
    ),
    "lying-picture": Kind(
        "hint",
        "pictures that are annotated as they lie",
        "none of maskrcnn's: it turns them as the sizes say; other tools may not",
    ),
    "tiny-object": Kind(
        "hint", "objects too small to be learnt", "take larger pictures, or leave them out"
    ),
    "no-objects": Kind(
        "hint",
        "pictures without objects",
        "fine if there are none in them: they teach what is background; else mark them",
    ),
    "imbalance": Kind(
        "hint", "classes far apart in number", "mark more of the rare ones, or expect to miss them"
    ),
    "unused-class": Kind("hint", "classes without objects", "take them out of the list"),
}
"""By name; the worst first."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, or may be.

    Attributes
    ----------
    kind : str
        A name in `KINDS`.
    words : str
        What it is.
    picture : str
        The picture, if it is about one.
    record : str
        Which of its objects, or of the file's records, if it is about one.
    data : str
        The file or folder.
    """

    kind: str
    words: str
    picture: str = ""
    record: str = ""
    data: str = ""

    @property
    def level(self) -> Level:
        """How bad it is."""
        return KINDS[self.kind].level

    def to_json(self) -> dict[str, Any]:
        """Return it for `json.dumps`, with what to do about it."""
        return {
            "kind": self.kind,
            "level": self.level,
            "data": self.data,
            "picture": self.picture,
            "object": self.record,
            "words": self.words,
            "remedy": KINDS[self.kind].remedy,
        }
