"""Write a stand-in for the tutorial's network: as large, but with seeded weights.

    python -m tools.stand_in_network OUT_DIR [--seed 1]

Run it from the root of the repository. The folder can be given wherever the tutorial's can, as in
`maskrcnn bench --mask-rcnn OUT_DIR`: topology, widths and work are those of
`mask_rcnn_inception_v2_coco_2018_01_28`, but boxes and classes mean nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.support import stand_in


def main() -> None:
    """Write the four files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(stand_in.write(arguments.folder, arguments.seed))


if __name__ == "__main__":
    main()
