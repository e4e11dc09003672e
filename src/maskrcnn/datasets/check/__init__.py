"""What is wrong with annotated pictures, found before a model learns it."""

from __future__ import annotations

from maskrcnn.datasets.check.checking import Report, check
from maskrcnn.datasets.check.finding import KINDS, Finding, Kind
from maskrcnn.datasets.check.survey import Survey

__all__ = ["KINDS", "Finding", "Kind", "Report", "Survey", "check"]
