"""Where an expression starts: selectors and literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.durations import DurationLike, duration_to_ms
from prometheus_querier.errors import QueryBuildError, UnsafeNameError

from .matchers import LabelValue, Matcher, braces_of
from .nodes import InstantSelector, Number, StringLiteral, to_float
from .nodes.selectors import new_selector
from .quoting import exact_text, is_bare_metric_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def metric(
    name: str, demands: Mapping[str, str | LabelValue] | None = None, /, **labels: str | LabelValue
) -> InstantSelector:
    """Selects the series of a metric, all of them or those that match.

    Args:
        name: The metric name; any text. Where PromQL cannot have it bare, it becomes ``{__name__="…"}``, which every
            version reads.
        demands: Labels whose names are no Python identifiers.
        labels: Label values: text for equality, or what :func:`regex` and its like return.

    >>> from prometheus_querier import promql as q
    >>> print(q.metric("up", job="api", instance=q.regex("web-.*")))
    up{instance=~"web-.*",job="api"}
    >>> print(q.metric("http.requests", {"my.label": q.not_("x")}))
    {"my.label"!="x",__name__="http.requests"}
    """
    matchers, braces = braces_of(demands, labels)
    if type(name) is str and is_bare_metric_name(name) and "__name__" not in braces:
        return new_selector(name, matchers, 0, None, None, f"{name}{braces}" if matchers else name)
    return _awkward(exact_text(name, "a metric name"), matchers)


def _awkward(name: str, matchers: tuple[Matcher, ...]) -> InstantSelector:
    if is_bare_metric_name(name):
        return InstantSelector(name, matchers)
    if not name:
        raise UnsafeNameError("a metric name must not be empty: write q.selector(…) to select by labels alone")
    for matcher in matchers:
        if matcher.label == "__name__":
            raise QueryBuildError(f"the metric name is set twice: as {name!r} and as {matcher}")
    return InstantSelector(None, (Matcher("__name__", "=", name), *matchers))


def selector(demands: Mapping[str, str | LabelValue] | None = None, /, **labels: str | LabelValue) -> InstantSelector:
    """Selects series by labels alone.

    >>> from prometheus_querier import promql as q
    >>> print(q.selector(job="api", __name__=q.regex("http_.*")))
    {__name__=~"http_.*",job="api"}
    """
    matchers, _ = braces_of(demands, labels)
    if all(matcher.matches_empty() for matcher in matchers):
        raise QueryBuildError(
            "a selector without a metric name needs at least one matcher that does not match the empty string: "
            "Prometheus refuses to select all series"
        )
    return InstantSelector(None, matchers)


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
