"""What a shell completes: profiles, metric names, label names and values, from the server that the line names.

A shell that waits for completion shows nothing else, so that a server has two seconds, and failures are silent.
"""

from __future__ import annotations

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


def complete_profile(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes the names of profiles."""
    del ctx
    try:
        return [name for name in Profiles.read().tables if name.startswith(incomplete)]
    except PrometheusQuerierError:
        return []


def complete_query(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes the end of a query: a metric or function, a label's name, or its value."""
    from prometheus_querier.services.completion import complete_query as completed  # noqa: PLC0415 - slow to import

    begun, names = completed(incomplete, lambda question: _ask(ctx, question))
    return _extended(incomplete, begun, names)


def complete_metric(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes a metric's name."""
    from prometheus_querier.services.completion import metrics_with  # noqa: PLC0415 - slow to import

    return _extended(incomplete, incomplete, _ask(ctx, lambda client: metrics_with(client, incomplete)))


def complete_label(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes a label's name."""
    from prometheus_querier.services.completion import label_names  # noqa: PLC0415 - slow to import

    return _extended(incomplete, incomplete, _ask(ctx, label_names))


def complete_container_metric(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes what can be asked of containers."""
    return _extended(incomplete, incomplete, _ask(ctx, lambda client: client.query_available_container_metrics()))


def complete_function(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes a function's name."""
    del ctx
    from prometheus_querier.services.completion import function_starts  # noqa: PLC0415 - slow to import

    return _extended(incomplete, incomplete, [name.removesuffix("(") for name in function_starts()])


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
