"""From PyTorch to ONNX: a module is traced, and each step of the trace becomes nodes.

`torch.fx` runs a module with stand-ins for tensors and writes down what is done to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from torch import fx, nn

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder
from maskrcnn.training.export.layers import LAYERS, OPERATIONS, Layer
from maskrcnn.training.export.spot import Spot

NO_LAYERS: Mapping[str, Layer] = {}


class Tracer(fx.Tracer):
    """Writes down layers that are known as one step each, and what is inside of all others."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """Tell whether a module is one step."""
        return type(m) in LAYERS or super().is_leaf_module(m, module_qualified_name)


def translate(
    graph: GraphBuilder,
    name: str,
    module: nn.Module,
    inputs: Mapping[str, str],
    others: Mapping[str, Layer] = NO_LAYERS,
) -> Any:
    """Add a module to a graph.

    Parameters
    ----------
    graph : GraphBuilder
    name : str
        The module's place in the network; names of values and weights begin with it.
    module : nn.Module
    inputs : mapping of str to str
        The values that its arguments are, by their names.
    others : mapping of str to function
        What adds layers that are to be written otherwise, by their places in the module.

    Returns
    -------
    str, or lists and tuples of str
        The values it gives, in the form in which it gives them.

    Raises
    ------
    ModelError
        If it has a layer or an operation that is not known.
    """
    values: dict[fx.Node, str] = {}
    for node in Tracer().trace(module).nodes:
        given = fx.map_arg(node.args, values.__getitem__)
        spot = Spot(graph, f"{name}.{node.name}", f"{name}.{node.target}")
        if node.op == "output":
            return given[0]
        if node.op == "placeholder":
            values[node] = inputs[node.target]
        elif node.op == "get_attr":
            buffer = attrgetter(node.target)(module)
            values[node] = Spot(graph, "", name).weight(node.target, buffer)
        elif node.op == "call_module":
            layer = module.get_submodule(node.target)
            add = others.get(node.target) or LAYERS.get(type(layer)) or _unknown(spot, layer)
            values[node] = add(spot, layer, *given)
        else:
            add_operation = OPERATIONS.get(node.target) or _unknown(spot, node.target)
            values[node] = add_operation(spot, *given, **fx.map_arg(node.kwargs, values.get))
    raise ModelError(f"{name} gives nothing")


def _unknown(spot: Spot, what: object) -> Any:
    kind = type(what).__name__ if isinstance(what, nn.Module) else getattr(what, "__name__", what)
    known = ", ".join(each.__name__ for each in LAYERS)
    raise ModelError(f"{spot.path}: {kind} cannot be exported: build networks of {known}")
