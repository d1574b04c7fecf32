"""Which series are meant: from a querier, a selector or text to the value of ``match[]``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql import InstantSelector
from prometheus_querier.queriers import PrometheusMetricQuerier, select

Match: TypeAlias = PrometheusMetricQuerier | InstantSelector | str
"""Which series are meant: a querier, a selector, or a selector's text."""


def selectors(match: Match | Iterable[Match], name: str = "match") -> list[str]:
    """Spells one or more selectors; ``name`` is what they are for, for the error message.

    >>> selectors(["up", 'process_start_time_seconds{job="prometheus"}'])
    ['up', 'process_start_time_seconds{job="prometheus"}']
    """
    # A selector is no Iterable, because its __iter__ is None; pyright looks at the name alone.
    if isinstance(match, Mapping):
        # Its keys would be taken for names of metrics.
        raise _no_selector(match, name)
    if isinstance(match, PrometheusMetricQuerier | str) or not isinstance(match, Iterable):  # pyright: ignore[reportGeneralTypeIssues]
        match = (match,)
    return [selector(one, name) for one in match]


def some_selectors(match: Match | Iterable[Match], method: str) -> list[str]:
    """Spells one or more selectors, for an endpoint that must not be asked without any."""
    found = selectors(match)
    if not found:
        raise QueryBuildError(f"{method}() needs at least one selector, such as 'up'")
    return found


def selector(match: Match, name: str = "match") -> str:
    """Spells a selector; text is taken as it is, for the server to judge."""
    if isinstance(match, PrometheusMetricQuerier):
        return str(select(match))
    if isinstance(match, InstantSelector) or (isinstance(match, str) and match.strip()):
        return str(match)
    raise _no_selector(match, name)


def _no_selector(match: object, name: str) -> QueryBuildError:
    return QueryBuildError(f"{name} must be a selector such as q.metric('up') or 'up{{job=\"api\"}}', not {match!r}")
