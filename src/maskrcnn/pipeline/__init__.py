"""The pipeline: frames through network, tracking, drawing and writing, with bounded threads."""
