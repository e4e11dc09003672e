"""Options that several commands share, as one parameter each: a dataclass of options."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

from maskrcnn.errors import UsageError


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Let each parameter that is a dataclass of options appear to the parser as its fields.

    The command gets the dataclass, made of what was given on the command line.
    """
    parameters = signature(command, eval_str=True).parameters
    groups = {
        name: each.annotation for name, each in parameters.items() if is_dataclass(each.annotation)
    }

    @wraps(command)
    def ungrouped(**options: Any) -> None:
        for name, kind in groups.items():
            own = {each.name: options.pop(each.name) for each in fields(kind)}
            options[name] = kind(**own)  # type: ignore[operator]
        command(**options)

    singles = [single for parameter in parameters.values() for single in _singles(parameter)]
    ungrouped.__signature__ = Signature(singles)  # type: ignore[attr-defined]
    ungrouped.__annotations__ = {}
    del ungrouped.__wrapped__
    return ungrouped


def given(options: object) -> list[str]:
    """Return those of a dataclass's options that were given, by the names of their fields."""
    return [
        each.name
        for each in fields(options)  # type: ignore[arg-type]
        if getattr(options, each.name) not in (each.default, [])
    ]


def written(name: str) -> str:
    """Return how the option of a field is written."""
    return f"--{name.replace('_', '-')}"


def refuse(options: object, why: str) -> None:
    """Refuse options that would do nothing.

    Raises
    ------
    UsageError
        If any was given; the message begins with the first.
    """
    for name in given(options):
        raise UsageError(f"{written(name)} {why}")


def _singles(parameter: Parameter) -> Iterator[Parameter]:
    """Yield a parameter itself, or the fields of its dataclass."""
    kind = parameter.annotation
    if not is_dataclass(kind):
        yield parameter.replace(kind=Parameter.KEYWORD_ONLY)
        return
    hints = get_type_hints(kind, include_extras=True)
    for each in fields(kind):
        default = Parameter.empty if each.default is MISSING else each.default
        yield Parameter(
            each.name, Parameter.KEYWORD_ONLY, default=default, annotation=hints[each.name]
        )
