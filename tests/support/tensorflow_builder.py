"""Writes frozen graphs as TensorFlow leaves them: weights are constants behind identities."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Window:
    """What a convolution or a pooling looks at."""

    kernel: int
    stride: int = 1
    padding: str = "SAME"

    @property
    def attributes(self) -> dict[str, Any]:
        return {
            "strides": (1, self.stride, self.stride, 1),
            "padding": self.padding,
            "data_format": "NHWC",
            "dilations": (1, 1, 1, 1),
        }


class GraphBuilder:
    """Adds nodes to a graph and returns their names.

    `widths` remembers the channels of what layers give, and `random` draws their weights from a
    stream that NumPy keeps the same for ever.
    """

    def __init__(self, seed: int = 0) -> None:
        self.message = GraphDef()
        self.message.versions.producer = 24
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
        shape = window.kernel, window.kernel, self.widths[source], width
        self.widths[name] = width
        inputs = source, self.weights(weights, *shape, gain=gain), *after
        return self.node(name, "Conv2D", *inputs, T=FLOAT, **window.attributes)

    def depthwise(
        self, name: str, source: str, weights: str, each: int, window: Window, *after: str
    ) -> str:
        """Add a convolution of each channel by itself, to `each` channels."""
        shape = window.kernel, window.kernel, self.widths[source], each
        values = self.random.normal(0, 2**0.5 / window.kernel, shape)
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
        ksize = (1, window.kernel, window.kernel, 1)
        return self.node(name, kind, source, T=FLOAT, ksize=ksize, **attributes)

    def concatenation(self, name: str, *sources: str, axis: int = 3) -> str:
        self.widths[name] = sum(self.widths.get(source, 0) for source in sources)
        along = self.const(f"{name}/axis", axis)
        return self.node(name, "ConcatV2", *sources, along, T=FLOAT, Tidx=INT32, N=len(sources))

    def batch_norm(
        self, scope: str, source: str, variables: str, *, fused: bool = True, variance: float = 1.0
    ) -> str:
        """Add batch normalisation as one operation, or spelled out as older releases do."""
        width = self.widths[source]
        spread = self.random.uniform
        statistics = [
            self.variable(f"{variables}/BatchNorm/{name}", values)
            for name, values in (
                ("gamma", spread(0.8, 1.2, width)),
                ("beta", spread(-0.2, 0.2, width)),
                ("moving_mean", spread(-0.1, 0.1, width)),
                ("moving_variance", spread(0.8, 1.2, width) * variance),
            )
        ]
        if fused:
            name = f"{scope}/BatchNorm/FusedBatchNorm"
            options = {"T": FLOAT, "data_format": "NHWC", "epsilon": 0.001, "is_training": False}
            self.node(name, "FusedBatchNorm", source, *statistics, **options)
        else:
            name = self._spelled_batch_norm(f"{scope}/BatchNorm/batchnorm", source, statistics)
        self.widths[name] = width
        return name

    def _spelled_batch_norm(self, scope: str, source: str, statistics: list[str]) -> str:
        gamma, beta, mean, variance = statistics
        epsilon = self.const(f"{scope}/add/y", 0.001)
        total = self.node(f"{scope}/add", "Add", variance, epsilon, T=FLOAT)
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
