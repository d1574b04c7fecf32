"""Long ranges in parts that servers answer: on the grid of steps, so that every point is asked for once. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from prometheus_querier import promql
from prometheus_querier.counts import whole_number
from prometheus_querier.durations import format_duration
from prometheus_querier.errors import PromQLSyntaxError, TooManyPointsError
from prometheus_querier.promql import InstantSelector, RangeSelector, ScalarCall, Subquery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.promql import Expr

MAX_POINTS = 11_000
"""Points of one answer; servers refuse a range of more steps than this."""

_MOST_PARTS = 100_000
"""More parts than anybody waits for: a billion points of every series."""

_OF_THE_RANGE = frozenset({"start", "end", "range"})
_ADVICE = "Ask with a longer step, or with max_points=None to let the server decide"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a range; both ends are points of it, all in milliseconds."""

    start: int
    end: int


def split(start: int, end: int, step: int, max_points: int | None) -> list[Part]:
    """Splits a range into parts of about the same size, of ``max_points`` points at most.

    Raises:
        TooManyPointsError: There would be more parts than anybody waits for.

    >>> split(0, 60_000, 10_000, 3)
    [Part(start=0, end=10000), Part(start=20000, end=30000), Part(start=40000, end=60000)]
    """
    if max_points is not None:
        max_points = whole_number(max_points, "max_points")
    points = (end - start) // step + 1
    if max_points is None or points <= max_points:
        return [Part(start, end)]
    count = -(-points // max_points)
    if count > _MOST_PARTS:
        raise TooManyPointsError(
            f"this range has {points:,} steps of {format_duration(step)}, which would be {count:,} requests. "
            "Ask for a shorter range or with a longer step"
        )
    firsts = [points * index // count for index in range(count + 1)]
    return [Part(start + first * step, start + (after - 1) * step) for first, after in pairwise(firsts)]


def independent_of_borders(query: str, start: int, end: int, *, advice: str = _ADVICE) -> str:
    """Makes a query mean the same in each part of a range: ``@ start()`` and ``@ end()`` become times.

    Args:
        query: The PromQL.
        start: The first point, in milliseconds.
        end: The last point.
        advice: What to do instead where that is not possible.

    Raises:
        TooManyPointsError: It has functions that look at the whole range, or is not understood, and so cannot be asked
            in parts.

    >>> independent_of_borders("topk(5, x @ end())", 0, 60_000)
    'topk(5, x @ 60.000)'
    """
    try:
        expr = promql.parse(query)
    except PromQLSyntaxError as error:
        reason = f"the query is not understood ({error.reason}), and may depend on the whole range"
        raise _inseparable(reason, advice) from None
    call = call_of_the_range(expr)
    if call is not None:
        raise _inseparable(f"{call}() depends on the whole range; write the time or duration itself", advice)
    times = {"start": start, "end": end}

    def fixed(node: Expr) -> Expr:
        if isinstance(node, InstantSelector | Subquery) and isinstance(node.at_time, str):
            return replace(node, at_time=times[node.at_time])
        return node

    same = promql.transform(expr, fixed)
    return query if same is expr else str(same)


def call_of_the_range(expr: Expr) -> str | None:
    """Names a function in an expression that depends on the whole range, if there is one.

    >>> call_of_the_range(promql.parse("increase(x[range()])"))
    'range'
    """
    calls = (node for node in _everything(expr) if isinstance(node, ScalarCall) and node.name in _OF_THE_RANGE)
    return next((call.name for call in calls), None)


def _inseparable(reason: str, advice: str) -> TooManyPointsError:
    return TooManyPointsError(f"this range has to be split, and cannot be: {reason}. {advice}")


def _everything(expr: Expr) -> Iterator[Expr]:
    """Walks an expression and the duration expressions in it."""
    for node in promql.walk(expr):
        yield node
        if isinstance(node, InstantSelector | RangeSelector | Subquery):
            for name in ("range", "step", "offset_by"):
                duration = getattr(node, name, None)
                if isinstance(duration, promql.Scalar):
                    yield from promql.walk(duration)
