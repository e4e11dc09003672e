"""Ways of writing that the parser does not know, brought into those it does.

`maskrcnn photo.jpg` is short for `maskrcnn image photo.jpg`, and the tutorial's own command,
`--image photo.jpg --mask-rcnn DIR --visualize 1`, works behind either.
"""

from __future__ import annotations

VISUALIZE = ("-v", "--visualize")


def expand(arguments: list[str], commands: set[str]) -> list[str]:
    """Return the arguments with the command named and the tutorial's `--visualize N` settled."""
    if not arguments:
        return ["--help"]
    if arguments[0] in commands or arguments[0] in ("--help", "--version", "-h"):
        command, rest = arguments[:1], arguments[1:]
    else:
        command, rest = ["image"], arguments
    return command + _settle_visualize(rest) if command == ["image"] else command + rest


def _settle_visualize(arguments: list[str]) -> list[str]:
    """Turn `--visualize 1` and `--visualize=1` into the plain flag, and drop `--visualize 0`."""
    settled: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name, equals, number = argument.partition("=")
        if argument == "--":
            return [*settled, argument, *rest]
        if name not in VISUALIZE:
            settled.append(argument)
        elif equals:
            settled += [name] if number.strip() != "0" else []
        else:
            following = next(rest, None)
            if following is None or not following.isdecimal():
                settled += [name] if following is None else [name, following]
            elif int(following) > 0:
                settled.append(name)
    return settled
