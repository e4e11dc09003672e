"""Count the objects in the photos of a folder: python count_objects.py FOLDER."""

import sys
from collections import Counter
from pathlib import Path

import maskrcnn


def main(folder: Path) -> None:
    """Print how many objects of each class there are, most frequent first."""
    predictor = maskrcnn.load()
    counts: Counter[str] = Counter()
    for found in predictor(iter(sorted(folder.glob("*.jpg")))):
        counts.update(found.names)
    for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        print(count, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
