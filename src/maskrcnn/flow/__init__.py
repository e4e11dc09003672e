"""Masks carried from frame to frame by optical flow, so that the network may skip some."""
