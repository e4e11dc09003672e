"""Material beside the checkout that some development tests use and that is never copied."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "photos"


def shared(*parts: str) -> Path:
    """Return a path below the shared folder, or skip the test where it is absent."""
    path = ROOT.parent.joinpath("shared", *parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(('shared', *parts))} is not here")
    return path
