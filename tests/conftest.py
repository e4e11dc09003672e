"""What every test gets: a cache of its own, and the default model loaded once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import maskrcnn

# No deadlines: machines differ in speed. In CI the same examples each time, so that a failure is
# the change's own; at home new ones, so that they find more.
settings.register_profile("any machine", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("any machine")

# A shell that starts the tests in the background has them ignore Ctrl-C, which some of them press.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
