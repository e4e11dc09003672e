"""Make the pictures of the documentation from the examples, in float32 on any machine.

python tools/docs_pictures.py

The boxes of Selective Search need OpenCV's contributed modules, pages Playwright and Chromium, and
the evaluation photos of COCO beside the checkout; without them those pictures stay as they are.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

import maskrcnn
from maskrcnn.cli.app import run
from maskrcnn.datasets import open_dataset
from maskrcnn.datasets.preview import PreviewOptions, preview
from maskrcnn.datasets.scenes import open_scene
from maskrcnn.drawing.checkers import opaque
from maskrcnn.explain import kinds
from maskrcnn.explain.figures import heat
from maskrcnn.explain.selective_search import available, selective_search
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.masks import Float, Uint8, hard_pixels, soft_pixels
from maskrcnn.pipeline.scene import Scene, SceneOptions
from maskrcnn.rcnn.anchors import anchor_boxes, grid_anchors
from maskrcnn.rcnn.boxes import area
from maskrcnn.tracking import LOW_SCORE
from maskrcnn.writers.parts import Parts
from maskrcnn.writers.sheet import SheetOptions, SheetWriter

ROOT = Path(__file__).parents[1]
PHOTOS = ROOT / "examples" / "photos"
COCO = ROOT.parent / "shared" / "labelled" / "COCO_Tiny"
CLIP = ROOT / "examples" / "videos" / "photos.mp4"
IMAGES = ROOT / "docs" / "images"
ENGINE = maskrcnn.EngineOptions(precision="f32")
GAP = 8
JPEG_QUALITY = 85
TUTORIAL_MASK_SIDE = 15
ZOO_SIZE = KeepAspectRatio(800, 1365)
ZOO_ANCHORS = grid_anchors((0.25, 0.5, 1, 2), (0.5, 1, 2), base=256, stride=16)
"""Of Mask R-CNN Inception v2, as TensorFlow's zoo has it."""
BOXES_SHOWN = (10, 100)
STYLES_SHOWN = (
    "tutorial", "outline,label", "halo", "semantic",
    "mask,ellipse,label", "box-corner,label", "round-box,percentage-bar", "outline,dot",
)  # fmt: skip
EFFECTS_SHOWN = (
    (0, ["grey@background"]), (0, ["blur@background"]), (0, ["pixelate"]),
    (0, ["remove@background"]), (1, ["recolour=steelblue"]), (1, ["spotlight"]),
    (1, ["colour=#222"]), (1, ["blur"]),
)  # fmt: skip
SCENES_SHOWN, UNSEEN = (8, 23, 25, 27), 1_000_000
"""Drawn scenes of one size, and a seed that no network has learned from."""
FRAMES_SHOWN = (30, 70, 84, 112)
"""Of the clip: a person, a cat, and a spoon on either side of the line."""


def main() -> None:
    """Write every picture."""
    small, large = (maskrcnn.load(name, engine=ENGINE) for name in ("mask-rcnn-nano", "yolov7-seg"))
    names = ("astronaut.jpg", "cat.jpg", "coffee.jpg")
    save("found", [small(PHOTOS / name).draw().image for name in names], height=300)
    save("models", [model(PHOTOS / "coffee.jpg").draw().image for model in (small, large)], 330)
    save("parts", parts(large(PHOTOS / "coffee.jpg")["spoon"]), height=320)
    save("interpolation", edges(large(PHOTOS / "coffee.jpg")), height=420)
    save("kinds", four_kinds(large(beside_its_mirror(PHOTOS / "coffee.jpg"))), height=440)
    save("anchors", [anchors_of_a_cell(maskrcnn.read_picture(PHOTOS / "cat.jpg").image)], 420)
    save("mask-steps", mask_steps(large(PHOTOS / "coffee.jpg")["cup"]), height=300)
    save("video", followed(CLIP), height=288)
    save("shapes", drawn_shapes(), height=230)
    save("styles", in_styles(large(PHOTOS / "coffee.jpg")), height=380)
    save("effects", with_effects([large(PHOTOS / name) for name in names[:2]]), height=440)
    contact_sheet(large(PHOTOS / name) for name in names)
    scenes_page()
    save("recipes", drawn_scenes(), height=560)
    report(PHOTOS)
    evaluation(COCO)
    if available():
        save("selective-search", searched(PHOTOS / "coffee.jpg"), height=300)


def drawn_scenes() -> list[Uint8]:
    """Return drawn pictures as they are, and below them with what is in them outlined."""
    plain, marked = [], []
    for name, seed, places in (("pills", 9, (2, 9)), ("lesions", 5, (11, 6))):
        scene = open_scene(name, max(places) + 1, seed, 480)
        for place in places:
            plain.append(scene.picture(place))
            found = scene.example(place).found
            marked.append(np.asarray(found.draw(plain[-1], style="mask,outline"), np.uint8))
    return in_pairs([*plain, *marked])


def parts(found: maskrcnn.Instances) -> list[Uint8]:
    """Return region, mask and cut-out of the best instance."""
    assert found.image is not None
    pictures = [part for _, part in Parts.of(found.image, found[0]).items()]
    return [part if part.ndim == 3 else np.dstack([part] * 3) for part in pictures]


def edges(found: maskrcnn.Instances) -> list[Uint8]:
    """Return the objects with masks shrunk to the tutorial's 15×15, smooth and drawn its way."""
    coarse = as_coarse_as_the_tutorials(found)
    nearest = maskrcnn.MaskOptions(interpolation="nearest")
    left, top = found.boxes[:, :2].min(0).astype(int)
    right, bottom = found.boxes[:, 2:].max(0).astype(int)
    drawn = (each.draw().image for each in (coarse, coarse.with_masks(nearest)))
    return [image[top:bottom, left:right] for image in drawn]


def as_coarse_as_the_tutorials(found: maskrcnn.Instances) -> maskrcnn.Instances:
    """Return instances with masks shrunk to 15×15."""
    side = (TUTORIAL_MASK_SIDE, TUTORIAL_MASK_SIDE)
    crops = tuple(
        np.asarray(cv2.resize(crop, side, interpolation=cv2.INTER_AREA), np.uint8)
        for crop in found.crops or ()
    )
    return replace(found, crops=crops)


def in_styles(found: maskrcnn.Instances) -> list[Uint8]:
    """Return the same objects in pairs of styles, one above the other."""
    found = found.select(classes=("cup", "spoon"))
    return in_pairs([opaque(np.asarray(found.draw(style=style))) for style in STYLES_SHOWN])


def with_effects(pictures: list[maskrcnn.Instances]) -> list[Uint8]:
    """Return photos with effects in pairs, one above the other; what is transparent on checkers."""
    return in_pairs(
        [
            opaque(np.asarray(pictures[place].draw(effects=effects)))
            for place, effects in EFFECTS_SHOWN
        ]
    )


def in_pairs(pictures: list[Uint8]) -> list[Uint8]:
    """Return pictures in columns of two, scaled to one width."""
    width = pictures[0].shape[1]
    scaled = [
        np.asarray(
            cv2.resize(each, (width, round(each.shape[0] * width / each.shape[1]))), np.uint8
        )
        for each in pictures
    ]
    gap = np.full((GAP, width, 3), 255, np.uint8)
    half = len(scaled) // 2
    return [
        np.vstack(pair) for pair in zip(scaled[:half], [gap] * half, scaled[half:], strict=True)
    ]


def contact_sheet(pictures: Iterable[maskrcnn.Instances]) -> None:
    """Write the objects of some pictures on a page."""
    with SheetWriter(IMAGES / "sheet.jpg", SheetOptions(columns=5, side=150)) as sheet:
        for found in pictures:
            sheet.write(found)


def scenes_page() -> None:
    """Write some pictures of a scene on a page."""
    options = PreviewOptions(count=8, side=170)
    page = preview(open_dataset("shapes:40"), options)
    page.save(IMAGES / "preview.jpg")


def report(photos: Path) -> None:
    """Write what a browser shows of the report on some photos, where there is a browser."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        run([str(photos), "-c", "0.25", "--model", "yolov7-seg", "-o", str(folder / "found")])
        run(["report", str(folder / "found" / "results.jsonl"), "-o", str(folder / "page.html")])
        save_page("report", folder / "page.html")


def evaluation(coco: Path) -> None:
    """Write what a browser shows of an evaluation, its curves, where there are marked photos."""
    marks = coco / "annotations" / "instances_val2017.json"
    if not marks.exists():
        return
    with TemporaryDirectory() as name:
        page = Path(name) / "page.html"
        run(["evaluate", "--data", str(marks), "--engine", "openvino:f32", "--html", str(page)])
        save_page("evaluate", page, "#class")


def save_page(name: str, page: Path, first: str = "body") -> None:
    """Write what a browser shows of a page from an element on, where there is a browser."""
    program = shutil.which("chromium")
    if program is None or find_spec("playwright") is None:
        return
    from playwright.sync_api import sync_playwright

    shot = page.with_suffix(".png")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1180, "height": 860})
        view.goto(page.as_uri())
        view.wait_for_timeout(1000)
        view.locator(first).evaluate("one => one.scrollIntoView()")
        view.screenshot(path=shot)
        browser.close()
    save(name, [np.asarray(cv2.imread(str(shot)), np.uint8)], height=640)


def beside_its_mirror(path: Path) -> Uint8:
    """Return a photo and its mirror image side by side: each thing in it twice."""
    image = maskrcnn.read_picture(path).image
    return np.hstack([image, image[:, ::-1]])


def four_kinds(found: maskrcnn.Instances) -> list[Uint8]:
    """Return what classification, detection, semantic and instance segmentation tell, in pairs."""
    assert found.image is not None
    small = kinds.at_most(found, found.image, 560)
    assert small.image is not None
    classes = kinds.best_classes(small)
    left = kinds.classification(small.image, classes), kinds.semantic(small, small.image)
    right = kinds.detection(small, small.image), kinds.instance(small, small.image)
    gap = np.full((GAP, small.size[1], 3), 255, np.uint8)
    return [np.vstack([above, gap, below]) for above, below in (left, right)]


def anchors_of_a_cell(image: Uint8) -> Uint8:
    """Draw the anchors of a cell in the middle, over a picture as large as the network sees it."""
    height, width = size = ZOO_SIZE.of((image.shape[0], image.shape[1]))
    canvas = np.asarray(cv2.resize(image, (width, height)) * 0.6, np.uint8)
    cells = -(-height // 16), -(-width // 16)  # the stride, rounded up
    boxes = anchor_boxes(ZOO_ANCHORS, cells, size).reshape(*cells, -1, 4)
    own = boxes[cells[0] // 2, cells[1] // 2]
    return ranked(canvas, own[np.argsort(area(own))], thickness=4)


def mask_steps(found: maskrcnn.Instances) -> list[Uint8]:
    """Return the best object's mask as it comes, stretched softly, decided, and laid over."""
    one = as_coarse_as_the_tutorials(found)[0]
    assert one.crop is not None
    assert found.image is not None
    options = found.mask_options
    window, soft = soft_pixels(one.crop, one.box, found.size)
    _, hard = hard_pixels(one.crop, one.box, found.size, options)
    height, width = window.shape
    coarse = np.asarray(cv2.resize(one.crop, (width, height), interpolation=cv2.INTER_NEAREST))
    greys = coarse, soft.round(), hard * 255
    pictures = [np.dstack([np.asarray(grey, np.uint8)] * 3) for grey in greys]
    return [*pictures, one.instances.draw().image[window.slices]]


def searched(path: Path) -> list[Uint8]:
    """Draw the best few and the best many boxes of Selective Search."""
    image = maskrcnn.read_picture(path).image
    boxes = selective_search(image)
    dark = (image * 0.7).astype(np.uint8)
    return [ranked(dark.copy(), boxes[:count]) for count in BOXES_SHOWN]


def drawn_shapes() -> list[Uint8]:
    """Return drawn scenes with what a network found in them that has learned from others."""
    scenes = open_scene("shapes", max(SCENES_SHOWN) + 1, UNSEEN, side=480)
    model = maskrcnn.load("mask-rcnn-shapes", engine=ENGINE)
    return [
        model(scenes.picture(place)).draw(style="mask,outline,label").image
        for place in SCENES_SHOWN
    ]


def followed(path: Path) -> list[Uint8]:
    """Return some frames of a clip as `maskrcnn video --trails --line` draws them."""
    things = ["person", "cat", "cup", "spoon"]
    predictor, clip = maskrcnn.load(classes=things, engine=ENGINE), maskrcnn.Video(path)
    options = SceneOptions(lines=(maskrcnn.Line("edge", (0, 0.87), (1, 0.87)),), trails=True)
    scene = Scene(options, clip.footage, predictor.spec.labels, predictor.floors)
    seen = (scene.see(found) for found in predictor.down_to(LOW_SCORE)(clip.frames()))
    return [scene.draw(one) for number, one in enumerate(seen) if number in FRAMES_SHOWN]


def ranked(canvas: Uint8, boxes: Float, thickness: int = 1) -> Uint8:
    """Draw boxes in place, the first ones on top and yellow, the last ones violet."""
    warm = np.linspace(0.9, 0.35, len(boxes), dtype=np.float32)
    colors = heat(np.array([[*warm, 0, 1]], np.float32))[0, :-2]
    for box, color in list(zip(boxes.round().astype(int).tolist(), colors.tolist(), strict=True))[
        ::-1
    ]:
        cv2.rectangle(canvas, box[:2], box[2:], color, thickness, cv2.LINE_AA)
    return canvas


def save(name: str, pictures: list[Uint8], height: int) -> None:
    """Write pictures side by side, all of one height in pixels."""
    scaled = [
        cv2.resize(picture, (round(picture.shape[1] * height / picture.shape[0]), height))
        for picture in pictures
    ]
    gap = np.full((height, GAP, 3), 255, np.uint8)
    row = [piece for picture in scaled for piece in (gap, picture)][1:]
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    cv2.imwrite(str(IMAGES / f"{name}.jpg"), np.hstack(row), quality)


if __name__ == "__main__":
    main()
