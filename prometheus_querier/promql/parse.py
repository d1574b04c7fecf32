"""``parse()``: PromQL text to an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import PromQLTypeError

from .parsing import ExpressionReader

if TYPE_CHECKING:
    from .nodes import Expr


def parse(text: str) -> Expr:
    """Reads PromQL as Prometheus 3.14 does, with all its feature flags on.

    Comments, redundant parentheses and spellings are not kept: ``str()`` of the result is Prometheus' own print of the
    query, and parses back to an equal tree.

    Args:
        text: The query.

    Raises:
        PromQLSyntaxError: Prometheus would refuse the text; the message shows the place and often a fix.

    >>> from prometheus_querier import promql as q
    >>> print(q.parse("sum(rate(x{b='2', a='1'}[300s])) by (job)  # five minutes"))
    sum by (job) (rate(x{a="1",b="2"}[5m]))
    >>> q.parse("Rate(x[5m])")
    Traceback (most recent call last):
    prometheus_querier.errors.PromQLSyntaxError: 1:1: unknown function Rate
      Rate(x[5m])
      ^
      names of functions are in lower case: rate
    """
    if not isinstance(text, str):
        raise PromQLTypeError(f"parse() reads text (str), not {type(text).__name__}")
    return ExpressionReader(text).read()
