"""How much memory a process has taken at most."""

from __future__ import annotations

import re
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")


def peak_memory() -> int | None:
    """Return the most bytes that this process has held in memory, None where nobody counts.

    On Linux the kernel's own figure is read, since `getrusage` starts a new process with its
    parent's.
    """
    if STATUS.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


class MemoryGauge:
    """How much memory the process takes from here on, at most, beyond what it holds now."""

    def __init__(self) -> None:
        self._before = peak_memory() if _forget_peak() else None

    def taken(self) -> int | None:
        """Return the bytes until now, None where nobody counts."""
        peak = peak_memory()
        return None if self._before is None or peak is None else max(0, peak - self._before)


def _forget_peak() -> bool:
    """Let the kernel count anew from what is held now; tell whether it does.

    Source: https://www.kernel.org/doc/html/latest/filesystems/proc.html, `clear_refs`.
    """
    try:
        FORGET.write_text("5")
    except OSError:
        return False
    return True
