"""What writers of files share: how those are opened, and closed whole or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import TypeVar

Self = TypeVar("Self", bound="FileWriter")


class FileWriter:
    """A writer that opens its files when its block begins, and closes them when it ends."""

    _stack: ExitStack

    def _open(self, stack: ExitStack) -> None:
        """Open the files, each entered into a stack that hears of errors in the block."""

    def _finish(self) -> None:
        """Write what comes last; only if there was no error."""

    def __enter__(self: Self) -> Self:
        with ExitStack() as stack:
            self._open(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._stack.callback(self._finish)
        self._stack.__exit__(kind, error, trace)
