"""What every test gets: a cache of its own, and the default model loaded once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import maskrcnn


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache that starts empty, so that the tests build what a new user builds."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("MASKRCNN_CACHE")
    os.environ["MASKRCNN_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["MASKRCNN_CACHE"]
    else:
        os.environ["MASKRCNN_CACHE"] = before


@pytest.fixture(scope="session")
def predictor(cache: Path) -> maskrcnn.Predictor:
    """The default model, as `maskrcnn.load()` gives it."""
    return maskrcnn.load()
