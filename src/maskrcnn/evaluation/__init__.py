"""Measuring models: how well what they find agrees with what people marked."""

from __future__ import annotations

from maskrcnn.evaluation.advice import Advised
from maskrcnn.evaluation.evaluate import evaluate
from maskrcnn.evaluation.evaluation import ClassFigures, Evaluation
from maskrcnn.evaluation.options import EvaluationOptions
from maskrcnn.evaluation.page import write_page
from maskrcnn.evaluation.results import evaluate_results
from maskrcnn.evaluation.summary import Summary

__all__ = [
    "Advised",
    "ClassFigures",
    "Evaluation",
    "EvaluationOptions",
    "Summary",
    "evaluate",
    "evaluate_results",
    "write_page",
]
