"""Tables: dataclasses whose fields have a row for each object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
Bool = NDArray[np.bool_]
AnyRows = TypeVar("AnyRows", bound="Rows")


class Rows:
    """A dataclass all of whose fields are arrays, or tables again, of one length."""

    def __getitem__(self: AnyRows, rows: Places | Bool) -> AnyRows:
        return type(self)(*(field[rows] for field in _fields(self)))


def join(tables: Sequence[AnyRows]) -> AnyRows:
    """Return the rows of all tables, one below the other."""
    columns = zip(*map(_fields, tables), strict=True)
    return type(tables[0])(
        *(join(c) if isinstance(c[0], Rows) else np.concatenate(c) for c in columns)
    )


def _fields(table: Rows) -> list[Any]:
    return [getattr(table, field.name) for field in fields(table)]  # type: ignore[arg-type]
