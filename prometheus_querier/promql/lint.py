"""``lint()``: what people who know Prometheus well would warn of in a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.durations import positive_duration_to_ms

from .nodes import VectorCall
from .parse import parse
from .walk import walk

if TYPE_CHECKING:
    from prometheus_querier.durations import DurationLike

    from .findings import Finding
    from .nodes import Expr


def lint(expr_or_text: Expr | str, *, scrape_interval: DurationLike = "30s") -> tuple[Finding, ...]:
    """Finds what is likely a mistake in a query that Prometheus accepts.

    Findings are judgements by shape and by name, since a query does not say what its metrics are: ``_total`` is taken
    for a counter, names such as ``…_free_bytes`` for gauges.

    Args:
        expr_or_text: The query.
        scrape_interval: How often the targets are scraped, as far as is known.

    Raises:
        PromQLSyntaxError: The text is no PromQL.

    >>> from prometheus_querier import promql as q
    >>> for finding in q.lint("rate(sum(http_requests_total)[5m:])"):
    ...     print(f"{finding.code}: {finding.message} in {finding.promql}")
    rate-of-sum: rate() of a sum in rate(sum(http_requests_total)[5m:])
    sum-before-rate: sum() of http_requests_total, which looks like a counter in sum(http_requests_total)
    """
    from .lint_rules import check  # noqa: PLC0415 - the rules make findings, and only those who ask load them

    expr = parse(expr_or_text) if isinstance(expr_or_text, str) else expr_or_text
    interval = positive_duration_to_ms(scrape_interval, name="scrape_interval")
    findings: list[Finding] = []
    data_labels: set[int] = set()
    for node in walk(expr):
        if isinstance(node, VectorCall) and node.name == "info":
            # The matchers of its second argument say which labels to add, and may well match everything.
            data_labels.update(map(id, node.arguments[1:]))
        if id(node) not in data_labels:
            findings += check(node, interval)
    return tuple(findings)
