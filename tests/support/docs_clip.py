"""The example clip as tests of pages use it: as long, with its sound, and a tenth of its frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from tests.support.shared import ROOT

EXAMPLE = ROOT / "examples" / "videos" / "photos.mp4"
STEP = 10
RATE = Fraction(20, STEP)


def make_clip(path: Path) -> Path:
    """Write each tenth frame of the example clip, at the time it has there."""
    front = {"movflags": "+faststart"}
    with av.open(str(EXAMPLE)) as source, av.open(str(path), "w", options=front) as clip:
        pictures, sound = source.streams.video[0], source.streams.audio[0]
        video = clip.add_stream("libx264", rate=RATE, options={"crf": "10"})
        video.width, video.height, video.pix_fmt = pictures.width, pictures.height, "yuv420p"
        copy = clip.add_stream_from_template(sound)
        for number, frame in enumerate(source.decode(pictures)):
            if number % STEP == 0:
                clip.mux(video.encode(frame))
        clip.mux(video.encode())
        source.seek(0)
        for packet in source.demux(sound):
            if packet.dts is not None:
                packet.stream = copy
                clip.mux(packet)
    return path
