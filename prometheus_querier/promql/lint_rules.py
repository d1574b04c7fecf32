"""The rules of ``lint()``: each looks at one node and what is directly inside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from prometheus_querier.durations import format_duration

from .findings import Code, Finding
from .nodes import (
    Aggregation,
    Expr,
    InstantSelector,
    InstantVector,
    Number,
    RangeSelector,
    RangeVector,
    Subquery,
    VectorBinary,
    VectorCall,
    VectorUnary,
)
from .operators import ARITHMETIC_OPERATORS, COMPARISON_OPERATORS
from .re2 import literal_alternatives, matches_empty
from .walk import children

if TYPE_CHECKING:
    from collections.abc import Iterator

# What each rule says: why, and what to write instead.
_ADVICE: Final[dict[Code, tuple[str, str]]] = {
    "rate-of-sum": (
        (
            "When one of the summed counters restarts, the sum drops by all it had counted; rate() takes that for a restart "
            "of the whole and counts everything once more."
        ),
        "Take the rate of each counter first, then sum: sum(rate(x[5m])).",
    ),
    "sum-before-rate": (
        (
            "A counter's value says how much was counted since its process started, at a different time for each series; "
            "their sum jumps with every restart."
        ),
        "Sum rates or increases: sum(rate(x[5m])), sum(increase(x[1h])).",
    ),
    "counter-without-rate": (
        "A counter's value says how much was counted since its process started, and starts again with every restart.",
        "Compute with rate(x[5m]) or increase(x[1h]).",
    ),
    "rate-of-gauge": (
        (
            "rate(), irate(), increase() and resets() take every drop of a value for a restart from zero, so that a gauge "
            "that falls looks like one that grows."
        ),
        "For gauges use deriv(), delta(), changes() or avg_over_time().",
    ),
    "delta-of-counter": (
        "This function knows nothing of restarts: where a counter starts again from zero, its result is negative or far off.",
        "For counters use increase(), irate() or rate().",
    ),
    "short-range": (
        "The function needs two samples, and a range as short as this often holds one or none; the result has gaps.",
        "Make the range at least twice as long as the scrape interval; four times survives a failed scrape.",
    ),
    "regex-without-pattern": (
        "A regex without any pattern compares text as = does, but costs more and hides what is meant.",
        "Write = for =~ and != for !~.",
    ),
    "regex-matches-empty": (
        "A label that a series lacks counts as empty, so the matcher treats series without the label like those with it.",
        'Leave the matcher out if that is meant; else demand a value: label=~".+".',
    ),
    "comparison-without-bool": (
        "Without bool a comparison filters: it keeps the values of its left side and drops series, where 1 and 0 may be meant.",
        "Write bool after the comparison for 1 and 0: (x > bool 5).",
    ),
    "grouping-by-everything": (
        "Every series is a group of its own, or the groups are as many as all the metrics of the server have.",
        "Name the labels that are wanted, in by (…), and the metric.",
    ),
    "quantile-without-le": (
        "Classic histograms keep their buckets in the label le; an aggregation that drops it leaves nothing to compute from.",
        "Keep le: sum by (le) (rate(x_bucket[5m])).",
    ),
}

_COUNTER_FUNCTIONS: Final = frozenset({"rate", "irate", "increase", "resets"})
_GAUGE_FUNCTIONS: Final = frozenset({"delta", "idelta", "deriv", "predict_linear", "double_exponential_smoothing"})
_TWO_SAMPLES: Final = frozenset(
    {"rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "double_exponential_smoothing"}
)
_QUANTILES: Final = {"histogram_quantile": 1, "histogram_quantiles": 0, "histogram_fraction": 2}
_VALUE_AGGREGATORS: Final = frozenset(
    {"sum", "avg", "min", "max", "stddev", "stdvar", "topk", "bottomk", "quantile", "count_values"}
)
_GROUPING_AGGREGATORS: Final = frozenset({"sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "quantile"})
_COUNTER: Final = re.compile(r"_total$")
_RECORDED_SUM: Final = re.compile(r":(?!.*(?:rate|increase|deriv|delta))[^:]*sum[^:]*$")
_GAUGE: Final = re.compile(
    r"^up$|(?:^|[_:])(?:(?:free|used|usage|avail|available|limit|capacity|cached|buffers|resident_memory|virtual_memory"
    r"|Mem[A-Za-z]+)_bytes|(?:timestamp|uptime|offset|start_time)_seconds|info|celsius|temperature|ratio|percent|percentage"
    r"|load(?:1|5|15)|threads|goroutines|open_fds|max_fds|queue_length|queue_size|limit|capacity|current|pending|inflight"
    r"|in_flight|volts|watts|hertz)$"
)
# How far a rule follows an expression inwards; nobody writes deeper ones, and time stays linear in the query.
_DEEPEST: Final = 12


def check(node: Expr, scrape_interval: int) -> Iterator[Finding]:
    """Applies all rules to one node.

    Args:
        node: A part of a query.
        scrape_interval: How often targets are likely scraped, in milliseconds.
    """
    match node:
        case VectorCall():
            yield from _check_call(node, scrape_interval)
        case Aggregation():
            yield from _check_aggregation(node)
        case VectorBinary():
            yield from _check_operator(node)
        case InstantSelector():
            yield from _check_matchers(node)
        case _:
            pass


def _finding(code: Code, message: str, expr: Expr) -> Finding:
    explanation, fix = _ADVICE[code]
    return Finding(code, message, explanation, fix, expr)


def _check_call(node: VectorCall, scrape_interval: int) -> Iterator[Finding]:
    name = node.name
    window = node.arguments[0] if node.arguments else None
    if isinstance(window, RangeSelector):
        metric = _metric(window.selector)
        if name in _COUNTER_FUNCTIONS and _RECORDED_SUM.search(metric):
            yield _finding("rate-of-sum", f"{name}() of {metric}, which looks like a recorded sum", node)
        elif name in _COUNTER_FUNCTIONS and _GAUGE.search(metric):
            yield _finding("rate-of-gauge", f"{name}() of {metric}, which looks like a gauge", node)
        elif name in _GAUGE_FUNCTIONS and _COUNTER.search(metric):
            yield _finding("delta-of-counter", f"{name}() of {metric}, which looks like a counter", node)
        if name in _TWO_SAMPLES and window.selector.extension is None:
            yield from _check_window(node, window.range, scrape_interval, "scrape interval")
    elif isinstance(window, Subquery):
        if name in _COUNTER_FUNCTIONS and _is_sum(window.operand):
            yield _finding("rate-of-sum", f"{name}() of a sum", node)
        if name in _TWO_SAMPLES and isinstance(window.step, int):
            yield from _check_window(node, window.range, window.step, "step")
    if name in _QUANTILES and len(node.arguments) > _QUANTILES[name]:
        yield from _check_buckets(node, node.arguments[_QUANTILES[name]])


def _check_window(node: VectorCall, window: object, interval: int, what: str) -> Iterator[Finding]:
    if isinstance(window, int) and window < 2 * interval:
        message = (
            f"{node.name}() over {format_duration(window)}, less than twice the {what} of {format_duration(interval)}"
        )
        yield _finding("short-range", message, node)


def _is_sum(expr: Expr) -> bool:
    if isinstance(expr, VectorBinary):
        return expr.operator == "+" and _is_counter(expr.left) and _is_counter(expr.right)
    return isinstance(expr, Aggregation) and expr.operator in _VALUE_AGGREGATORS


def _is_counter(expr: Expr) -> bool:
    """Whether this is a counter as it is stored."""
    return _COUNTER.search(_name(expr)) is not None


def _name(expr: Expr) -> str:
    """The metric name of a selector, with signs before it or without; else the empty text."""
    while isinstance(expr, VectorUnary):
        expr = expr.operand
    return _metric(expr) if isinstance(expr, InstantSelector) else ""


def _metric(selector: InstantSelector) -> str:
    names = [matcher.value for matcher in selector.matchers if matcher.label == "__name__" and matcher.operator == "="]
    return selector.name or (names[0] if names else "")


def _check_buckets(node: VectorCall, buckets: Expr) -> Iterator[Finding]:
    """Looks for the aggregation that drops ``le`` between the function and classic buckets."""
    dropping: Aggregation | None = None
    for part in _inwards(buckets):
        if isinstance(part, Aggregation) and ("le" in part.labels) == part.excluding:
            dropping = dropping or part
        elif isinstance(part, InstantSelector) and dropping is not None and _metric(part).endswith("_bucket"):
            message = f"{node.name}() of buckets that {dropping.operator}() drops le from"
            yield _finding("quantile-without-le", message, node)


def _inwards(expr: Expr) -> Iterator[Expr]:
    """Follows an expression inwards, along the first vector that each part is made of."""
    for _ in range(_DEEPEST):
        yield expr
        vectors = [part for part in children(expr) if isinstance(part, (InstantVector, RangeVector))]
        if not vectors:
            return
        expr = vectors[0]


def _check_aggregation(node: Aggregation) -> Iterator[Finding]:
    operand = node.operand
    if node.operator in _VALUE_AGGREGATORS and _is_counter(operand):
        yield _finding("sum-before-rate", f"{node.operator}() of {_name(operand)}, which looks like a counter", node)
    if node.operator not in _GROUPING_AGGREGATORS:
        return
    if node.excluding and not node.labels:
        yield _finding("grouping-by-everything", f"{node.operator} without () keeps all labels", node)
    elif node.labels and any(
        isinstance(part, InstantSelector) and _selects_everything(part) for part in _inwards(operand)
    ):
        yield _finding("grouping-by-everything", f"{node.operator}() groups the series of all metrics", node)


def _selects_everything(selector: InstantSelector) -> bool:
    return selector.name is None and all(
        (matcher.operator == "=~" and matcher.value in (".+", ".*")) or (matcher.operator == "!=" and not matcher.value)
        for matcher in selector.matchers
    )


def _check_operator(node: VectorBinary) -> Iterator[Finding]:
    if node.operator in ARITHMETIC_OPERATORS:
        # Dividing by what is above zero only is how division by zero is avoided.
        sides = (node.left,) if node.operator in ("/", "%") else (node.left, node.right)
        if any(
            isinstance(side, VectorBinary) and side.operator in COMPARISON_OPERATORS and not side.return_bool
            for side in sides
        ):
            yield _finding(
                "comparison-without-bool", f"a comparison without bool as an operand of {node.operator}", node
            )
    elif node.operator not in COMPARISON_OPERATORS or _is_zero(node.left) or _is_zero(node.right):
        return
    for side in (node.left, node.right):
        if _is_counter(side):
            yield _finding(
                "counter-without-rate", f"{node.operator} with {_name(side)}, which looks like a counter", node
            )


def _is_zero(expr: Expr) -> bool:
    return isinstance(expr, Number) and expr.value == 0


def _check_matchers(node: InstantSelector) -> Iterator[Finding]:
    for matcher in node.matchers:
        if matcher.operator not in ("=~", "!~"):
            continue
        alternatives = literal_alternatives(matcher.value)
        if alternatives is not None and len(alternatives) == 1:
            yield _finding("regex-without-pattern", f"{matcher} is a regex without a pattern", node)
        elif matches_empty(matcher.value):
            yield _finding("regex-matches-empty", f"{matcher} has a regex that matches the empty text", node)
