"""Compare what two models see in a photo: python compare_models.py PHOTO."""

import sys

import maskrcnn
from maskrcnn.masks import mask_iou


def main(photo: str) -> None:
    """Print what each model finds, and how the masks of the classes that both find overlap."""
    first, second = (maskrcnn.load(name)(photo) for name in ("mask-rcnn-nano", "yolov7-seg"))
    for found in (first, second):
        if found.trace is not None:
            seconds = found.trace.network_seconds
            print(f"{found.trace.model}: {', '.join(found.names)} ({seconds:.2f} s)")
    for name in sorted({*first.names} & {*second.names}):
        overlap = mask_iou(first[name].masks[:1], second[name].masks[:1])[0, 0]
        print(f"both see a {name}, with masks that overlap by {overlap:.0%}".replace("%", " %"))


if __name__ == "__main__":
    main(sys.argv[1])
