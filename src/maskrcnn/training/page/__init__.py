"""The page about a training: how far it is, its curves, and what the network finds by now."""

from __future__ import annotations

from maskrcnn.training.page.training_page import TrainingPage

__all__ = ["TrainingPage"]
