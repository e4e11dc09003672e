"""Other light: colours change as is said, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from maskrcnn.training.augmentation.color import recolor
from maskrcnn.training.augmentation.options import AS_THEY_ARE, AugmentOptions
from maskrcnn.training.sample import Sample
from tests.support.discs import disc_sample


def plain(*colors: tuple[int, int, int]) -> Sample:
    sample = disc_sample((len(colors), 4), [])
    return replace(sample, picture=np.tile(np.array(colors, np.uint8)[:, None], (1, 4, 1)))


def changed(sample: Sample, options: AugmentOptions, seed: int = 0) -> np.ndarray:
    return recolor(sample, np.random.default_rng(seed), options).picture[:, 0].astype(int)


def test_brightness_scales_all_colors_alike():
    options = replace(AS_THEY_ARE, brightness=0.5)
    for seed in range(10):
        low, high = changed(plain((10, 20, 40), (20, 40, 80)), options, seed)
        assert np.allclose(2 * low, high, atol=2)
        assert 0.5 <= high[2] / 80 <= 1.5


def test_contrast_turns_about_the_middle():
    options = replace(AS_THEY_ARE, contrast=0.5)
    ends = []
    for seed in range(10):
        dark, middle, bright = changed(plain((64,) * 3, (128,) * 3, (192,) * 3), options, seed)
        assert (middle == 128).all()
        assert np.allclose(dark + bright, 256, atol=1)
        ends.append(bright[0])
    assert min(ends) < 180
    assert max(ends) > 204


def test_grey_has_no_saturation_and_no_hue():
    options = replace(AS_THEY_ARE, saturation=0.9, hue=0.5)
    greys = plain((0, 0, 0), (90, 90, 90), (255, 255, 255))
    for seed in range(10):
        assert np.allclose(changed(greys, options, seed), greys.picture[:, 0], atol=1)


def test_hues_turn_while_brightness_stays():
    reds = plain((90, 90, 150))
    seen = [changed(reds, replace(AS_THEY_ARE, hue=0.5), seed)[0] for seed in range(20)]
    assert {int(np.argmax(color)) for color in seen} == {0, 1, 2}
    before = cv2.cvtColor(reds.picture, cv2.COLOR_BGR2GRAY)[0, 0]
    after = cv2.cvtColor(np.array([seen], np.uint8), cv2.COLOR_BGR2GRAY)
    assert abs(after.astype(int) - int(before)).max() <= 2


def test_marks_stay_and_the_picture_is_not_written_to():
    sample = disc_sample((30, 40), [(15, 15, 9, 0)], [[1, 2, 3, 4]])
    before = sample.picture.copy()
    after = recolor(sample, np.random.default_rng(0), AugmentOptions())
    assert not np.array_equal(after.picture, before)
    assert np.array_equal(sample.picture, before)
    assert after.boxes is sample.boxes
    assert recolor(sample, np.random.default_rng(0), AS_THEY_ARE) is sample
