"""Every error that `maskrcnn` raises on purpose, in one tree.

::

    MaskRCNNError            exit code 1
    ├── UsageError           2   an option, a class name or a threshold makes no sense
    ├── PictureError         1   one picture cannot be read or is of no use
    ├── VideoError           1   a video or stream cannot be read or is of no use
    ├── ModelError           3   a model file is missing, damaged, unknown or does not match
    │   └── DownloadError    3   a model could not be fetched, or is not what it should be
    ├── EngineError          4   an engine is not installed or cannot do what was asked
    ├── ResultsError         1   a results file cannot be read
    ├── OutputError          5   something could not be written
    └── InterruptedRunError 130   Ctrl-C, after what was done has been made safe

A message says what is wrong, which value it was, and what to do about it, in one line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return what a message says to somebody who misspelt a word: the nearest ones, or all."""
    words = list(known)
    near = difflib.get_close_matches(word, words, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(repr(each) for each in near)}?"
    return f"choose from {', '.join(words)}"


class MaskRCNNError(Exception):
    """The root of all errors raised on purpose; `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(MaskRCNNError, ValueError):
    """An option, a class name or a threshold that makes no sense."""

    exit_code = 2


class PictureError(MaskRCNNError):
    """One picture that cannot be read or is of no use; the others go on."""


class VideoError(MaskRCNNError):
    """A video or stream that cannot be read or is of no use."""


class ModelError(MaskRCNNError):
    """A model file that is missing, damaged, unknown or does not match the others."""

    exit_code = 3


class DownloadError(ModelError):
    """A model that could not be fetched, or is not the file it should be."""


class EngineError(MaskRCNNError):
    """An engine that is not installed or cannot do what was asked."""

    exit_code = 4


class ResultsError(MaskRCNNError):
    """A results file that cannot be read."""


class OutputError(MaskRCNNError):
    """Something that could not be written."""

    exit_code = 5


class InterruptedRunError(MaskRCNNError):
    """Ctrl-C, after what was done has been made safe; the message says how to go on."""

    exit_code = 130
