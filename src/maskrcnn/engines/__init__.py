"""Engines execute networks: named arrays in, named arrays out. They know nothing of pictures."""

from maskrcnn.engines.network import Array, Network, NetworkFile
from maskrcnn.engines.selection import ENGINES, candidates, compile_network, installed

__all__ = [
    "ENGINES",
    "Array",
    "Network",
    "NetworkFile",
    "candidates",
    "compile_network",
    "installed",
]
