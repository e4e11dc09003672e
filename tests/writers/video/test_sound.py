"""Sound and subtitles of the original stay with the picture, bit for bit where they can."""

from fractions import Fraction

import av
import numpy as np
import pytest

from maskrcnn.errors import VideoError
from maskrcnn.writers.video import Original, check, format_of
from tests.support.recordings import footage_of, play, record, tracks
from tests.support.videos import number_of, numbered

RATE = 48000
SECONDS = 3
COPIED = [
    ("aac", ".mp4"),
    ("aac", ".mov"),
    ("aac", ".mkv"),
    ("libopus", ".mp4"),
    ("libopus", ".mkv"),
    ("libopus", ".webm"),
    ("libmp3lame", ".mp4"),
    ("libmp3lame", ".mkv"),
    ("libmp3lame", ".avi"),
    ("pcm_s16le", ".mov"),
    ("pcm_s16le", ".avi"),
    ("flac", ".mkv"),
    ("ac3", ".mov"),
]
ENCODED = [("aac", ".webm"), ("aac", ".avi"), ("flac", ".mov"), ("pcm_s16le", ".mp4")]
TOLERANCE = {".mp4": 1e-4, ".mov": 1e-4, ".mkv": 0.0011, ".webm": 0.0011, ".avi": 0.03}


def beeps() -> np.ndarray:
    """Noise that begins anew each second, so that a shift is heard."""
    rng = np.random.default_rng(0)
    wave = rng.integers(-9000, 9000, RATE * SECONDS)
    loud = np.arange(RATE * SECONDS) % RATE < RATE // 10
    return (wave * loud).astype(np.int16)


def filmed(path, codec, start=0, languages=("deu",)):
    """10 frames a second with beeps at each full second; all begins at `start` seconds."""
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=10, options={"bf": "0"})
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sounds = [file.add_stream(codec, rate=RATE, layout="mono") for _ in languages]
        for sound, language in zip(sounds, languages, strict=True):
            sound.metadata["language"] = language
        file.metadata["title"] = "A walk"
        for sound in sounds:
            frame = av.AudioFrame.from_ndarray(beeps()[np.newaxis], "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start * RATE, Fraction(1, RATE)
            context = sound.codec_context
            resampler = av.AudioResampler(
                context.format, context.layout, RATE, context.frame_size or 1000
            )
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                file.mux(sound.encode(part))
            file.mux(sound.encode(None))
        for number, picture in enumerate(numbered(10 * SECONDS)):
            shown = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
            shown.pts, shown.time_base = start * 10 + number, Fraction(1, 10)
            file.mux(video.encode(shown))
        file.mux(video.encode(None))
    return path


def begins(path):
    with av.open(str(path)) as file:
        times = [p.pts * p.time_base for p in file.demux(video=0) if p.pts is not None]
    return min(times)


def segmented(output, original, first=0, count=10 * SECONDS, codec=None):
    """Write frames `first` and on of what was filmed, with its sound."""
    begin = begins(original)
    start = begin + Fraction(first, 10)
    kind = format_of(output, codec)
    footage = footage_of((48, 64), rate=Fraction(10), time_base=Fraction(1, 10))
    pictures = numbered(10 * SECONDS)[first : first + count]
    source = Original(original, start, start + Fraction(count, 10))
    joined = record(output, kind, footage, pictures, range(first, first + count), source, last=1)
    check(output, kind, joined.frames, joined.seconds)
    return joined


def loudness(path):
    """How loud each hundredth of a second is, 0 to 1."""
    samples = np.zeros(RATE * (SECONDS + 2))
    to_float = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0):
            for part in to_float.resample(frame):
                values, place = part.to_ndarray()[0], round((part.time or 0) * RATE)
                values = values[max(0, -place) :]
                samples[max(0, place) : max(0, place) + len(values)] = values
    return np.abs(samples.reshape(-1, RATE // 100)).mean(axis=1)


@pytest.mark.parametrize(("codec", "suffix"), COPIED)
@pytest.mark.parametrize("start", [0, 2])
def test_sound_is_copied_bit_for_bit_and_stays_with_the_picture(tmp_path, codec, suffix, start):
    original = filmed(tmp_path / "film.mkv", codec, start)
    output = tmp_path / f"out{suffix}"
    joined = segmented(output, original)
    assert not [note for note in joined.notes if "sound" in note]
    [before], [after] = tracks(original, "audio"), tracks(output, "audio")
    begin = float(begins(original))
    times = {data: time - begin for time, data in before}
    if codec.startswith("pcm"):
        sounds = [b"".join(data for _, data in track) for track in (before, after)]
        assert sounds[1] in sounds[0]
        return
    assert all(data in times for _, data in after)
    assert len(after) >= len(before) - 1
    every = [data for _, data in before]
    once = [(time, times[data]) for time, data in after if every.count(data) == 1]
    assert once
    assert all(time == pytest.approx(was, abs=TOLERANCE[suffix]) for time, was in once)


@pytest.mark.parametrize(("codec", "suffix"), [*COPIED, *ENCODED])
@pytest.mark.parametrize(("first", "count"), [(0, 30), (13, 9)])
def test_beeps_are_heard_when_they_were_filmed(tmp_path, codec, suffix, first, count):
    original = filmed(tmp_path / "film.mkv", codec, start=1)
    output = tmp_path / f"out{suffix}"
    segmented(output, original, first, count)
    assert number_of(play(output)[0].picture) == first
    heard = loudness(output) > 0.02
    wanted = np.zeros_like(heard)
    for second in range(SECONDS):
        place = second * 100 - first * 10
        wanted[max(0, place) : max(0, place + 10)] = True
    wanted[count * 10 :] = heard[count * 10 :]
    assert np.count_nonzero(heard != wanted) <= 8
    assert not heard[count * 10 + 12 :].any()


@pytest.mark.parametrize(("codec", "suffix"), ENCODED)
def test_sound_that_does_not_fit_is_encoded_anew_and_said(tmp_path, codec, suffix):
    output = tmp_path / f"out{suffix}"
    joined = segmented(output, filmed(tmp_path / "film.mkv", codec))
    assert f"sound encoded anew: {suffix[1:]} does not take {codec}" in joined.notes


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_all_languages_and_the_title_go_along(tmp_path, suffix):
    original = filmed(tmp_path / "film.mkv", "aac", languages=("deu", "eng"))
    output = tmp_path / f"out{suffix}"
    segmented(output, original)
    with av.open(str(output)) as file:
        assert [stream.language for stream in file.streams.audio] == ["deu", "eng"]
        assert file.metadata["title"] == "A walk"


@pytest.mark.parametrize("name", ["out.gif", "out.webp", "frames"])
def test_formats_without_sound_say_so_if_there_was_some(tmp_path, name):
    joined = segmented(tmp_path / name, filmed(tmp_path / "film.mkv", "aac"))
    assert [note for note in joined.notes if note.startswith("sound left out")]


def test_a_silent_original_needs_no_note(tmp_path):
    silent = tmp_path / "silent.gif"
    record(silent, format_of(silent), footage_of((48, 64)), numbered(8))
    for name in ("out.mp4", "out.gif"):
        assert segmented(tmp_path / name, silent).notes == ()


SUBTITLES = (
    b"1\n00:00:00,500 --> 00:00:01,500\nA dog runs.\n\n2\n00:00:02,000 --> 00:00:02,500\nHome.\n"
)


@pytest.mark.parametrize(("first", "left"), [(0, [0.5, 2.0]), (16, [0.4])])
def test_subtitles_stay_with_the_picture(tmp_path, first, left):
    source = tmp_path / "words.srt"
    source.write_bytes(SUBTITLES)
    output = tmp_path / "out.mkv"
    joined = subtitled(output, source, first)
    assert joined.notes == ()
    [track] = tracks(output, "subtitles")
    assert [time for time, _ in track] == pytest.approx(left, abs=0.001)
    assert track[-1][1] == b"Home."


def subtitled(output, source, first=0):
    kind = format_of(output)
    footage = footage_of((48, 64), rate=Fraction(10), time_base=Fraction(1, 10))
    original = Original(source, Fraction(first, 10), Fraction(3))
    return record(output, kind, footage, numbered(30 - first), range(30 - first), original, last=1)


def test_subtitles_that_do_not_fit_are_left_out_and_said(tmp_path):
    source = tmp_path / "words.srt"
    source.write_bytes(SUBTITLES)
    assert subtitled(tmp_path / "out.mp4", source).notes == (
        "subtitles left out: mp4 does not take subrip",
    )


def test_an_original_that_is_gone_is_named(tmp_path):
    with pytest.raises(VideoError, match=r"gone\.mp4: cannot be read: No such file"):
        subtitled(tmp_path / "out.mp4", tmp_path / "gone.mp4")
    assert not (tmp_path / "out.mp4").exists()
