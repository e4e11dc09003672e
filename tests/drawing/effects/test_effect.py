"""Effects as users write them."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.drawing.effects import EFFECTS, Effect
from maskrcnn.drawing.effects.where import Where
from maskrcnn.errors import UsageError
from maskrcnn.labels import Labels

LABELS = Labels(("person", "dog", "sports ball"))


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("blur", Effect("blur")),
        (" Blur ", Effect("blur")),
        ("blur=25@person", Effect("blur", "25", Where(classes=("person",)))),
        ("pixelate=16@person, dog", Effect("pixelate", "16", Where(classes=("person", "dog")))),
        ("grey@background", Effect("grey", None, Where(background=True))),
        ("gray@objects", Effect("grey")),
        ("color=red", Effect("colour", "red")),
        ("colour=#2266ff@cat", Effect("colour", "#2266ff", Where(classes=("cat",)))),
        ("colour=rgb(1, 2, 3)", Effect("colour", "rgb(1, 2, 3)")),
        ("recolor=#f80@sports ball", Effect("recolour", "#f80", Where(classes=("sports ball",)))),
        (
            "remove@background:person,dog",
            Effect("remove", None, Where(background=True, classes=("person", "dog"))),
        ),
        ("spotlight=0.2@person", Effect("spotlight", "0.2", Where(classes=("person",)))),
    ],
)
def test_an_effect_is_read_as_it_is_written(text, effect):
    assert Effect.of(text) == effect
    assert Effect.of(str(effect)) == effect


@pytest.mark.parametrize(
    ("written", "file", "where"),
    [
        ("beach.jpg@background", "beach.jpg", Where(background=True)),
        ("beach.jpg", "beach.jpg", Where()),
        ("a=b@background", "a=b", Where(background=True)),
        (r"C:\me@home\beach.jpg", r"C:\me@home\beach.jpg", Where()),
        (r"C:\me@home\beach.jpg@person", r"C:\me@home\beach.jpg", Where(classes=("person",))),
        ("photo@2x.PNG", "photo@2x.PNG", Where()),
        ("photo@2x.png@background:dog", "photo@2x.png", Where(True, ("dog",))),
        ("me@home/waves.mp4", "me@home/waves.mp4", Where()),
        ("https://me@web.org/a=1/b.jpg", "https://me@web.org/a=1/b.jpg", Where()),
        ("no suffix@dog", "no suffix", Where(classes=("dog",))),
        ("a.jpg@no.1", "a.jpg", Where(classes=("no.1",))),
        (" spaced .jpg@dog", " spaced .jpg", Where(classes=("dog",))),
    ],
)
def test_files_of_any_name_are_read(written, file, where):
    effect = Effect.of(f"replace={written}")
    assert (effect.value, effect.where) == (file, where)
    assert Effect.of(str(effect)) == effect


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("blurr", "did you mean 'blur'"),
        ("", "choose from blur, pixelate"),
        ("=3", "choose from"),
        ("blur=much", "a number from 0.1 to 100 (as in blur=10@person)"),
        ("blur=0", "0.1 to 100"),
        ("blur=nan", "0.1 to 100"),
        ("blur=", "0.1 to 100"),
        ("pixelate=2.5", "a whole number from 2 to 1000"),
        ("pixelate=inf", "2 to 1000"),
        ("spotlight=1.5", "from 0 to 1"),
        ("grey=3", "takes no value: write grey@background"),
        ("remove=3@dog", "takes no value"),
        ("colour", "name a colour (as in colour=#2266ff@person)"),
        ("colour=redd", "did you mean 'red'"),
        ("colour=#12345", "#2266ff"),
        ("recolour=#11223344", "write #2266ff"),
        ("colour=rgb(300,0,0)", "write #2266ff"),
        ("replace", "name a picture or a video (as in replace=beach.jpg@background)"),
        ("replace=@background", "name a picture or a video"),
        ("blur@", "says nowhere: write @person,dog"),
        ("blur@ , ", "says nowhere"),
        ("blur@background:", "says nowhere"),
        ("blur@person=25", "the value comes first: write blur=25@person"),
    ],
)
def test_nonsense_is_answered_with_what_to_write(text, told):
    with pytest.raises(UsageError) as caught:
        Effect.of(text)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_made_in_python_is_checked_too():
    with pytest.raises(UsageError, match="takes no value"):
        Effect("grey", "3")


def test_classes_are_checked_before_anything_is_done():
    Effect.of("blur@people,background").where.check(Labels(("person", "background")))
    Effect.of("blur@people,sports-ball").check(LABELS)
    Effect.of("blur").check(LABELS)
    for text in ("blur@persn", "blur@background:persn"):
        with pytest.raises(UsageError, match="did you mean 'person'"):
            Effect.of(text).check(LABELS)


def test_only_what_is_removed_is_transparent():
    assert [name for name in EFFECTS if Effect.of(EFFECTS[name].example).makes_transparent] == [
        "remove"
    ]


@pytest.mark.parametrize("name", EFFECTS)
def test_examples_are_right_and_go_into_a_journal(name):
    effect = Effect.of(EFFECTS[name].example)
    assert effect.name == name
    kept = json.loads(json.dumps(dataclasses.asdict(effect)))
    assert kept["name"] == name
    again = Where(kept["where"]["background"], tuple(kept["where"]["classes"] or ()) or None)
    assert Effect(kept["name"], kept["value"], again) == effect


@given(st.text(alphabet="=@:,./\\#bluregyk0 5", max_size=20) | st.text(max_size=20))
def test_any_text_is_read_or_refused_and_what_is_read_can_be_written(text):
    try:
        effect = Effect.of(text)
    except UsageError:
        return
    assert Effect.of(str(effect)) == effect
