"""`maskrcnn dataset check`: what is wrong with annotated pictures, and what to do."""

from __future__ import annotations

from typing import Annotated

import typer

from maskrcnn.cli import console


def check(
    data: Annotated[
        list[str],
        typer.Argument(help="A file or folder of COCO, LabelMe, VIA, YOLO, CVAT, VOC, …"),
    ],
) -> None:
    """Tell what is wrong with annotated pictures, and what to do."""
    from maskrcnn.formats import open_collection

    for each in data:
        collection = open_collection(each)
        for note in collection.notes:
            console.remark(note)
        console.out.print(f"{each}: {len(collection)} pictures", markup=False)
