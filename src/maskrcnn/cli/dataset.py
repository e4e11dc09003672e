"""`maskrcnn dataset`: annotated pictures, checked, converted, split, looked at and made."""

from __future__ import annotations

import typer

from maskrcnn.cli import (
    dataset_check,
    dataset_convert,
    dataset_make,
    dataset_preview,
    dataset_split,
)

app = typer.Typer(rich_markup_mode="markdown", no_args_is_help=True)
app.command("check")(dataset_check.check)
app.command("convert")(dataset_convert.convert)
app.command("split")(dataset_split.split)
app.command("preview")(dataset_preview.preview)
app.command("make")(dataset_make.make)


@app.callback()
def dataset() -> None:
    """Check, convert, split, look at or make the annotated pictures that models learn from."""
