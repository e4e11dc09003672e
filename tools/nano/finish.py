"""Turn what `tools.nano.train` wrote into the file that is shipped, which tells what was measured.

python -m tools.nano.finish TRAINED.maskrcnn SHORTER,LONGER "mask AP …" [--bears-bf16]

writes `src/maskrcnn/models/weights/mask-rcnn-nano.maskrcnn`, whose weights are the same.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from maskrcnn.labels import Labels
from maskrcnn.models import open_model
from maskrcnn.models.stage_folder import write_model
from maskrcnn.models.zoo import WEIGHTS
from maskrcnn.training.export.initial import architecture_in, load_weights
from maskrcnn.training.export.stages import stages_of
from maskrcnn.training.network.mask_rcnn import MaskRCNN

NAME = "mask-rcnn-nano"


def main() -> None:
    """Write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("input_size")
    parser.add_argument("accuracy")
    parser.add_argument("--bears-bf16", action="store_true")
    options = parser.parse_args()
    shorter, longer = map(int, options.input_size.split(","))
    model = open_model(options.trained)
    architecture = replace(architecture_in(model), shorter=shorter, longer=longer)
    network = MaskRCNN(architecture).eval()
    load_weights(network, model, Labels(model.spec.labels.names))
    spec = replace(
        model.spec,
        name=NAME,
        title="Mask R-CNN on NanoDet-g (RangiLyu, Apache-2.0)",
        input_size=architecture.input_size,
        architecture=architecture.to_json(),
        accuracy=options.accuracy,
        bears_bf16=options.bears_bf16,
    )
    place = WEIGHTS / f"{NAME}.maskrcnn"
    write_model(place, spec, architecture.settings(), stages_of(network))
    print(f"{place}: {place.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
