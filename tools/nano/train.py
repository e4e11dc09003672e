"""Train `mask-rcnn-nano`, from what `tools.nano.data` and `tools.nano.begin` wrote.

python -m tools.nano.train FOLDER BEGIN.maskrcnn PLACE STEPS [--resume]

A run goes on after a kill with `--resume`, from its last round.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from maskrcnn.datasets import open_dataset
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.beginning import architecture_of
from maskrcnn.training.loading.options import LoadOptions
from maskrcnn.training.options import TrainOptions
from maskrcnn.training.plan import Plan
from maskrcnn.training.rounds import Round, Silent
from maskrcnn.training.train import Pictures, train

ROUND, TOLD = 1000, 100
"""Steps between judgements, and between lines that tell of losses."""


class Printed(Silent):
    """Tells of a training, a line each time."""

    def noted(self, words: str) -> None:
        """Print what the user should know."""
        print(words, flush=True)

    def learned(self, step: int, losses: Mapping[str, float]) -> None:
        """Print every so many steps how it goes."""
        if step % TOLD == 0:
            print(step, {name: round(loss, 3) for name, loss in losses.items()}, flush=True)

    def ended(self, done: Round) -> None:
        """Print how good it is by now."""
        print(done.to_json(), flush=True)


def main() -> None:
    """Train it."""
    folder, begin, place, steps = sys.argv[1:5]
    pictures = Pictures(
        open_dataset(f"{folder}/train.json"), open_dataset(f"{folder}/held-out.json")
    )
    plan = Plan(
        name="mask-rcnn-nano",
        data="everyday photos with the labels of yolov7-seg, and COCO_Tiny's training half",
        held_out="others of them",
        architecture=architecture_of(begin, len(pictures.data.labels)),
        options=TrainOptions(
            steps=int(steps),
            learning_rate=1e-3,
            trunk_rate=0.15,
            frozen_steps=3 * int(steps) // 7,
            frozen_stages=2,
            rois=48,
            average=0.999,
        ),
        load=LoadOptions(batch=8, shorter=(240, 368), rare=0.02, sure=0.3, memory=4 * 2**30),
        augment=AugmentOptions(scale=(0.6, 1.5), mosaic=0.15),
        begin_with=begin,
        licence="Apache-2.0",
        rounds=max(1, int(steps) // ROUND),
        judged=100,
    )
    train(plan, pictures, Path(place), Printed(), "resume" if "--resume" in sys.argv else "new")


if __name__ == "__main__":
    main()
