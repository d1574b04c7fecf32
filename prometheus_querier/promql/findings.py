"""``Finding``: what ``lint()`` and its rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from .nodes.structure import Structural, record

if TYPE_CHECKING:
    from .nodes import Expr

Code: TypeAlias = Literal[
    "rate-of-sum",
    "sum-before-rate",
    "counter-without-rate",
    "rate-of-gauge",
    "delta-of-counter",
    "short-range",
    "regex-without-pattern",
    "regex-matches-empty",
    "comparison-without-bool",
    "grouping-by-everything",
    "quantile-without-le",
]


@record
class Finding(Structural):
    """A likely mistake in a query, and how to avoid it.

    Attributes:
        code: The rule, such as ``rate-of-sum``.
        message: What was found, in one line.
        explanation: Why it is likely wrong.
        fix: What to write instead.
        expr: The part of the query.
    """

    code: Code
    message: str
    explanation: str
    fix: str
    expr: Expr

    @property
    def promql(self) -> str:
        """The part of the query, as PromQL."""
        return str(self.expr)
