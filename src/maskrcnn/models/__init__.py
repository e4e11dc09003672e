"""Models: which files they are, whose, what they know, and how they arrive."""

from maskrcnn.models.resolve import open_model
from maskrcnn.models.spec import Kind, Licence, Model, Spec

__all__ = ["Kind", "Licence", "Model", "Spec", "open_model"]
