"""A model folder: three networks in stages, what is known of them, class names and colours.

- `model.json`: see `maskrcnn.models.model_json`;
- `stage-a.onnx`, `stage-b.onnx`, `stage-c.onnx`: see `maskrcnn.rcnn.stages`; without the last one
  it is a Faster R-CNN;
- `labels.txt` and `colors.txt`: in the tutorial's form, for other programs too.

The same in one zip has a name that ends in `.maskrcnn`.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from maskrcnn.engines.network import NetworkFile
from maskrcnn.errors import ModelError
from maskrcnn.files import folder_written_whole, sha256_of, written_whole
from maskrcnn.labels import Labels, read_labels
from maskrcnn.models.model_json import ModelJson
from maskrcnn.models.spec import Model, Spec
from maskrcnn.models.stage_networks import StageNetworks
from maskrcnn.models.stage_zip import folder_of, pack, read_member, unpack
from maskrcnn.rcnn.settings import RCNNSettings
from maskrcnn.rcnn.stages import CROPS, StageFiles, outputs_of_first

SUFFIX = ".maskrcnn"
CARD = "model.json"
LABELS = "labels.txt"
COLORS = "colors.txt"
FIRST, SECOND, THIRD = "stage-a.onnx", "stage-b.onnx", "stage-c.onnx"

LIMITS = {
    CARD: 2**20,
    LABELS: 2**20,
    COLORS: 2**20,
    FIRST: 2**29,
    SECOND: 2**29,
    THIRD: 2**29,
}
"""The files of a model folder, and how many bytes each may have."""

_REMEDY = "get the model again"


def write_model(place: Path, spec: Spec, settings: RCNNSettings, networks: StageNetworks) -> None:
    """Write a model folder, or the same in one zip; what is there already gives way at the end.

    Parameters
    ----------
    place : Path
        A folder, or a file whose name ends in `.maskrcnn`.
    spec : Spec
        Of the kind "three-stage", with `KeepAspectRatio` for the size of its input.
    settings : RCNNSettings
        With a `PyramidCrop`.
    networks : StageNetworks

    Raises
    ------
    ModelError
        If `open_stage_folder` would refuse what is told of the model.
    OutputError
        If the place cannot be written, or is a folder with other things in it.
    """
    contents = _contents(spec, settings, networks)
    if place.suffix == SUFFIX:
        with written_whole(place) as temporary:
            pack(contents, temporary)
        return
    with folder_written_whole(place, LIMITS) as folder:
        for name, content in contents.items():
            (folder / name).write_bytes(content)


def _contents(spec: Spec, settings: RCNNSettings, networks: StageNetworks) -> dict[str, bytes]:
    """Return the files of a model folder by name."""
    colors = spec.labels.palette(len(spec.labels)).tolist()
    files = {
        FIRST: networks.first.SerializeToString(),
        SECOND: networks.second.SerializeToString(),
        LABELS: "".join(f"{name}\n" for name in spec.labels.names).encode(),
        COLORS: "".join(f"{blue},{green},{red}\n" for blue, green, red in colors).encode(),
    }
    if networks.third is not None:
        files[THIRD] = networks.third.SerializeToString()
    sums = {name: sha256(content).hexdigest() for name, content in files.items()}
    card = ModelJson(spec, settings, sums).to_bytes()
    ModelJson.from_bytes(card)
    return {CARD: card} | files


def open_stage_folder(place: Path) -> Model:
    """Open a model folder, or the same in one zip.

    Parameters
    ----------
    place : Path
        A folder with `model.json`, or a `.maskrcnn` file, which is unpacked into the cache once.

    Raises
    ------
    ModelError
        If a file is missing, damaged, too large or not what `model.json` says it is.
    """
    if place.is_dir():
        return _open_folder(place)
    return replace(_open_zip(place), origin=place)


def _open_zip(path: Path) -> Model:
    from filelock import FileLock

    folder = folder_of(path)
    with FileLock(f"{folder}.lock"):
        try:
            return _open_folder(folder)
        except ModelError:  # it was not unpacked yet, or has been damaged since
            unpack(path, folder, LIMITS)
        return _open_folder(folder)


def spec_in(path: Path) -> Spec:
    """Return what a `.maskrcnn` file says of itself, without unpacking it; colours it leaves out.

    Raises
    ------
    ModelError
        If it is damaged.
    """
    return _card(read_member(path, CARD, LIMITS), path).spec


def _open_folder(folder: Path) -> Model:
    path = folder / CARD
    _check_size(path)
    card = _card(path.read_bytes(), path)
    for name, digest in card.files.items():
        _check_size(folder / name)
        if sha256_of(folder / name) != digest:
            raise ModelError(
                f"{folder / name}: has another sha256 than {CARD} says: it was changed or damaged: "
                f"{_REMEDY}"
            )
    spec = replace(card.spec, labels=_labels(folder, card.spec.labels))
    return Model(spec, _stage_files(folder, card))


def _card(data: bytes, path: Path) -> ModelJson:
    try:
        card = ModelJson.from_bytes(data)
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from error
    files = set(card.files)
    if missing := {FIRST, SECOND, LABELS, COLORS} - files:
        raise ModelError(f"{path}: files lacks {min(missing)}: {_REMEDY}")
    if strange := files - (LIMITS.keys() - {CARD}):
        raise ModelError(f"{path}: files names {min(strange)[:80]!r}, which no model has")
    return card


def _check_size(path: Path) -> None:
    try:
        if not path.is_file():
            raise ModelError(f"{path}: is missing: {_REMEDY}")
        size = path.stat().st_size
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error
    if size > LIMITS[path.name]:
        raise ModelError(f"{path}: has {size:,} bytes: at most {LIMITS[path.name]:,} make sense")


def _labels(folder: Path, expected: Labels) -> Labels:
    labels = read_labels(folder / LABELS, folder / COLORS)
    if labels.names != expected.names:
        raise ModelError(f"{folder / LABELS}: names other classes than {CARD}: {_REMEDY}")
    return labels


def _stage_files(folder: Path, card: ModelJson) -> StageFiles:
    def network(name: str, *outputs: str, cut: str = "") -> NetworkFile:
        return NetworkFile(folder / name, outputs=outputs, bears_bf16=card.spec.bears_bf16, cut=cut)

    return StageFiles(
        card.settings,
        network(FIRST, *outputs_of_first(card.settings)),
        network(SECOND, "class_logits", "deltas", cut=CROPS),
        network(THIRD, "masks", cut=CROPS) if THIRD in card.files else None,
    )
