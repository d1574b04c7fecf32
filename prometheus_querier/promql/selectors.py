"""Where an expression starts: selectors and literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.durations import DurationLike, duration_to_ms
from prometheus_querier.errors import QueryBuildError, UnsafeNameError

from .matchers import LabelValue, Matcher, matchers_of
from .nodes import InstantSelector, Number, StringLiteral, to_float
from .quoting import exact_text, is_bare_metric_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def metric(
    name: str, matchers: Mapping[str, str | LabelValue] | None = None, /, **labels: str | LabelValue
) -> InstantSelector:
    """Selects the series of a metric, all of them or those that match.

    Args:
        name: The metric name; any text. Where PromQL cannot have it bare, it becomes ``{__name__="…"}``, which every
            version reads.
        matchers: Labels whose names are no Python identifiers.
        labels: Label values: text for equality, or what :func:`regex` and its like return.

    >>> from prometheus_querier import promql as q
    >>> print(q.metric("up", job="api", instance=q.regex("web-.*")))
    up{instance=~"web-.*",job="api"}
    >>> print(q.metric("http.requests", {"my.label": q.not_("x")}))
    {"my.label"!="x",__name__="http.requests"}
    """
    if type(name) is not str:
        name = exact_text(name, "a metric name")
    demands = matchers_of(labels) if matchers is None else matchers_of({**matchers, **labels})
    if is_bare_metric_name(name):
        return InstantSelector(name, demands)
    if not name:
        raise UnsafeNameError("a metric name must not be empty: write q.selector(…) to select by labels alone")
    exact_text(name, "a metric name")
    for matcher in demands:
        if matcher.label == "__name__":
            raise QueryBuildError(f"the metric name is set twice: as {name!r} and as {matcher}")
    return InstantSelector(None, (Matcher("__name__", "=", name), *demands))


def selector(matchers: Mapping[str, str | LabelValue] | None = None, /, **labels: str | LabelValue) -> InstantSelector:
    """Selects series by labels alone.

    >>> from prometheus_querier import promql as q
    >>> print(q.selector(job="api", __name__=q.regex("http_.*")))
    {__name__=~"http_.*",job="api"}
    """
    demands = matchers_of({**(matchers or {}), **labels})
    if all(matcher.matches_empty() for matcher in demands):
        raise QueryBuildError(
            "a selector without a metric name needs at least one matcher that does not match the empty string: "
            "Prometheus refuses to select all series"
        )
    return InstantSelector(None, demands)


def number(value: float) -> Number:
    """Writes a number where an expression is needed.

    >>> from prometheus_querier import promql as q
    >>> print(q.vector(q.number(1) / 3))
    vector(1 / 3)
    """
    return Number(to_float(value))


def duration(value: DurationLike) -> Number:
    """Writes a duration where a number of seconds is needed (Prometheus 2.54), or in a duration expression.

    >>> from prometheus_querier import promql as q
    >>> print(q.time() - q.duration("1h"), q.metric("x")[q.duration("5m") * 2])
    time() - 1h x[5m * 2]
    """
    return Number(duration_to_ms(value) / 1000, is_duration=True)


def string(value: str) -> StringLiteral:
    """Writes text where an expression is needed.

    >>> from prometheus_querier import promql as q
    >>> print(q.string("it's"))
    "it's"
    """
    return StringLiteral(exact_text(value, "a string"))
