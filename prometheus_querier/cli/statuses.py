"""What ``status`` tells: facts from several endpoints, of which a relative of Prometheus may lack some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import (
    ApiError,
    AuthenticationError,
    HttpStatusError,
    MalformedResponseError,
    PrometheusQuerierError,
)

from .reports import Report, Table, cell

if TYPE_CHECKING:
    from prometheus_querier.client import PrometheusClient


def status_facts(client: PrometheusClient) -> dict[str, Any]:
    """Asks a server how it is.

    Raises:
        PrometheusQuerierError: The server cannot be asked, or answers none of the questions.
    """
    facts: dict[str, Any] = {}
    failures: list[PrometheusQuerierError] = []
    for ask in (_readiness, _build, _runtime, _head):
        try:
            facts |= ask(client)
        except AuthenticationError:
            raise
        except (ApiError, HttpStatusError, MalformedResponseError) as error:
            failures.append(error)
    if not facts:
        raise failures[0]
    return {name: value for name, value in facts.items() if value not in (None, "")}


def facts_report(facts: dict[str, Any]) -> Report:
    """Shows what was learned, a line a fact."""
    return Report(
        rows=lambda: [facts],
        table=lambda: Table(
            ("fact", "value"), [(name.replace("_", " "), cell(value)) for name, value in facts.items()]
        ),
    )


def _readiness(client: PrometheusClient) -> dict[str, Any]:
    return {"ready": client.ready()}


def _build(client: PrometheusClient) -> dict[str, Any]:
    build = client.status.buildinfo()
    return {"flavour": client.server.flavour, "version": build.version, "revision": build.revision}


def _runtime(client: PrometheusClient) -> dict[str, Any]:
    runtime = client.status.runtimeinfo()
    return {
        "start_time": runtime.start_time,
        "storage_retention": runtime.storage_retention,
        "reload_config_success": runtime.reload_config_success,
        "corruption_count": runtime.corruption_count,
    }


def _head(client: PrometheusClient) -> dict[str, Any]:
    head = client.status.tsdb().head_stats
    return {} if head is None else {"head_series": head.num_series, "head_chunks": head.chunk_count}
