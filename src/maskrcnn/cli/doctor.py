"""`maskrcnn doctor`: what is installed, what works, and what is wrong with a model file."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.text import Text

from maskrcnn.cli import console

SOMETHING_WRONG = 1
MARKS = {"good": ("ok", "green"), "absent": ("--", "dim"), "fault": ("!!", "bold red")}


def doctor(
    model: Annotated[
        str | None, typer.Argument(help="A name, folder or file; by default the default model.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Say what is installed, which engines work, what a model file is, and what is wrong."""
    from maskrcnn.checkup import examine

    findings = []
    for finding in examine(model):
        findings.append(finding)
        if not as_json:
            mark, style = MARKS[finding.state]
            line = Text.assemble((mark, style), " ", (f"{finding.subject:<22}", "bold"))
            console.out.print(line.append(f" {console.one_line(finding.text)}"))
    if as_json:
        rows = [{"state": f.state, "subject": f.subject, "text": f.text} for f in findings]
        console.out.print(json.dumps(rows), markup=False)
    if any(finding.state == "fault" for finding in findings):
        raise typer.Exit(SOMETHING_WRONG)
