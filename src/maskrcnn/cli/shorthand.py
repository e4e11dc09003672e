"""Ways of writing that the parser does not know, brought into those it does.

`maskrcnn photo.jpg` is short for `maskrcnn image photo.jpg`, `maskrcnn clip.mp4` for
`maskrcnn video clip.mp4`, and the tutorial's own arguments, `--image photo.jpg --mask-rcnn DIR
--visualize 1` and `--input clip.mp4 --output out.avi --mask-rcnn DIR`, work behind either.
"""

from __future__ import annotations

from pathlib import PurePath

from maskrcnn.sources.formats import LIVE_SCHEMES, VIDEO_SUFFIXES

VISUALIZE = ("-v", "--visualize")
PLAYLIST = ".m3u8"
LIVE = tuple(f"{scheme}://" for scheme in LIVE_SCHEMES)


def expand(arguments: list[str], commands: set[str]) -> list[str]:
    """Return the arguments with the command named and the tutorial's `--visualize N` settled."""
    if not arguments:
        return ["--help"]
    if arguments[0] in commands or arguments[0] in ("--help", "--version", "-h"):
        command, rest = arguments[:1], arguments[1:]
    else:
        command, rest = [_command_for(arguments)], arguments
    return command + _settle_visualize(rest) if command == ["image"] else command + rest


def _command_for(arguments: list[str]) -> str:
    """Tell from what is named whether photos, a video or a stream is meant."""
    named = (argument.partition("=")[2] or argument for argument in arguments)
    suffixes = {PurePath(each).suffix.lower() for each in named}
    if PLAYLIST in suffixes or any(argument.startswith(LIVE) for argument in arguments):
        return "stream"
    if "--input" in arguments or suffixes & VIDEO_SUFFIXES:
        return "video"
    return "image"


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
