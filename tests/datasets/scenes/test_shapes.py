"""The scene of bodies: what is nearer hides what is farther, and areas are those of geometry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.shapes import placing
from maskrcnn.datasets.scenes.shapes.bodies import Body
from maskrcnn.datasets.scenes.shapes.camera import EYE, Camera
from maskrcnn.datasets.scenes.shapes.materials import choose_material
from maskrcnn.datasets.scenes.shapes.solids import BALL, CUBE, CYLINDER, Solid
from maskrcnn.datasets.scenes.shapes.visible import LEAST_PART, look
from maskrcnn.masks import Window

SIZE = (240, 320)
FLAT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
CAMERA = Camera(SIZE, 400.0, 0.8, 0.6)

part = st.floats(0, 1)


def body(solid: Solid, centre: tuple[float, float, float], half: float) -> Body:
    return Body(0, solid, centre, FLAT, (half, half, half), choose_material(Dice(0, 0), "ball"))


@settings(max_examples=30)
@given(part, part, part)
def test_a_ball_covers_the_area_of_its_ellipse(across: float, down: float, large: float) -> None:
    spot = CAMERA.ground(320 * (0.2 + 0.6 * across), 240 * (0.3 + 0.5 * down))
    assert spot is not None
    (x, y, _), depth = spot
    radius = depth * (0.03 + 0.1 * large)
    view = look([body(BALL, (x, y, radius), radius)], CAMERA)
    assume(view.sights and view.sights[0].pixels == np.count_nonzero(view.owners))
    far = np.array([x, y, radius]) - EYE
    ahead = far @ (0, CAMERA.cosine, -CAMERA.sine)
    slant = (far @ far - radius**2) ** 0.5 / (ahead**2 - radius**2) ** 1.5
    area = np.pi * (CAMERA.focal * radius) ** 2 * slant
    assert view.sights[0].pixels == pytest.approx(float(area), rel=0.02, abs=8)


def test_a_cube_from_above_is_a_square_and_a_cylinder_a_disc() -> None:
    above = Camera(SIZE, 400.0, 0.0, 1.0)
    side = 2 * 0.1 * 400 / 0.8  # its top is 0.8 away
    cube = look([body(CUBE, (0.0, 0.0, 0.1), 0.1)], above)
    cylinder = look([body(CYLINDER, (0.0, 0.0, 0.1), 0.1)], above)
    assert np.count_nonzero(cube.owners) == side**2
    assert np.count_nonzero(cylinder.owners) == pytest.approx(np.pi / 4 * side**2, rel=0.01)


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_a_pixel_is_of_the_nearest_body_on_its_ray(seed: int) -> None:
    dice = Dice(seed, 0)
    camera = placing.choose_camera(dice, SIZE)
    view = look(placing.choose_bodies(dice, camera), camera)
    assume(view.sights)
    rays = camera.rays(Window(0, 0, SIZE[1], SIZE[0]))
    depths = np.stack([sight.body.depths(rays) for sight in view.sights])
    nearest = np.where(np.isfinite(depths.min(0)), depths.argmin(0) + 1, 0)
    assert np.array_equal(nearest, view.owners)


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_enough_is_seen_of_each_body_and_none_runs_into_another(seed: int) -> None:
    dice = Dice(seed, 0)
    camera = placing.choose_camera(dice, SIZE)
    bodies = placing.choose_bodies(dice, camera)
    view = look(bodies, camera)
    for number, sight in enumerate(view.sights, 1):
        assert np.count_nonzero(view.owners == number) >= LEAST_PART * sight.pixels
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, 7)] * 3), -1).reshape(-1, 3)
    for one in bodies:
        round_axes = {BALL: 3, CYLINDER: 2, CUBE: 0}[one.solid]
        inside = np.linalg.norm(grid[:, :round_axes], axis=1) <= 1
        points = one.points(grid[inside]).astype(np.float32).T
        assert points[2].min() > -1e-5
        for other in bodies:
            x, y, z = other.placed_inwards((points[0], points[1], points[2]))
            if other is not one and other.solid is BALL:
                assert (x * x + y * y + z * z).min() > 1


def test_bodies_hide_each_other_in_most_pictures() -> None:
    hidden: list[bool] = []
    for place in range(40):
        dice = Dice(0, place)
        camera = placing.choose_camera(dice, SIZE)
        view = look(placing.choose_bodies(dice, camera), camera)
        alone = sum(sight.pixels for sight in view.sights)
        hidden.append(alone > int(np.count_nonzero(view.owners)))
    assert sum(hidden) > 20
