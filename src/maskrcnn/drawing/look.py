"""What a picture is made to look like: styles, colours and effects, as a user asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, get_args

from maskrcnn.drawing.colors import PALETTES, ColorBy
from maskrcnn.drawing.effects import Effect
from maskrcnn.drawing.styles import SPELLINGS, STYLES
from maskrcnn.drawing.styles.style import OPACITY, LabelText
from maskrcnn.errors import UsageError, did_you_mean

StyleLike: TypeAlias = "str | Iterable[str] | None"
EffectLike: TypeAlias = "str | Effect"

TUTORIAL = "tutorial"
NONE = "none"
THICKEST, LARGEST_TEXT = 100, 20.0


@dataclass(frozen=True)
class Look:
    """What a picture is made to look like.

    Attributes
    ----------
    styles : tuple of str
        Names in `maskrcnn.drawing.styles.STYLES`, drawn one over the other; none draws nothing.
    effects : tuple of Effect
        What happens to the pixels of objects or of the background, before anything is drawn.
    color_by : "instance", "class", "track" or None
        What has a colour of its own; None is the instance in a photo, the track in a video that is
        tracked, the class in others.
    palette : str or None
        A name in `maskrcnn.drawing.colors.PALETTES`; None is the model's own colours.
    labels : "full", "name" or "none"
        What is written: `dog #7: 0.9876`, `dog #7`, or nothing.
    opacity : float
        Of tints, 0 to 1.
    thickness : int or None
        Of lines in pixels; None goes by the size of the picture.
    text_scale : float or None
        Of letters, 1 is about 22 pixels high; None goes by the size of the picture.
    """

    styles: tuple[str, ...] = (TUTORIAL,)
    effects: tuple[Effect, ...] = ()
    color_by: ColorBy | None = None
    palette: str | None = None
    labels: LabelText = "full"
    opacity: float = OPACITY
    thickness: int | None = None
    text_scale: float | None = None

    def __post_init__(self) -> None:
        for name in self.styles:
            _one_of(name, "style", STYLES)
        if self.palette is not None:
            _one_of(self.palette, "palette", PALETTES)
        _one_of(self.labels, "kind of labels", get_args(LabelText))
        _between("opacity", self.opacity, 0, 1)
        _between("thickness", self.thickness, 1, THICKEST)
        _between("text scale", self.text_scale, 0.1, LARGEST_TEXT)

    @classmethod
    def of(cls, style: StyleLike = None, effects: Iterable[EffectLike] = (), **more: Any) -> Look:
        """Read a look as users write it.

        Parameters
        ----------
        style : str or iterable of str, optional
            `"halo"`, `"mask,ellipse,label"`, `"none"` or a list of names. By default it is the
            tutorial's; where there are effects, which speak for themselves, nothing is drawn over
            them.
        effects : iterable of str or Effect
            As `Effect.of` reads them.
        **more
            Any other attribute.

        Raises
        ------
        UsageError
            If a part makes no sense.
        """
        read = tuple(Effect.of(each) if isinstance(each, str) else each for each in effects)
        return cls(_styles(style, bool(read)), read, **more)

    @property
    def files(self) -> tuple[Path, ...]:
        """The pictures and videos that effects put in place of something."""
        replacing = (each.value for each in self.effects if each.name == "replace")
        return tuple(Path(value).expanduser() for value in replacing if value is not None)

    @property
    def has_alpha(self) -> bool:
        """Whether pictures become transparent somewhere."""
        return any(effect.makes_transparent for effect in self.effects)


def one_look(look: Look | None, style: StyleLike, effects: Iterable[EffectLike]) -> Look:
    """Return a look, or that of a style and effects.

    Raises
    ------
    UsageError
        If there is a look, and a style or effects too.
    """
    chosen = tuple(effects)
    if look is None:
        return Look.of(style, chosen)
    if style is not None or chosen:
        raise UsageError("a look has its styles and effects: give those, or a look")
    return look


def _styles(style: StyleLike, has_effects: bool) -> tuple[str, ...]:
    if style is None:
        return () if has_effects else (TUTORIAL,)
    written = style.split(",") if isinstance(style, str) else style
    names = [SPELLINGS.get(name, name) for each in written if (name := each.strip().lower())]
    if isinstance(style, str) and not names:
        raise UsageError(f"{style!r} names no style: choose from {', '.join((*STYLES, NONE))}")
    for name in names:
        _one_of(name, "style", (*STYLES, NONE))
    return tuple(name for name in names if name != NONE)


def _one_of(name: str, what: str, names: Iterable[str]) -> None:
    known = tuple(names)
    if name not in known:
        raise UsageError(f"there is no {what} {name!r}: {did_you_mean(name, known)}")


def _between(what: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not least <= value <= most:
        raise UsageError(f"{what} {value}: give a number from {least} to {most}")
