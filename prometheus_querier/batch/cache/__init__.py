"""Answers about ranges, kept on disk."""

from .directory import RangeCache

__all__ = ["RangeCache"]
