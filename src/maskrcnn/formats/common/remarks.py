"""What is wrong with the records of a file: told as it is read, in lines that the user hears."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.formats.common.flaw import Flaw, flaw_of
from maskrcnn.sources.frame import printable

SHOWN = 5
LONGEST = 300
"""Letters of a line: a damaged file may hold words of any length."""


@dataclass(frozen=True)
class Remark:
    """What is wrong with a record.

    Attributes
    ----------
    flaw : Flaw
    where : str
        Which record, so that it can be found in the file.
    words : str
        What is wrong with it.
    picture : str
        The picture that it is of, as far as that is known.
    is_left_out : bool
        Whether the record was left out for it.
    """

    flaw: Flaw
    where: str
    words: str
    picture: str = ""
    is_left_out: bool = True


class Remarks:
    """Gathers what is wrong with the records of a file.

    Parameters
    ----------
    name : str
        What messages call the file.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._all: list[Remark] = []

    def left_out(self, where: str, why: object, picture: str = "") -> None:
        """Note that a record was left out.

        Parameters
        ----------
        where : str
            Which record, so that it can be found in the file.
        why : object
            Printed: an error, or what to say.
        picture : str, optional
            The picture that it is of.
        """
        self._all.append(Remark(flaw_of(why), _line(where), _line(why), _line(picture)))

    def doubted(self, where: str, why: object, picture: str = "") -> None:
        """Note what is wrong with a record that is taken all the same."""
        self._all.append(Remark(flaw_of(why), _line(where), _line(why), _line(picture), False))

    @property
    def all(self) -> tuple[Remark, ...]:
        """Everything that was noted."""
        return tuple(self._all)

    @property
    def notes(self) -> tuple[str, ...]:
        """The first few that were left out, and how many there were in all."""
        left_out = [each for each in self._all if each.is_left_out]
        if not left_out:
            return ()
        first = (_line(f"{self._name}: {each.where}: {each.words}") for each in left_out[:SHOWN])
        return (*first, f"{self._name}: left out {len(left_out)} damaged or unknown in all")


def _line(what: object) -> str:
    line = printable(" ".join(str(what).split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
