"""The page as a file: whole, safe, small, and plain about what it lacks."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest

from maskrcnn.explain.explanation import Explanation
from maskrcnn.explain.page import page
from maskrcnn.explain.steps import take_steps
from maskrcnn.labels import Labels
from maskrcnn.options import Confidence


def text_of(html: str) -> str:
    """What a reader sees: no tags, nothing hidden, one space between words."""
    body = html[html.index("<body>") : html.index('<script type="application/json"')]
    body = re.sub(r"<(\w+)[^>]* hidden>.*?</\1>", "", body, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def between(pattern: str, html: str) -> str:
    """Return the one group of a pattern that must be there."""
    found = re.search(pattern, html, re.S)
    assert found is not None, pattern
    return found[1]


def story_of(html: str) -> Any:
    return json.loads(between(r'<script type="application/json" id="data">(.*?)</script>', html))


@pytest.fixture(scope="module")
def html(told: Explanation) -> str:
    return page(told)


def test_the_numbers_are_those_of_the_run(html, told):
    words, steps = text_of(html), told.steps
    rows, columns = steps.view.cells
    anchors = rows * columns * steps.anchor_objectness.shape[2]
    assert f"found {len(steps.found)} objects over a confidence of 0.6" in words
    assert f"= {anchors:,} of them" in words
    assert f"map of {columns}×{rows} cells with {steps.view.features.shape[1]} numbers" in words
    assert f"All {anchors:,} anchors" in words
    assert f"leaves {len(steps.proposals):,}" in words
    assert f"looks at {len(steps.looked_at)} proposals" in words
    assert "mask of 15×15 probabilities" in words
    assert "8 regions of them were each warped to 224×224 pixels and run alone" in words


@pytest.mark.parametrize(
    "paper",
    ["1311.2524", "1504.08083", "1506.01497", "1703.06870", "Uijlings et al., 2013"],
)
def test_papers_are_named(html, paper):
    assert paper in text_of(html)


def test_what_is_drawn_is_what_was_found(html, told):
    story, found = story_of(html), told.steps.found
    assert [one["label"] for one in story["objects"]] == found.names
    np.testing.assert_allclose([one["box"] for one in story["objects"]], found.boxes, atol=1e-3)
    masks = [
        np.frombuffer(base64.b64decode(one["mask"]["values"]), np.uint8) for one in story["objects"]
    ]
    for mask, crop in zip(masks, found.crops, strict=True):
        np.testing.assert_array_equal(mask.reshape(crop.shape), crop)
    for one in story["objects"]:
        assert dict(one["classes"])[one["label"]] == pytest.approx(one["score"], abs=1e-3)
    best = story["proposals"]["after"]
    assert len(best["boxes"]) == len(best["objectness"]) == 300
    assert best["total"] == len(told.steps.proposals)


def test_it_is_one_small_file_that_asks_for_nothing(html):
    assert len(html) < 6e6
    assert re.findall(r'(?:src|href)="(?!data:|#)', html) == []
    assert "url(" not in html
    assert re.findall(r"<[^>]+ on\w+=", html) == []
    assert re.findall(r"\$\w+", html[: html.index("<style>")]) == []


def test_its_policy_allows_its_own_style_and_script_alone(html):
    policy = unescape(between(r'Content-Security-Policy" content="([^"]+)"', html))
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag in ("style", "script"):
        content = between(rf"<{tag}>(.*?)</{tag}>", html)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_names_stay_names(told):
    evil = "</script><script>alert(1)</script>$x&amp;"
    steps = told.steps
    labels = Labels(tuple(evil for _ in steps.found.labels.names))
    network = steps.network
    found = replace(steps.found, labels=labels)
    html = page(replace(told, name=evil, steps=replace(steps, found=found, network=network)))
    assert "<script>alert" not in html
    assert text_of(html).startswith("</script><script>alert(1)</script>$x&amp; How the network")
    assert story_of(html)["objects"][0]["label"] == evil


def test_a_faster_rcnn_says_that_it_has_no_masks(told_of_boxes):
    html = page(told_of_boxes)
    words = text_of(html)
    assert words.count("is a Faster R-CNN: it has no third stage") == 2
    assert "Semantic segmentation" not in words
    assert "Threshold" not in words
    assert story_of(html)["objects"][0]["mask"] is None


def test_without_selective_search_it_says_how_to_get_it(told_of_boxes):
    words = text_of(page(told_of_boxes))
    assert 'pip install "maskrcnn[selective-search]"' in words
    assert "R-CNN's time was not measured" not in words
    assert story_of(page(told_of_boxes))["lineage"]["searched"] is None


def test_where_nothing_was_found_it_names_the_best_and_what_to_do(told_of_nothing):
    words = text_of(page(told_of_nothing))
    assert "found no objects over a confidence of 0.8 (thing 1) and 0.9999 (all others)" in words
    assert words.count("No object passes the confidence") == 2
    assert re.search(r"The best was thing \d with 0\.\d\d: a lower --confidence shows it", words)
    assert "As it comes" not in words


def test_boxes_of_selective_search_are_named_where_they_were_looked_at(told):
    fast = replace(told.steps, proposer="selective-search")
    words = text_of(page(replace(told, steps=fast)))
    assert "boxes of Selective Search, which is Fast R-CNN's way" in words


def test_many_objects_are_counted_and_the_best_followed(network, cat, told):
    steps = take_steps(network, cat.image, Confidence(0.3).floors(network.spec.labels))
    html = page(replace(told, steps=steps))
    assert f"Of {len(steps.found)} objects the best 24 can be followed here." in text_of(html)
    assert len(story_of(html)["objects"]) == 24
