"""Mask R-CNN itself, as its papers tell it: anchors, proposals, RoI crops, detections, stages."""
