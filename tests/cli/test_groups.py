"""Options that commands share, as one parameter each."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from maskrcnn.cli.groups import grouped


@dataclass(frozen=True)
class Paint:
    """A group."""

    color: Annotated[str, typer.Option("--color", help="Which.")] = "red"
    coats: Annotated[list[int] | None, typer.Option()] = None


@dataclass(frozen=True)
class Named(Paint):
    """A group with an argument, and what it inherits."""

    file: Annotated[Path, typer.Argument()] = Path("default")


@pytest.fixture
def app():
    made = typer.Typer()
    seen: list[object] = []

    @made.command()
    @grouped
    def command(paint: Named, loud: Annotated[bool, typer.Option("--loud")] = False) -> None:
        """Do it."""
        seen.append((paint, loud))

    return made, seen


def test_a_group_is_given_whole(app):
    made, seen = app
    arguments = ["wall", "--color", "blue", "--coats", "1", "--coats", "2", "--loud"]
    done = CliRunner().invoke(made, arguments, standalone_mode=False)
    assert done.exit_code == 0, done.output
    assert seen == [(Named("blue", [1, 2], Path("wall")), True)]


def test_what_is_not_given_has_its_default(app):
    made, seen = app
    CliRunner().invoke(made, [], standalone_mode=False)
    assert seen == [(Named(), False)]


def test_help_lists_the_single_options(app):
    made, _ = app
    told = CliRunner().invoke(made, ["--help"]).output
    assert "--color" in told
    assert "Which." in told
    assert "--paint" not in told


def test_the_parser_sees_the_fields():
    @grouped
    def command(paint: Paint) -> None:
        """Do it."""

    assert list(signature(command).parameters) == ["color", "coats"]
    assert command.__doc__ == "Do it."
