"""Writes frozen graphs as TensorFlow leaves them: weights are constants behind identities."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maskrcnn.models.tensorflow_graph.schema import DataType, GraphDef

FLOAT, INT32, UINT8 = DataType.DT_FLOAT, DataType.DT_INT32, DataType.DT_UINT8

_TYPES = {
    "float32": (DataType.DT_FLOAT, "float_val"),
    "int32": (DataType.DT_INT32, "int_val"),
    "bool": (DataType.DT_BOOL, "bool_val"),
}


WIDTH = 8
"""Channels of every layer of a thin network, of every branch in Inception; heads have some more."""


def thin(layer: str) -> int:
    """Return how many channels a layer of a thin network gives, by the scope of its weights."""
    return {"Conv": 32, "SecondStageBoxPredictor/Conv": 16}.get(layer, WIDTH)


@dataclass(frozen=True)
class Window:
    """What a convolution or a pooling looks at; a `rate` over 1 is that of its holes."""

    kernel: int | tuple[int, int]
    stride: int = 1
    padding: str = "SAME"
    rate: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, holes left out."""
        return self.kernel if isinstance(self.kernel, tuple) else (self.kernel, self.kernel)

    @property
    def attributes(self) -> dict[str, Any]:
        return {
            "strides": (1, self.stride, self.stride, 1),
            "padding": self.padding,
            "data_format": "NHWC",
            "dilations": (1, 1, 1, 1),
        }


@dataclass(frozen=True)
class BatchNorm:
    """How batch normalisation is written.

    Fused into one operation or spelled out as older releases do, scaled by a variable or by ones.
    """

    epsilon: float = 0.001
    fused: bool = True
    scaled: bool = True


class GraphBuilder:
    """Adds nodes to a graph and returns their names.

    `channels` tells how wide a layer shall be, by the scope of its weights, `widths` remembers
    how wide what nodes give is, and `random` draws weights from a stream that NumPy keeps the same
    for ever.
    """

    def __init__(self, seed: int = 0, channels: Callable[[str], int] = thin) -> None:
        self.message = GraphDef()
        self.message.versions.producer = 24
        self.channels = channels
        self.random = np.random.RandomState(seed)
        self.widths: dict[str, int] = {}
        self._names: set[str] = set()

    def save(self, path: Path) -> Path:
        path.write_bytes(self.message.SerializeToString(deterministic=True))
        return path

    def node(self, name: str, op: str, *inputs: str, **attributes: Any) -> str:
        assert name not in self._names, f"two nodes named {name}"
        self._names.add(name)
        entry = self.message.node.add(name=name.encode(), op=op.encode())
        entry.input.extend(source.encode() for source in inputs)
        for key, value in attributes.items():
            _set(entry.attr.add(key=key.encode()).value, value)
        return name

    def const(self, name: str, value: ArrayLike, *inputs: str) -> str:
        """Add numbers, or a text as bytes; numbers already there under this name are reused."""
        if name in self._names:
            return name
        self.node(name, "Const", *inputs)
        tensor = self.message.node[-1].attr.add(key=b"value").value.tensor
        array = np.asarray(value)
        if array.dtype.kind == "S":
            tensor.dtype = DataType.DT_STRING
            tensor.string_val.append(array.item())
        else:
            array = array.astype({"f": np.float32, "i": np.int32}.get(array.dtype.kind, "?"))
            tensor.dtype, field = _TYPES[array.dtype.name]
            if array.size > 1:
                tensor.tensor_content = array.tobytes()
            else:
                getattr(tensor, field).extend(array.ravel().tolist())
        tensor.tensor_shape.SetInParent()
        for size in array.shape:
            tensor.tensor_shape.dim.add(size=size)
        _set(self.message.node[-1].attr.add(key=b"dtype").value, DataType(tensor.dtype))
        return name

    def repeated(self, name: str, value: float, width: int) -> str:
        """Add one number for all channels, which TensorFlow writes once."""
        self.const(name, value)
        self.message.node[-1].attr[0].value.tensor.tensor_shape.dim.add(size=width)
        return name

    def variable(self, name: str, value: NDArray[Any]) -> str:
        """Add a weight and the identity through which it is read, or find both."""
        if name not in self._names:
            self.const(name, np.asarray(value, np.float32))
            self.node(f"{name}/read", "Identity", name, T=FLOAT, _class=f"loc:@{name}")
        return f"{name}/read"

    def weights(self, name: str, *shape: int, gain: float = 2.0) -> str:
        """Add weights that keep the spread of what they are applied to, before a rectifier."""
        inputs = int(np.prod(shape[:-1]))
        return self.variable(name, self.random.normal(0, (gain / inputs) ** 0.5, shape))

    def convolution(
        self,
        name: str,
        source: str,
        weights: str,
        width: int,
        window: Window,
        *after: str,
        gain: float = 2.0,
    ) -> str:
        """Add a convolution, to run after the nodes that the last arguments name."""
        shape = *window.shape, self.widths[source], width
        self.widths[name] = width
        inputs = source, self.weights(weights, *shape, gain=gain), *after
        return self.node(name, "Conv2D", *inputs, T=FLOAT, **window.attributes)

    def depthwise(
        self, name: str, source: str, weights: str, each: int, window: Window, *after: str
    ) -> str:
        """Add a convolution of each channel by itself, to `each` channels."""
        shape = *window.shape, self.widths[source], each
        values = self.random.normal(0, (2 / prod(window.shape)) ** 0.5, shape)
        self.widths[name] = self.widths[source] * each
        inputs = source, self.variable(weights, values), *after
        return self.node(name, "DepthwiseConv2dNative", *inputs, T=FLOAT, **window.attributes)

    def bias(self, name: str, source: str, biases: str, values: ArrayLike = 0.0) -> str:
        width = self.widths[name] = self.widths[source]
        added = self.variable(biases, np.broadcast_to(values, (width,)))
        return self.node(name, "BiasAdd", source, added, T=FLOAT, data_format="NHWC")

    def rectifier(self, name: str, source: str, op: str = "Relu") -> str:
        self.widths[name] = self.widths[source]
        return self.node(name, op, source, T=FLOAT)

    def pool(self, name: str, source: str, kind: str, window: Window) -> str:
        self.widths[name] = self.widths[source]
        attributes = {key: value for key, value in window.attributes.items() if key != "dilations"}
        ksize = (1, *window.shape, 1)
        return self.node(name, kind, source, T=FLOAT, ksize=ksize, **attributes)

    def concatenation(self, name: str, *sources: str, axis: int = 3) -> str:
        self.widths[name] = sum(self.widths.get(source, 0) for source in sources)
        along = self.const(f"{name}/axis", axis)
        return self.node(name, "ConcatV2", *sources, along, T=FLOAT, Tidx=INT32, N=len(sources))

    def batch_norm(
        self,
        scope: str,
        source: str,
        variables: str,
        style: BatchNorm | None = None,
        *,
        variance: float = 1.0,
    ) -> str:
        """Add batch normalisation of what has about this variance."""
        style = style or BatchNorm()
        width = self.widths[source]
        spread = self.random.uniform
        gamma, beta, mean, moved = (
            spread(0.8, 1.2, width),
            spread(-0.2, 0.2, width),
            spread(-0.1, 0.1, width),
            spread(0.8, 1.2, width) * variance,
        )
        scope, variables = f"{scope}/BatchNorm", f"{variables}/BatchNorm"
        statistics = [
            self.variable(f"{variables}/gamma", gamma)
            if style.scaled
            else self.repeated(f"{scope}/Const", 1.0, width),
            self.variable(f"{variables}/beta", beta),
            self.variable(f"{variables}/moving_mean", mean),
            self.variable(f"{variables}/moving_variance", moved),
        ]
        if style.fused:
            name = f"{scope}/FusedBatchNorm"
            options = {"data_format": "NHWC", "epsilon": style.epsilon, "is_training": False}
            self.node(name, "FusedBatchNorm", source, *statistics, T=FLOAT, **options)
        else:
            name = self._spelled_batch_norm(f"{scope}/batchnorm", source, statistics, style.epsilon)
        self.widths[name] = width
        return name

    def _spelled_batch_norm(
        self, scope: str, source: str, statistics: list[str], epsilon: float
    ) -> str:
        gamma, beta, mean, variance = statistics
        least = self.const(f"{scope}/add/y", epsilon)
        total = self.node(f"{scope}/add", "Add", variance, least, T=FLOAT)
        root = self.node(f"{scope}/Rsqrt", "Rsqrt", total, T=FLOAT)
        scale = self.node(f"{scope}/mul", "Mul", root, gamma, T=FLOAT)
        scaled = self.node(f"{scope}/mul_1", "Mul", source, scale, T=FLOAT)
        shift = self.node(f"{scope}/mul_2", "Mul", mean, scale, T=FLOAT)
        rest = self.node(f"{scope}/sub", "Sub", beta, shift, T=FLOAT)
        return self.node(f"{scope}/add_1", "Add", scaled, rest, T=FLOAT)

    def item(self, name: str, source: str, index: int) -> str:
        """Add `source[index]`, a size out of a shape for instance."""
        bounds = [
            self.const(f"{name}/stack{suffix}", [value])
            for suffix, value in (("", index), ("_1", index + 1), ("_2", 1))
        ]
        masks = {"begin_mask": 0, "end_mask": 0, "ellipsis_mask": 0, "new_axis_mask": 0}
        types = {"T": INT32, "Index": INT32}
        return self.node(
            name, "StridedSlice", source, *bounds, **types, **masks, shrink_axis_mask=1
        )


def _set(attribute: Any, value: Any) -> None:
    match value:
        case bool():
            attribute.b = value
        case DataType():
            attribute.type = value
        case int():
            attribute.i = value
        case float():
            attribute.f = value
        case str():
            attribute.s = value.encode()
        case tuple():
            attribute.list.i.extend(value)
        case list():
            attribute.shape.SetInParent()
            for size in value:
                attribute.shape.dim.add(size=size)
