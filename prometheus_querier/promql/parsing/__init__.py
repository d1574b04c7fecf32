"""From text to tree: a lexer, and readers by hand for expressions, selectors, durations, matchings and calls."""

from .expressions import ExpressionReader

__all__ = ["ExpressionReader"]
