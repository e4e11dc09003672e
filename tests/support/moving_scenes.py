"""Textured things over a textured background, where every mask and motion is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from maskrcnn.instances import Instances
from maskrcnn.masks import crop_of_mask
from tests.support.strategies import LABELS

HEIGHT, WIDTH = 240, 320
RADIUS = 32


@dataclass(frozen=True)
class Thing:
    """A disc or a rectangle with a texture of its own, around a point of the scene."""

    x: float
    y: float
    scale: float = 1.0
    angle: float = 0.0
    shape: str = "disc"
    texture: int = 1

    def as_a(self, shape: str) -> Thing:
        return replace(self, shape=shape)

    def matrix(self) -> np.ndarray:
        """From its own square of 128 pixels to the scene."""
        turned = cv2.getRotationMatrix2D((64, 64), self.angle, self.scale)
        turned[:, 2] += np.array([self.x, self.y]) - 64
        return turned


@dataclass(frozen=True)
class Scene:
    """Things, from back to front, as a camera sees them."""

    things: Sequence[Thing]
    pan: tuple[float, float] = (0, 0)
    zoom: float = 1.0
    background: int = 0

    def image(self) -> np.ndarray:
        return self._drawn()[0]

    def instances(self) -> Instances:
        """What a faultless network would find: the parts of things that are seen."""
        image, masks = self._drawn()
        found = [crop_of_mask(mask) for mask in masks]
        return Instances(
            size=(HEIGHT, WIDTH),
            boxes=np.array([box for box, _ in found], np.float32).reshape(-1, 4),
            scores=np.full(len(found), 0.9, np.float32),
            class_ids=np.zeros(len(found), np.int32),
            crops=tuple(crop for _, crop in found),
            labels=LABELS,
            image=image,
        )

    def _drawn(self) -> tuple[np.ndarray, list[np.ndarray]]:
        camera = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 0, self.zoom)
        camera[:, 2] += np.array(self.pan)
        margin = np.array([[1, 0, -60], [0, 1, -60]], float)
        wide = texture(self.background, (HEIGHT + 120, WIDTH + 120))
        image = cv2.warpAffine(wide, joined(camera, margin), (WIDTH, HEIGHT))
        masks: list[np.ndarray] = []
        for thing in self.things:
            view = joined(camera, thing.matrix())
            skin = cv2.warpAffine(texture(thing.texture, (128, 128)), view, (WIDTH, HEIGHT))
            mask = cv2.warpAffine(outline(thing.shape), view, (WIDTH, HEIGHT)) > 127
            image[mask] = skin[mask]
            masks = [behind & ~mask for behind in masks] + [mask]
        return image, masks


def joined(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """One affine map `(2, 3)` after another."""
    product: np.ndarray = np.vstack([outer, [0, 0, 1]]) @ np.vstack([inner, [0, 0, 1]])
    return product[:2]


def texture(seed: int, size: tuple[int, int]) -> np.ndarray:
    """Clouds of colour with detail of some pixels, as cloth and leaves have."""
    noise = np.random.default_rng(seed).normal(0, 1, (*size, 3)).astype(np.float32)
    detail = sum(s * cv2.GaussianBlur(noise, (0, 0), s) for s in (1.5, 3, 8))
    tint = np.random.default_rng(seed + 1000).uniform(80, 170, 3)
    return np.clip(detail * 45 + tint, 0, 255).astype(np.uint8)


def outline(shape: str) -> np.ndarray:
    mask = np.zeros((128, 128), np.uint8)
    if shape == "disc":
        return cv2.circle(mask, (64, 64), RADIUS, 255, -1)
    return cv2.rectangle(mask, (64 - RADIUS, 64 - 22), (64 + RADIUS, 64 + 22), 255, -1)
