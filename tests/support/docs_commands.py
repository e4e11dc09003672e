"""Running the code of a page as its reader would, from top to bottom, in one folder."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from maskrcnn.cli.app import run as run_maskrcnn
from tests.support.docs_pages import Block

SHELLS = {"sh", "bash", "console"}
FOR_THE_SHELL = set("|<>&;$`")
TIMEOUT_SECONDS = 60


class Command(NamedTuple):
    """One command line, and what the page shows of its output."""

    line: str
    expected: str | None
    exit_code: int = 0


class Outcome(NamedTuple):
    """Exit code, and standard output and error as they came."""

    code: int
    output: str


def commands_of(block: Block) -> list[Command]:
    """Split a block of shell into commands; the last one has the block's output and exit code."""
    text = block.text.replace("\\\n", " ")
    if block.language == "console":
        parts = [part.partition("\n") for part in re.split(r"^\$ ", text, flags=re.M)[1:]]
        commands = [Command(line, output if output.strip() else None) for line, _, output in parts]
    else:
        lines = [line for line in text.splitlines() if shlex.split(line, comments=True)]
        commands = [Command(line, None) for line in lines]
        commands[-1] = commands[-1]._replace(expected=block.expected)
    return [*commands[:-1], commands[-1]._replace(exit_code=block.exit_code)]


def run_command(line: str) -> Outcome:
    """Run one command: ours in this process, which is quick, any other in a shell."""
    words = shlex.split(line, comments=True)
    if words[0] == "maskrcnn" and not FOR_THE_SHELL & set(line):
        output = io.StringIO()
        with redirect_stdout(output), redirect_stderr(output):
            return Outcome(run_maskrcnn(words[1:]), output.getvalue())
    done = subprocess.run(
        [str(shutil.which("bash")), "-o", "pipefail", "-c", line],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
        check=False,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )
    return Outcome(done.returncode, done.stdout)


def run_python(block: Block, names: dict[str, Any]) -> str:
    """Run a block of Python with the names of the blocks before it, and return what it prints.

    Lines are numbered as on the page, so that a traceback points to it.
    """
    code = compile("\n" * (block.line - 1) + block.text, block.page, "exec")
    output = io.StringIO()
    with redirect_stdout(output):
        exec(code, names)  # noqa: S102 - the code is the documentation's own
    return output.getvalue()


def agrees(expected: str, output: str) -> bool:
    """Tell whether an output has the shown words: numbers and spaces may differ, … is anything."""
    pieces = re.split(r"(…|\d[\d.,]*|\s+)", expected.strip())
    pattern = "".join(_pattern(piece) for piece in pieces)
    return re.search(pattern, output, re.S) is not None


def _pattern(piece: str) -> str:
    if piece == "…":
        return r".*?"
    if piece[:1].isdigit():
        return r"\d[\d.,]*"
    return r"\s+" if piece.isspace() else re.escape(piece)
