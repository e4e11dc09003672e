"""Frame after frame: drawn, written and told of, with Ctrl-C minded between two."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import TypeAlias

from maskrcnn.instances import Instances
from maskrcnn.interruption import Interruption
from maskrcnn.pipeline.recording import Recording
from maskrcnn.pipeline.scene import Scene
from maskrcnn.pipeline.watching import Watcher

Pair: TypeAlias = tuple[Instances, Instances]
"""What was found in a frame, and what is shown of it."""


def write_all(
    pairs: Generator[Pair, None, None], scene: Scene, recording: Recording, watcher: Watcher
) -> None:
    """Write every frame to the end, and note that there are no more."""
    with closing(pairs), Interruption() as pressed:
        for found, seen in pairs:
            drawn = scene.draw(seen) if recording.has_video else None
            recording.write(found, seen, drawn)
            watcher.sees(seen)
            pressed.heed()
    recording.end()
