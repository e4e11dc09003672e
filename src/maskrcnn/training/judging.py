"""How good a network is while it learns: judged on pictures that it does not learn from."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.datasets import Dataset, Example
from maskrcnn.evaluation import EvaluationOptions, evaluate
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8
from maskrcnn.models.spec import Spec
from maskrcnn.training.album import Album
from maskrcnn.training.course import Judged
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.torch_engine import predictor_of


@dataclass(frozen=True)
class FirstFew:
    """The first pictures of a data set."""

    whole: Dataset
    count: int

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.whole.name

    @property
    def labels(self) -> Labels:
        """The classes."""
        return self.whole.labels

    def __len__(self) -> int:
        return min(self.count, len(self.whole))

    def example(self, place: int) -> Example:
        """Return what is marked in a picture."""
        return self.whole.example(place)

    def picture(self, place: int) -> Uint8:
        """Return a picture, `uint8 (H, W, 3)` BGR."""
        return self.whole.picture(place)


class Judge:
    """Tells how good a network is, and keeps pictures of what it finds.

    Parameters
    ----------
    held_out : Dataset
    spec : Spec
        Of the model that the network becomes.
    count : int
        Pictures that it is judged by, at most.
    album : Album
    """

    def __init__(self, held_out: Dataset, spec: Spec, count: int, album: Album) -> None:
        self._pictures = FirstFew(held_out, count)
        self._spec = spec
        self._album = album

    def __call__(self, network: MaskRCNN, step: int) -> Judged:
        """Return the scores of a network after so many steps.

        Raises
        ------
        PictureError
            If a picture cannot be read.
        """
        predictor = predictor_of(network, self._spec)
        judged = evaluate(predictor, self._pictures, EvaluationOptions(worst=0))
        scores = {"box AP": judged.boxes.ap, "box AP50": judged.boxes.ap50}
        if judged.masks is not None:
            scores |= {"mask AP": judged.masks.ap, "mask AP50": judged.masks.ap50}
        known = {name: score for name, score in scores.items() if score is not None}
        return Judged(known, (self._album.add(step, predictor, self._pictures),))
