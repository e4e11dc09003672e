"""Contenders for the benchmark's own tests: they travel to their processes, so they live here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from maskrcnn.bench.contenders import Lap, Runner
from maskrcnn.errors import EngineError


@dataclass(frozen=True)
class Scribe:
    """Writes its name and the picture's first value into a file that all share."""

    name: str
    book: Path

    def prepare(self) -> Runner:
        def run(image):
            with self.book.open("a") as book:
                book.write(f"{self.name}{image[0, 0, 0]} ")
            return Lap({"pen": 0.25}, between=0.5, drawing=0.25, engine=str(os.getpid()))

        return run


@dataclass(frozen=True)
class Hungry:
    """Holds some memory while it works."""

    megabytes: int
    name: str = "hungry"

    def prepare(self) -> Runner:
        larder = bytearray(self.megabytes << 20)
        larder[::1024] = b"1" * (len(larder) // 1024)

        def run(_):
            return Lap({"jaws": float(len(larder))})

        return run


@dataclass(frozen=True)
class Unlucky:
    """Goes wrong, while it is made ready or at work."""

    when: str
    name: str = "unlucky"

    def prepare(self) -> Runner:
        def run(_):
            if self.when == "dies":
                os._exit(7)
            raise EngineError("the engine is on fire: put it out")

        if self.when == "prepares":
            run(None)
        return run
