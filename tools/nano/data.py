"""Bring the photos that nano learns from into COCO's form.

python -m tools.nano.data FOLDER

writes `FOLDER/train.json` and `FOLDER/held-out.json`, with links to the photos in `FOLDER/images`.
The photos and a teacher's labels are in `shared/train`, photos labelled by people in
`shared/labelled/COCO_Tiny`; of the latter only the training half is used here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maskrcnn.coco_classes import COCO_80, category_ids

SHARED = Path(__file__).parents[3] / "shared"
TEACHER = SHARED / "train"
PEOPLE = SHARED / "labelled" / "COCO_Tiny"

HELD_OUT = 40
"""One photo in so many of the teacher's is held out, to choose among rounds by."""
PEOPLES_SHARE = 4
"""How often each photo that people labelled is listed: their marks are the better ones."""

IDS = category_ids(COCO_80)
Record = dict[str, Any]
Photo = tuple[Path, Record, list[Record]]


def main() -> None:
    """Write both parts."""
    folder = Path(sys.argv[1])
    (folder / "images").mkdir(parents=True, exist_ok=True)
    labelled = list(_by_teacher())
    held_out = labelled[::HELD_OUT]
    train = [each for place, each in enumerate(labelled) if place % HELD_OUT]
    write(folder, "train", train + list(_by_people()) * PEOPLES_SHARE)
    write(folder, "held-out", held_out)


def write(folder: Path, name: str, photos: list[Photo]) -> None:
    """Write one part in COCO's form."""
    images: list[Record] = []
    annotations: list[Record] = []
    for number, (path, image, objects) in enumerate(photos, 1):
        link = folder / "images" / f"{name}-{number:05}.jpg"
        link.unlink(missing_ok=True)
        link.symlink_to(path)
        images.append({**image, "id": number, "file_name": f"images/{link.name}"})
        for each in objects:
            annotations.append({**each, "id": len(annotations) + 1, "image_id": number})
    categories = [{"id": i, "name": label} for i, label in zip(IDS, COCO_80, strict=True)]
    whole = {"images": images, "annotations": annotations, "categories": categories}
    (folder / f"{name}.json").write_text(json.dumps(whole))
    print(f"{name}: {len(images)} photos, {len(annotations)} objects")


def _by_teacher() -> Iterator[Photo]:
    for line in (TEACHER / "labels.jsonl").read_text().splitlines():
        photo = json.loads(line)
        height, width = (photo["size"] * 2)[:2]
        objects = [
            {
                "category_id": IDS[class_id],
                "bbox": box,
                "area": box[2] * box[3],
                "segmentation": {"size": [height, width], "counts": counts},
                "iscrowd": 0,
                "score": score,
            }
            for class_id, score, box, counts in photo["objects"]
        ]
        path = TEACHER / "photos" / photo["file"]
        yield path, {"height": height, "width": width}, objects


def _by_people() -> Iterator[Photo]:
    whole = json.loads((PEOPLE / "annotations" / "instances_train2017.json").read_text())
    objects: dict[int, list[Record]] = {image["id"]: [] for image in whole["images"]}
    for each in whole["annotations"]:
        objects[each["image_id"]].append(each)
    for image in whole["images"]:
        path = PEOPLE / "train2017" / image["file_name"]
        size = {"height": image["height"], "width": image["width"]}
        yield path, size, objects[image["id"]]


if __name__ == "__main__":
    main()
