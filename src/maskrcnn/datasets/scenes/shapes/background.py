"""The ground with the shadows on it, fading into the distance."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.datasets.scenes.light import Light
from maskrcnn.datasets.scenes.shapes.bodies import Body
from maskrcnn.datasets.scenes.shapes.camera import Camera
from maskrcnn.datasets.scenes.shapes.ground import Ground
from maskrcnn.datasets.scenes.shapes.shadows import shadows
from maskrcnn.masks import Float, Window

FAR = 9.0
"""Beyond this depth the ground is plain, and so is what is above it."""
HAZE = 0.12
"""How fast its texture fades into the distance."""


def background(camera: Camera, ground: Ground, light: Light, bodies: list[Body]) -> Float:
    """Return the light of the ground, `float32 (3, H, W)` BGR."""
    height, width = camera.size
    rays_x, rays_y, rays_z = camera.rays(Window(0, 0, width, height))
    down = np.maximum(-rays_z, np.float32(1 / FAR))
    depth = np.asarray(1 / down, np.float32)
    x, y = depth * rays_x, depth * rays_y
    near = np.exp(-HAZE * depth) * (down > 1 / FAR)
    pixel = depth * np.float32(1 / camera.focal)
    lamp = np.asarray(1 + (ground.lightness(x, y, pixel) - 1) * near, np.float32)
    sky, lamp = lamp, lamp * np.float32(light.towards[2])
    if bodies:
        shadows(bodies, light).darken(lamp, sky, x, y)
    canvas = np.empty((3, height, width), np.float32)
    for plane, color, bulb, above in zip(canvas, ground.color, light.lamp, light.sky, strict=True):
        cv2.addWeighted(lamp, color * bulb, sky, color * above, 0, plane)
    return canvas
