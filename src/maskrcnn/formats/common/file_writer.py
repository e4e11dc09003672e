"""What writers of a single file share: how it is opened, and closed whole or not at all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import ExitStack
from types import TracebackType

from maskrcnn.instances import Instances


class FileWriter(ABC):
    """A writer that opens its files when its block begins, and closes them when it ends."""

    _stack: ExitStack

    @abstractmethod
    def _open(self, stack: ExitStack) -> None:
        """Open the files, each entered into a stack that hears of errors in the block."""

    @abstractmethod
    def write(self, found: Instances) -> None:
        """Take the instances of the next picture."""

    def __enter__(self) -> FileWriter:
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
        self._stack.__exit__(kind, error, trace)
