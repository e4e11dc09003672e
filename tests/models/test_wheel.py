from __future__ import annotations

import sys

import pytest

from maskrcnn.errors import ModelError
from maskrcnn.models import wheel


@pytest.mark.parametrize("name", ["yolov5s-seg.pt", "yolov7-seg.pt"])
def test_networks_are_found_without_importing_the_package(name: str) -> None:
    sys.modules.pop(wheel.PACKAGE, None)
    path = wheel.wheel_file(name)
    assert path.name == name
    assert path.stat().st_size > 10_000_000
    assert wheel.PACKAGE not in sys.modules


def test_a_missing_package_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheel, "PACKAGE", "no_such_package_of_networks")
    with pytest.raises(ModelError, match=r"pip install 'maskrcnn\[yolo\]'"):
        wheel.wheel_file("yolov5s-seg.pt")


def test_a_file_that_the_package_lacks_is_told() -> None:
    with pytest.raises(ModelError, match=r"yolov9-seg\.pt is not in the package"):
        wheel.wheel_file("yolov9-seg.pt")
