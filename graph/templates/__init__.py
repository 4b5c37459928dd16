"""Architectures to start from: data that builds a laid-out project."""

from graph.templates.base import Template
from graph.templates.pattern import PATTERN
from graph.templates.small import INCEPTION, LENET5, RESIDUAL

TEMPLATES: tuple[Template, ...] = (LENET5, RESIDUAL, INCEPTION, PATTERN)

__all__ = ["TEMPLATES", "Template"]
