"""A camera or an address, followed as it happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction

from maskrcnn.errors import VideoError
from maskrcnn.footage import Footage, Moment
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.stream.address import address_of
from maskrcnn.sources.stream.health import Health
from maskrcnn.sources.stream.newest import Newest
from maskrcnn.sources.stream.options import DEFAULT_OPTIONS, StreamOptions
from maskrcnn.sources.stream.reader import Arrival, Reader
from maskrcnn.sources.stream.shot import Shot
from maskrcnn.sources.video.opening import check_size
from maskrcnn.sources.video.size import scaled

_MICROSECOND = Fraction(1, 1_000_000)
_FAREWELL = 1.0


class Stream:
    """Follows a stream in a thread of its own and gives its newest frame to who asks.

    A frame that nobody took before the next one came is dropped and counted, so what is given is
    never old, however long the work on each frame takes. A lost stream is connected to again.

    Parameters
    ----------
    source : str or int
        A camera's number from 0; an address of RTSP, of MJPEG or HLS over HTTP, or of MPEG-TS
        (``udp://host:port``, ``tcp://host:port``, or ``tcp://host:port?listen`` to be called);
        or a file, which is played at its own pace.
    options : StreamOptions
    tell : callable
        Takes lines for the user, such as "camera 0: lost …"; called from another thread.

    Attributes
    ----------
    name : str
        What messages call it, without password.
    path : Path or None
        The file, if it is one.
    health : Health
        Counters that grow while frames are taken.

    Raises
    ------
    VideoError
        If `source` is nothing that can be followed.
    """

    def __init__(
        self,
        source: str | int,
        options: StreamOptions = DEFAULT_OPTIONS,
        tell: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._address = address_of(source)
        self._options = options
        self.name = self._address.name
        self.path = self._address.path
        self.health = Health()
        self._newest: Newest[Arrival] = Newest()
        self._footage: Footage | None = None
        self._began = 0.0
        self._ticks = -1
        reader = Reader(self.name, self._connect, options, self._newest, self.health, tell)
        # FFmpeg may be deep in a call that only its own timeout ends; nobody waits for that.
        self._thread = threading.Thread(target=reader.run, daemon=True)

    @property
    def footage(self) -> Footage:
        """What its frames share, by the first one, which is waited for.

        Raises
        ------
        VideoError
            If the stream cannot be had, or was stopped before there was a frame.
        """
        if self._footage is None:
            self._begin()
            first = self._newest.look()
            if first is None:
                raise VideoError(f"{self.name}: stopped before its first frame came")
            self._footage = self._footage_of(first.shot)
        return self._footage

    def frames(self) -> Iterator[Frame]:
        """Give the newest frame, again and again, until the end or `stop`.

        `Frame.index` and `Frame.moment.index` count the frames given; times are microseconds since
        the first, by the clock of this machine. Frames of another size are scaled to the first's.

        Raises
        ------
        VideoError
            If the stream cannot be had, or was lost for longer than `options.patience`.
        """
        self._begin()
        while (arrival := self._newest.take()) is not None:
            if self._footage is None:
                self._footage = self._footage_of(arrival.shot)
            yield self._frame(arrival, self._footage)

    def stop(self) -> None:
        """End `frames` within a second; for any thread, and for signal handlers."""
        self._newest.stop()

    def __enter__(self) -> Stream:
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._thread.is_alive():
            self._thread.join(_FAREWELL)

    def _begin(self) -> None:
        if self._thread.ident is None:
            self._thread.start()

    def _connect(self) -> Iterator[Shot]:
        if self._address.camera is not None:
            from maskrcnn.sources.stream.camera import camera_shots

            return camera_shots(self._address.camera)
        from maskrcnn.sources.stream.network import network_shots

        return network_shots(self._address, self._options, self.health)

    def _footage_of(self, shot: Shot) -> Footage:
        height, width = shot.size
        check_size(width, height, self.name)
        wanted = self._options.size
        size = scaled(shot.size, wanted) if wanted else shot.size
        return Footage(size, shot.rate, _MICROSECOND)

    def _frame(self, arrival: Arrival, footage: Footage) -> Frame:
        index, before = self.health.given, self._ticks
        if index == 0:
            self._began = arrival.seconds
        self._ticks = max(round((arrival.seconds - self._began) * 1_000_000), before + 1)
        usual = round(1_000_000 / footage.rate)
        duration = usual if arrival.is_first or index == 0 else self._ticks - before
        self.health.given += 1
        return Frame(
            arrival.shot.pixels(footage.size),
            f"{self.name} frame {index}",
            self._address.path,
            index,
            Moment(index, self._ticks, duration, _MICROSECOND),
        )
