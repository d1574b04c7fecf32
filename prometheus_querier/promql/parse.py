"""``parse()``: PromQL text to an expression."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from prometheus_querier.errors import PromQLTypeError

if TYPE_CHECKING:
    from .nodes import Expr
    from .parsing import ExpressionReader


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
    return reader(text).read()


def reader(text: str) -> ExpressionReader:
    """Makes the reader of one text; the first call loads the parser, which those who only build do without.

    Raises:
        PromQLTypeError: It is no text.
    """
    if not isinstance(text, str):
        raise PromQLTypeError(f"parse() reads text (str), not {type(text).__name__}")
    return _reader_class()(text)


@cache
def _reader_class() -> type[ExpressionReader]:
    from .parsing import ExpressionReader  # noqa: PLC0415 - a quarter of what importing this package would take

    return ExpressionReader
