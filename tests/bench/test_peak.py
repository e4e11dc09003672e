"""The measured peak."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.bench.contenders import Peak
from maskrcnn.bench.peak import convolutions, maps, precisions
from maskrcnn.engines import NetworkFile, compile_network
from maskrcnn.options import EngineOptions


def test_the_values_neither_vanish_nor_explode_on_their_way():
    """Denormal or infinite numbers would take another time than a network's."""
    network = compile_network(NetworkFile(convolutions()), EngineOptions("openvino"))
    means = network.run({"maps": maps()})["means"]
    assert means.shape == (1, 256, 1, 1)
    assert 1e-3 < np.abs(means).mean() < 1


@pytest.mark.parametrize("precision", precisions())
def test_it_is_timed_in_each_precision_of_the_processor(precision):
    lap = Peak(precision).prepare()(np.zeros((1, 1, 3), np.uint8))
    assert lap.engine == f"openvino {precision} on CPU"
    assert lap.seconds > 0


def test_float32_is_always_there():
    assert precisions()[0] == "f32"
