"""The classes of COCO: 90 names of which 80 were ever labelled.

The official category id of a class is its place in `COCO_90` plus one. Detectors of the
TensorFlow zoo know all 90, most others the 80 alone. Source: Lin et al., "Microsoft COCO: Common
Objects in Context", 2014, https://cocodataset.org.
"""

# fmt: off
COCO_90 = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "traffic light", "fire hydrant", "street sign", "stop sign", "parking meter", "bench",
    "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe",
    "hat", "backpack", "umbrella", "shoe", "eye glasses", "handbag", "tie", "suitcase",
    "frisbee", "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove",
    "skateboard", "surfboard", "tennis racket",
    "bottle", "plate", "wine glass", "cup", "fork", "knife", "spoon", "bowl",
    "banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut",
    "cake",
    "chair", "couch", "potted plant", "bed", "mirror", "dining table", "window", "desk",
    "toilet", "door",
    "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster",
    "sink", "refrigerator", "blender",
    "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
)

NEVER_LABELLED = frozenset({
    "street sign", "hat", "shoe", "eye glasses", "plate", "mirror", "window", "desk", "door",
    "blender",
})
# fmt: on

COCO_80 = tuple(name for name in COCO_90 if name not in NEVER_LABELLED)


def category_ids(names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the COCO category id of each class: the official one, or the place from one.

    The official ids are taken only if every name is one of COCO's, and none comes twice.
    """
    official = {name: place for place, name in enumerate(COCO_90, start=1)}
    if len(set(names)) == len(names) and all(name in official for name in names):
        return tuple(official[name] for name in names)
    return tuple(range(1, len(names) + 1))
