"""How late the data is that the value of a query at one step depends on. No I/O."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_querier import promql
from prometheus_querier.promql import InstantSelector, Subquery

from .splitting import call_of_the_range


@dataclass(frozen=True, slots=True)
class Foresight:
    """The latest times that a query looks at, in milliseconds.

    Attributes:
        ahead: Furthest look beyond the step, as by a negative offset.
        until: Latest fixed time, as by ``@``; ``None`` where there is none.
    """

    ahead: int = 0
    until: int | None = None

    def latest_step(self, before: int) -> int | None:
        """The time that steps must come before, so that all they depend on comes before ``before``; ``None`` for none.

        >>> Foresight(ahead=60_000).latest_step(100_000)
        40000
        """
        return before - self.ahead if self.until is None or self.until < before else None


def foresight(expr: promql.Expr) -> Foresight | None:
    """Tells how late the data is that an expression's value at a step depends on.

    Returns:
        ``None`` where the value depends on more than its step and the data: on the range that is asked about, or on
        times that only the server works out.

    >>> foresight(promql.parse("rate(x[5m] offset -1m) / y @ 1700000000"))
    Foresight(ahead=60000, until=1700000000000)
    >>> foresight(promql.parse("x @ end()"))
    """
    if call_of_the_range(expr) is not None:
        return None
    ahead, until = 0, None
    stack: list[tuple[promql.Expr, bool, int]] = [(expr, False, 0)]
    while stack:
        # What is inside is evaluated up to ``time``: fixed, or relative to the step.
        node, fixed, time = stack.pop()
        if isinstance(node, InstantSelector | Subquery):
            if isinstance(node.at_time, str) or not isinstance(node.offset_by, int):
                return None
            if node.at_time is not None:
                fixed, time = True, node.at_time
            time -= node.offset_by
        if isinstance(node, InstantSelector):
            if node.extension == "smoothed":  # looks at the sample after, as far ahead as the server's lookback delta
                return None
            if fixed:
                until = time if until is None else max(until, time)
            else:
                ahead = max(ahead, time)
        stack += [(child, fixed, time) for child in promql.children(node)]
    return Foresight(ahead, until)
