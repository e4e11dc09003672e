"""A process for each contender: its memory is its own, and no engine's threads disturb another's.

A picture goes in, a lap comes out; at the end the process says how much memory it took.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from maskrcnn.bench.contenders import Contender, Lap, Runner
from maskrcnn.errors import EngineError, MaskRCNNError
from maskrcnn.masks import Uint8
from maskrcnn.memory import peak_memory

SECONDS_TO_LEAVE = 10


class Worker:
    """A contender at work in its process."""

    def __init__(self, contender: Contender, process: BaseProcess, pipe: Connection) -> None:
        self.contender = contender
        self._process = process
        self._pipe = pipe

    def run(self, image: Uint8) -> Lap:
        """Run once on a picture `uint8 (H, W, 3)` BGR, and wait for the end.

        Raises
        ------
        MaskRCNNError
            What the contender raised, or EngineError if its process has died.
        """
        lap: Lap = self._ask(image)
        return lap

    def peak_memory(self) -> int | None:
        """Return the most bytes that the process has held until now, None where unknown."""
        most: int | None = self._ask(None)
        return most

    def _ask(self, question: Uint8 | None) -> Any:
        try:
            self._pipe.send(question)
            answer = self._pipe.recv()
        except (EOFError, ConnectionError):
            self._process.join(SECONDS_TO_LEAVE)
            raise EngineError(
                f"the process of {self.contender.name!r} has died with code "
                f"{self._process.exitcode}: what it wrote above says why, or memory ran out"
            ) from None
        if isinstance(answer, MaskRCNNError):
            raise answer
        return answer


@contextmanager
def at_work(contender: Contender) -> Iterator[Worker]:
    """Start a contender in a new process, and end it with the block.

    It makes itself ready while others do; whoever asks it to run first waits for that.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(contender, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Worker(contender, process, ours)
    finally:
        ours.close()
        process.join(SECONDS_TO_LEAVE)
        if process.is_alive():
            process.kill()
            process.join()


def _serve(contender: Contender, pipe: Connection) -> None:
    """Answer pictures until the other end hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, and that ends us
    run = _prepared(contender)
    while True:
        try:
            question = pipe.recv()
            pipe.send(_answer(run, question))
        except (EOFError, ConnectionError):
            return


def _prepared(contender: Contender) -> Runner:
    """Prepare a contender; if that fails, it fails again whenever it is asked to run."""
    try:
        return contender.prepare()
    except MaskRCNNError as error:
        failure = error

    def fail(_: Uint8) -> Lap:
        raise failure

    return fail


def _answer(run: Runner, question: Uint8 | None) -> Lap | MaskRCNNError | int | None:
    try:
        return peak_memory() if question is None else run(question)
    except MaskRCNNError as error:
        return error
