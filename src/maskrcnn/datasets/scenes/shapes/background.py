"""The ground with the shadows on it, fading into the distance."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.datasets.scenes.shapes.bodies import Body
from maskrcnn.datasets.scenes.shapes.camera import Camera
from maskrcnn.datasets.scenes.shapes.ground import Ground
from maskrcnn.datasets.scenes.shapes.light import Light
from maskrcnn.datasets.scenes.shapes.shadows import shadows
from maskrcnn.masks import Float, Window

FAR = 9.0
HAZE = 0.12


def background(camera: Camera, ground: Ground, light: Light, bodies: list[Body]) -> Float:
    """Return the light of the ground, `float32 (3, H, W)` BGR."""
    height, width = camera.size
    rays_x, rays_y, rays_z = camera.rays(Window(0, 0, width, height))
    depth = np.minimum(1 / np.maximum(-rays_z, 1e-3), FAR)
    x, y = depth * rays_x, np.broadcast_to(depth * rays_y, camera.size)
    pixel = depth / camera.focal
    near = np.exp(-HAZE * depth)
    near[-rays_z <= 1 / FAR] = 0
    albedo = 1 + (ground.lightness(x, y, pixel) - 1) * near
    lamp, sky = light.towards[2] * albedo, albedo
    if bodies:
        lamp_comes, sky_comes = shadows(bodies, light).at(x, y)
        lamp, sky = lamp * lamp_comes, sky * sky_comes
    planes = [
        cv2.addWeighted(lamp, color * bulb, sky, color * blue, 0)
        for color, bulb, blue in zip(ground.color, light.lamp, light.sky, strict=True)
    ]
    return np.stack(planes)
