"""Pictures that tests look at: the examples, and material beside the checkout, never copied."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "photos"


def shared(*parts: str) -> Path:
    """Return a path below the shared folder, or skip the test where it is absent."""
    path = ROOT.parent.joinpath("shared", *parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(('shared', *parts))} is not here")
    return path


def seen(path: Path | str) -> np.ndarray:
    """Return the pixels of a file as OpenCV reads them, BGR."""
    image = cv2.imread(str(path))
    assert image is not None, f"{path} is not a picture"
    return np.asarray(image, np.uint8)
