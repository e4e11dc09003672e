"""Opening whatever a user names: a path, or a scene with its number of pictures and its seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskrcnn.datasets import open_dataset, opening
from maskrcnn.datasets.scenes import open_scene
from maskrcnn.errors import ResultsError, UsageError
from tests.support.annotated import annotation, coco_file


def test_a_scene_has_as_many_pictures_as_are_asked_for() -> None:
    texts = "shapes", "shapes:5", "shapes:5:7"
    assert [len(open_dataset(text)) for text in texts] == [opening.PICTURES, 5, 5]
    assert np.array_equal(
        open_dataset("shapes:5:7").picture(3), open_scene("shapes", 9, 7).picture(3)
    )


def test_a_file_of_the_name_of_a_scene_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    coco_file(Path("shapes"), [annotation()])
    assert open_dataset("shapes", "coco").labels.names == ("cat", "dog")


@pytest.mark.parametrize("text", ["shapes:x", "shapes:0", "shapes:5:-1", "shapes:5:7:9", "shapes:"])
def test_numbers_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="as in shapes:500:7"):
        open_dataset(text)


def test_scenes_are_not_read_in_a_format() -> None:
    with pytest.raises(UsageError, match="is drawn, not read"):
        open_dataset("shapes", "coco")


def test_what_is_neither_is_told_with_the_scenes_there_are() -> None:
    with pytest.raises(ResultsError, match=r"nor a scene: .*shapes"):
        open_dataset("shaeps")
