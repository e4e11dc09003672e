"""CVAT's XML, of images or of the tracks of a video."""
