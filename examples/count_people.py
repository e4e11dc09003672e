"""Count the people in a video, and who crosses its middle: python count_people.py VIDEO."""

import sys

import maskrcnn

MIDDLE = maskrcnn.Line("middle", (0.5, 1), (0.5, 0))


def main(path: str) -> None:
    """Print how many people there are, each counted once, and who goes right and left."""
    predictor = maskrcnn.load(classes=["person"])
    video = maskrcnn.Video(path)
    tracker = maskrcnn.Tracker(predictor.floors)
    counter = maskrcnn.Counter([MIDDLE], [], video.footage.size, predictor.spec.labels)
    people: set[int] = set()
    for found in predictor.down_to(0.1)(video.frames()):
        tracked = tracker.update(found)
        counter.update(tracked)
        people.update(one.track_id for one in tracked if one.track_id is not None)
    line = counter.now.lines[0]
    print("people:", len(people))
    print("to the right:", line.inward)
    print("to the left:", line.outward)


if __name__ == "__main__":
    main(sys.argv[1])
