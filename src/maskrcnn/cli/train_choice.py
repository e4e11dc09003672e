"""What is trained on the command line: from which pictures, which network, by which recipe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from maskrcnn.cli import console
from maskrcnn.cli.dataset_choice import DATA, FromOption
from maskrcnn.cli.groups import given, written
from maskrcnn.errors import UsageError
from maskrcnn.input_size import KeepAspectRatio, read_input_size

if TYPE_CHECKING:
    from maskrcnn.datasets import Dataset
    from maskrcnn.training.architecture import Architecture
    from maskrcnn.training.options import TrainOptions
    from maskrcnn.training.plan import Plan
    from maskrcnn.training.train import Pictures

NETWORK = "Which network"
RECIPE = "How it learns"
HELD_OUT = 0.2
SHORTER, LONGER = 320, 544
"""What the network sees, unless pictures are smaller."""
LEAST_SHORTER = 64
LOOKED_AT = 64
"""Pictures whose sizes are looked at."""
STEPS = 3000
DRAWN_AS_THEY_ARE = "scale=0.8-1.25,noise=0,blur=0,copy-paste=0"
"""How drawn scenes are changed, which are all different, and blurred and grainy, by themselves."""
HELD_OUT_SCENES = 200
HELD_OUT_SEED = 1_000_000
"""Scenes that a network is judged by are of this seed unless others are named."""


@dataclass(frozen=True)
class DataChoice:
    """Which pictures are learned from, and which are held out."""

    data: Annotated[
        str | None,
        typer.Argument(
            help="Annotated pictures: COCO, LabelMe, VIA, YOLO, CVAT, VOC, label maps; or a drawn "
            "scene such as `shapes`.",
            show_default=False,
        ),
    ] = None
    named: Annotated[
        str | None,
        typer.Option("--data", help="The same, by a name.", rich_help_panel=DATA),
    ] = None
    val: Annotated[
        str | None,
        typer.Option(
            help="Pictures that the network is judged by.  [default: some of the data]",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None
    hold_out: Annotated[
        float,
        typer.Option(
            help="The part of the data held out to judge by, where --val names none.",
            rich_help_panel=DATA,
        ),
    ] = HELD_OUT
    kind: FromOption = None
    source: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the pictures.  [default: where the data says]",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None

    @property
    def chosen(self) -> str:
        """The data that is named.

        Raises
        ------
        UsageError
            If none is, or two are.
        """
        if (self.data is None) == (self.named is None):
            raise UsageError("name the data once: maskrcnn train DATA, or --help for more")
        return str(self.data or self.named)

    def default_place(self) -> Path:
        """Return the folder of the model where the user names none: beside the data."""
        return Path(f"{Path(self.chosen.partition(':')[0]).stem}-model")

    def open(self, seed: int) -> Pictures:
        """Open the pictures.

        Raises
        ------
        UsageError, ResultsError
            If they cannot be opened, or are too few to hold some out.
        """
        from maskrcnn.training.train import Pictures

        if self.val is not None and self.hold_out != HELD_OUT:
            raise UsageError("--val and --hold-out both say what is judged by: give one of them")
        with console.waiting(f"opening {self.chosen}"):
            if self.val is not None:
                parts = [self._named(self.chosen), self._named(self.val)]
            elif Path(self.chosen).exists():
                parts = self._split(seed)
            else:
                scene = self.chosen.partition(":")[0]
                others = f"{scene}:{HELD_OUT_SCENES}:{HELD_OUT_SEED}"
                parts = [self._named(self.chosen), self._named(others)]
        for part in parts:
            for note in getattr(part, "notes", ()):
                console.remark(note)
        return Pictures(*parts)

    def _named(self, name: str) -> Dataset:
        from maskrcnn.datasets import open_dataset

        return open_dataset(name, self.kind, self.source)

    def _split(self, seed: int) -> list[Dataset]:
        """Hold some of the data out, none of which looks like what is learned from."""
        from maskrcnn.datasets import AnnotatedPictures
        from maskrcnn.datasets.split import Shares, SplitOptions, split
        from maskrcnn.formats import open_collection

        collection = open_collection(self.chosen, self.kind, self.source)
        options = SplitOptions(Shares(val=self.hold_out), seed)
        parted = split(collection, options, refuse=lambda _name, _error: None)
        whole = AnnotatedPictures.of(collection)
        return [whole.at(parted.places[part]) for part in ("train", "val")]


@dataclass(frozen=True)
class NetworkChoice:
    """Which network learns, and what it knows already."""

    trunk: Annotated[
        Literal["plain", "mobilenet-v2", "resnet-50", "yolov5s"],
        typer.Option(
            help="`plain` is small, fast and from nothing; `mobilenet-v2` knows ImageNet (fetched "
            "once, 9 MB); `yolov5s` knows COCO (GPL-3.0); `resnet-50` is the papers'.",
            rich_help_panel=NETWORK,
        ),
    ] = "plain"
    trunk_weights: Annotated[
        str | None,
        typer.Option(
            help="A .pt file of weights for the trunk, or `none`.  [default: those that are known]",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = None
    init: Annotated[
        str | None,
        typer.Option(
            help="A model of ours to go on from, by name or place; its network is taken over.",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = None
    input_size: Annotated[
        str | None,
        typer.Option(
            help="What the network sees: the shorter side, and the most for the longer.  "
            "[default: 320,544, or less where pictures are smaller]",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = None

    def architecture(self, data: Dataset) -> Architecture:
        """Return the architecture of a network for some data.

        Raises
        ------
        UsageError
            If the input size is none.
        ModelError
            If the model to go on from cannot be opened.
        """
        from maskrcnn.training.architecture import Architecture
        from maskrcnn.training.beginning import architecture_of

        if self.init is not None:
            for name in given(self):
                if name != "init":
                    raise UsageError(f"--init brings the network along: leave {written(name)} out")
            return architecture_of(self.init, len(data.labels))
        size = _usual_size(data) if self.input_size is None else read_input_size(self.input_size)
        if not isinstance(size, KeepAspectRatio):
            raise UsageError(f"--input-size {self.input_size}: give two sides, as in 320,544")
        return Architecture(
            classes=len(data.labels), trunk=self.trunk, shorter=size.shorter, longer=size.longer
        )


def _usual_size(data: Dataset) -> KeepAspectRatio:
    """Return a size in which pictures are not made larger than most of them are."""
    looked_at = range(min(len(data), LOOKED_AT))
    sides = sorted(min(data.example(place).found.size) for place in looked_at)
    side = min(sides[len(sides) // 2] if sides else SHORTER, SHORTER)
    shorter = max(LEAST_SHORTER, round(side / LEAST_SHORTER) * LEAST_SHORTER)
    return KeepAspectRatio(shorter, round(shorter * LONGER / SHORTER))


@dataclass(frozen=True)
class RecipeChoice:
    """How long and how fast the network learns, and from what."""

    steps: Annotated[
        int | None,
        typer.Option(
            help="Batches to learn from.  [default: 3000]",
            show_default=False,
            rich_help_panel=RECIPE,
        ),
    ] = None
    epochs: Annotated[
        float | None,
        typer.Option(
            help="The same, as how often each picture is seen.",
            show_default=False,
            rich_help_panel=RECIPE,
        ),
    ] = None
    batch: Annotated[int, typer.Option(help="Pictures a step.", rich_help_panel=RECIPE)] = 8
    learning_rate: Annotated[
        float, typer.Option(help="At its highest.", rich_help_panel=RECIPE)
    ] = 2e-3
    freeze: Annotated[
        int,
        typer.Option(
            help="For so many steps at first the trunk stays as it is.", rich_help_panel=RECIPE
        ),
    ] = 0
    augment: Annotated[
        str | None,
        typer.Option(
            help="How pictures are changed, as in `flip=0.5,scale=0.5-2,mosaic=0.3`, or `none`.",
            show_default=False,
            rich_help_panel=RECIPE,
        ),
    ] = None
    rounds: Annotated[
        int,
        typer.Option(
            help="How often on the way the network is judged and put by.", rich_help_panel=RECIPE
        ),
    ] = 20
    seed: Annotated[
        int, typer.Option(help="The same seed, the same model.", rich_help_panel=RECIPE)
    ] = 0
    precision: Annotated[
        Literal["auto", "f32", "bf16"],
        typer.Option(help="What the network computes in.", rich_help_panel=RECIPE),
    ] = "auto"
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, …", rich_help_panel=RECIPE)] = "auto"
    workers: Annotated[
        int, typer.Option(help="Threads that make pictures ready.", rich_help_panel=RECIPE)
    ] = 1

    def plan(
        self, *, name: str, pictures: Pictures, network: NetworkChoice, licence: str | None
    ) -> Plan:
        """Return the plan of a training.

        Raises
        ------
        UsageError
            If an option makes no sense.
        """
        from maskrcnn.datasets.scenes import DrawnPictures
        from maskrcnn.training.augmentation.spelling import read_augment
        from maskrcnn.training.loading.options import LoadOptions
        from maskrcnn.training.plan import Plan

        augment = self.augment
        if augment is None and isinstance(pictures.data, DrawnPictures):
            augment = DRAWN_AS_THEY_ARE
        return Plan(
            name=name,
            data=pictures.data.name,
            held_out=pictures.held_out.name,
            architecture=network.architecture(pictures.data),
            options=self._options(len(pictures.data)),
            load=LoadOptions(batch=self.batch, seed=self.seed, workers=self.workers),
            augment=read_augment(augment),
            trunk_weights=network.trunk_weights,
            begin_with=network.init,
            licence=licence,
            rounds=self.rounds,
        )

    def _options(self, pictures: int) -> TrainOptions:
        from maskrcnn.training.options import TrainOptions

        if self.steps is not None and self.epochs is not None:
            raise UsageError("--steps and --epochs say the same: give one of them")
        steps = STEPS if self.steps is None else self.steps
        if self.epochs is not None:
            steps = round(self.epochs * pictures / self.batch)
        return TrainOptions(
            steps=steps,
            learning_rate=self.learning_rate,
            frozen_steps=self.freeze,
            seed=self.seed,
            precision=self.precision,
            device=self.device,
        )
