"""What a shell completes: profiles, metric names, label names and values, from the server that the line names.

A shell that waits for completion shows nothing else, so that a server has two seconds, and failures are silent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import PrometheusQuerierError

from .connecting import ServerChoice
from .profiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prometheus_querier.client import PrometheusClient

    from .libraries import click

_TIMEOUT = 2.0
_MOST = 500
_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
# Inside the braces of a selector: the metric before them, and the value or the name that is being written.
_VALUE = re.compile(r"""([a-zA-Z_:][a-zA-Z0-9_:]*)?\{[^{}]*?([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~?|!=|!~)\s*"([^"{}]*)\Z""")
_LABEL = re.compile(r"""([a-zA-Z_:][a-zA-Z0-9_:]*)?\{(?:[^{}"]|"[^"]*")*?([a-zA-Z_][a-zA-Z0-9_]*)?\Z""")


def complete_profile(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes the names of profiles."""
    del ctx
    try:
        return [name for name in Profiles.read().tables if name.startswith(incomplete)]
    except PrometheusQuerierError:
        return []


def complete_query(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes the end of a query: a metric or function, a label's name, or its value."""
    value = _VALUE.search(incomplete)
    if value is not None:
        metric, label, begun = value.groups(default="")
        return _extended(incomplete, begun, _ask(ctx, lambda client: _values(client, metric, label)))
    label_name = _LABEL.search(incomplete)
    if label_name is not None:
        metric, begun = label_name.groups(default="")
        return _extended(incomplete, begun, _ask(ctx, lambda client: _labels(client, metric)))
    found = _METRIC.search(incomplete)
    begun = found[0] if found is not None else ""
    return _extended(incomplete, begun, [*_ask(ctx, lambda client: _metrics(client, begun)), *_functions()])


def complete_metric(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes a metric's name."""
    return _extended(incomplete, incomplete, _ask(ctx, lambda client: _metrics(client, incomplete)))


def complete_label(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes a label's name."""
    return _extended(incomplete, incomplete, _ask(ctx, lambda client: _labels(client, "")))


def complete_container_metric(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes what can be asked of containers."""
    return _extended(incomplete, incomplete, _ask(ctx, lambda client: client.query_available_container_metrics()))


def complete_function(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes a function's name."""
    del ctx
    return _extended(incomplete, incomplete, [name.removesuffix("(") for name in _functions()])


def _extended(text: str, begun: str, names: Sequence[str]) -> list[str]:
    """Puts whole names in the place of the one that is begun at the end of the text."""
    before = text[: len(text) - len(begun)]
    return [before + name for name in names if name.startswith(begun)][:_MOST]


def _ask(ctx: click.Context, question: Callable[[PrometheusClient], Sequence[str]]) -> Sequence[str]:
    said: dict[str, Any] = {name: ctx.params.get(name) for name in ("url", "profile", "tenant")}
    from prometheus_querier.transport import RetryPolicy  # noqa: PLC0415 - loads what sends

    try:
        choice = ServerChoice(**said)
        with choice.open(timeout=_TIMEOUT, connect_timeout=_TIMEOUT, retry=RetryPolicy.none()) as client:
            return question(client)
    except PrometheusQuerierError:
        return []


def _metrics(client: PrometheusClient, begun: str) -> Sequence[str]:
    # Servers find names by a prefix much faster than they list them all.
    match = f'{{__name__=~"{re.escape(begun)}.*"}}' if begun else ()
    return client.label_values("__name__", match=match)


def _labels(client: PrometheusClient, metric: str) -> Sequence[str]:
    return [name for name in client.label_names(match=metric or ()) if name != "__name__"]


def _values(client: PrometheusClient, metric: str, label: str) -> Sequence[str]:
    return client.label_values(label, match=metric or ())


def _functions() -> list[str]:
    from prometheus_querier.promql.catalogue import aggregations, functions  # noqa: PLC0415 - slow to import

    return [f"{info.name}(" for info in (*functions(), *aggregations())]
