"""Cut every object out of a photo, on a transparent ground: python cut_out.py PHOTO FOLDER."""

import sys
from pathlib import Path

import numpy as np

import maskrcnn


def main(photo: Path, folder: Path) -> None:
    """Write a PNG with alpha for each object, as large as its box."""
    image = maskrcnn.read_picture(photo).image
    found = maskrcnn.load()(image)
    for number, one in enumerate(found, start=1):
        window, pixels = one.pixels
        alpha = np.where(pixels, 255, 0).astype(np.uint8)
        cutout = maskrcnn.Picture(np.dstack([image[window.slices], alpha]))
        print(cutout.save(folder / f"{number}-{one.label.replace(' ', '-')}.png").as_posix())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
