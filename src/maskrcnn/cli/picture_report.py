"""What `maskrcnn image` tells about one picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from maskrcnn.cli import console

if TYPE_CHECKING:
    from maskrcnn.instances import Instances
    from maskrcnn.models import Spec


def report(found: Instances, written: Path | None) -> None:
    """Print what was found in a picture, where its overlay is, and how long it took."""
    height, width = found.size
    count = f"{len(found)} object{'' if len(found) == 1 else 's'}"
    heading = Text.assemble((found.name, "bold"), f"  {width}×{height}  {count}")
    if written is not None:
        heading.append(f"  → {written}")
    console.out.print(heading)
    if len(found):
        console.out.print(_table(found))
    if found.trace is not None:
        trace = found.trace
        shapes = ", ".join(f"{name} {shape}" for name, shape in trace.shapes.items())
        console.out.print(
            f"{trace.model} took {trace.network_seconds:.3f} of {trace.total_seconds:.3f} s on "
            f"{trace.engine}; raw {shapes}",
            style="dim",
            markup=False,
        )


def close(spec: Spec, results: Path) -> None:
    """Print, at the end, where the results are and whose model found them."""
    console.out.print(
        f"results in {results}; licence of {spec.name}'s weights: {spec.licence.name}",
        style="dim",
        markup=False,
    )


def _table(found: Instances) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("#", justify="right")
    table.add_column("class")
    for heading in ("score", "x0", "y0", "x1", "y1", "pixels"):
        table.add_column(heading, justify="right")
    for number, one in enumerate(found, start=1):
        edges = (f"{edge:.1f}" for edge in one.box)
        table.add_row(str(number), one.label, f"{one.score:.4f}", *edges, f"{one.area:,}")
    return table
