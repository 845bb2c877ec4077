"""The outline of a plan: labels found, put in sequence, and the text between them parcelled out."""

from pipeline.outline.tree import parse

__all__ = ["parse"]
