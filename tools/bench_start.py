"""Time a new process: the import, and everything up to the first result, with a warm cache.

    python tools/bench_start.py [--rounds 5]

Prints a line of JSON: medians in seconds over new processes, after one that is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

PHOTO = Path(__file__).parents[1] / "examples" / "photos" / "cat.jpg"
SCRIPT = """
import sys, time
start = time.perf_counter()
import maskrcnn
imported = time.perf_counter()
found = maskrcnn.load()(sys.argv[1])
assert len(found)
print(imported - start, time.perf_counter() - start)
"""


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    times = [new_process() for _ in range(rounds + 1)][1:]
    imports, firsts = zip(*times, strict=True)
    figures = {
        "import_seconds": round(statistics.median(imports), 3),
        "first_result_seconds": round(statistics.median(firsts), 3),
    }
    print(json.dumps(figures))


def new_process() -> tuple[float, float]:
    """Return the seconds to the end of the import and to the first result."""
    command = [sys.executable, "-c", SCRIPT, str(PHOTO)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    imported, first = map(float, told.split())
    return imported, first


if __name__ == "__main__":
    main()
