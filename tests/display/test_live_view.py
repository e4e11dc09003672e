import http.client
import os
import signal
import sys
import threading
import time
from urllib.parse import urlsplit

import numpy as np
import pytest

from maskrcnn.display import live_view, open_display
from maskrcnn.display.live_view import LiveView

PICTURE = np.full((30, 40, 3), 90, np.uint8)


class Visitor:
    """Somebody who may open the page, and hears what the program tells."""

    def __init__(self) -> None:
        self.invited = threading.Event()
        self.addresses: list[str] = []
        self.told: list[str] = []
        self._connection: http.client.HTTPConnection | None = None
        self._response: http.client.HTTPResponse | None = None

    def invite(self, address: str) -> None:
        self.addresses.append(address)
        self.invited.set()

    def come(self) -> None:
        assert self.invited.wait(5)
        parts = urlsplit(self.addresses[0])
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=5)
        self._connection.request("GET", f"{parts.path}events")
        self._response = self._connection.getresponse()
        assert self._response.readline().startswith(b"data:")

    def go(self) -> None:
        if self._response is not None and self._connection is not None:
            self._response.close()
            self._connection.close()

    def view(self, patience: float = 30.0, live: bool = False) -> LiveView:
        return LiveView(
            "test",
            open_browser=self.invite,
            tell=self.told.append,
            patience=patience,
            live=live,
        )


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(live_view, "_GRACE", 0.3)
    monkeypatch.setenv("BROWSER", "firefox")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    return Visitor()


def test_the_address_is_told_and_opened_once(visitor: Visitor) -> None:
    with visitor.view() as view:
        view.show(PICTURE, "one")
        view.show(PICTURE, "two")
        visitor.come()
        visitor.go()
    assert len(visitor.addresses) == 1
    assert visitor.told == [f"Live view: {visitor.addresses[0]}"]


def test_without_a_picture_there_is_nothing_to_wait_for(visitor: Visitor) -> None:
    with visitor.view() as view:
        view.wait()
    assert (visitor.told, visitor.addresses) == ([], [])


@pytest.mark.parametrize("live", [False, True])
def test_waiting_ends_when_the_page_is_closed_and_not_when_it_is_loaded_again(
    visitor: Visitor, live: bool
) -> None:
    with visitor.view(live=live) as view:
        view.show(PICTURE, "one")
        visitor.come()
        waiting = threading.Thread(target=view.wait)
        waiting.start()
        visitor.go()
        visitor.come()
        waiting.join(1.5)
        assert waiting.is_alive()
        assert not view.closed
        visitor.go()
        waiting.join(5)
        assert not waiting.is_alive()
        assert view.closed


def test_waiting_ends_and_says_so_when_no_browser_comes(visitor: Visitor) -> None:
    with visitor.view(patience=0.2) as view:
        view.show(PICTURE, "one")
        start = time.monotonic()
        view.wait()
    assert 0.2 <= time.monotonic() - start < 2
    assert visitor.told[-1] == "No browser came within 0.2 seconds."


def test_enter_in_the_terminal_ends_waiting(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pty = pytest.importorskip("pty")
    keyboard, terminal = pty.openpty()
    with os.fdopen(keyboard, "wb", buffering=0) as keys, os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with visitor.view() as view:
            view.show(PICTURE, "one")
            threading.Timer(0.2, keys.write, (b"\n",)).start()
            view.wait()
    assert visitor.told[-1] == "Press Enter, or close the page, to go on."


def test_ctrl_c_ends_waiting_and_not_the_program(visitor: Visitor) -> None:
    with visitor.view() as view:
        view.show(PICTURE, "one")
        threading.Timer(0.2, signal.raise_signal, (signal.SIGINT,)).start()
        view.wait()


def test_nothing_is_served_after_the_end(visitor: Visitor) -> None:
    with visitor.view() as view:
        view.show(PICTURE, "one")
        assert visitor.invited.wait(5)
    with pytest.raises(OSError, match="refused"):
        visitor.come()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="always has a screen")
def test_without_a_screen_no_browser_takes_over_the_terminal(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22")
    with visitor.view() as view:
        view.show(PICTURE, "one")
        assert not visitor.invited.wait(0.3)
    assert visitor.told[0].startswith("Live view: http://127.0.0.1:")
    assert visitor.told[1].startswith("From your own machine: ssh -L ")


def test_the_address_is_no_part_of_the_output(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    with LiveView("test", open_browser=visitor.invite) as view:
        view.show(PICTURE, "one")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Live view: http://127.0.0.1:")


def test_a_build_without_windows_opens_the_live_view(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskrcnn.display.has_windows", lambda: False)
    with open_display("test", open_browser=visitor.invite, tell=visitor.told.append) as display:
        display.show(PICTURE, "one")
        assert visitor.invited.wait(5)
        assert not display.closed
