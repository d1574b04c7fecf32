"""``containers``: the platform's question, asked with ids instead of PromQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.cli.completing import complete_container_metric
from prometheus_querier.cli.libraries import click
from prometheus_querier.cli.options import examples, output_options, server_options, time_options
from prometheus_querier.cli.reports import of_names, of_result
from prometheus_querier.cli.showing import show, show_query, why_empty
from prometheus_querier.errors import PrometheusQuerierError
from prometheus_querier.queriers import ContainerMetricQuerier, build_query

if TYPE_CHECKING:
    from typing import Literal
    from uuid import UUID

    from prometheus_querier.cli.connecting import ServerChoice
    from prometheus_querier.cli.options import OutputChoice, TimeChoice
    from prometheus_querier.cli.reports import Report
    from prometheus_querier.client import PrometheusClient

    ValueType = Literal["current", "capacity", "pct"]


@click.command(
    "containers",
    epilog=examples(
        "containers",
        "containers cpu_util --last 6h --plot",
        "containers mem --value-type pct --agent-id i-node1 -o csv",
        "containers net_rx -o promql",
    ),
)
@click.argument("metric", required=False, shell_complete=complete_container_metric)
@click.option("--value-type", type=click.Choice(["current", "capacity", "pct"]), default="current", show_default=True)
@click.option("--kernel-id", type=click.UUID, help="Only of this kernel; what is given also groups the answer.")
@click.option("--agent-id", help="Only of this agent.")
@click.option("--session-id", type=click.UUID, help="Only of this session.")
@click.option("--user-id", type=click.UUID, help="Only of this user.")
@click.option("--project-id", type=click.UUID, help="Only of this project.")
@click.option("--rate-interval", metavar="DURATION", default="5m", show_default=True, help="Window of rates.")
@time_options(step=True)
@output_options(promql=True, watch=True, plot=True)
@server_options
def containers_command(
    *,
    metric: str | None,
    value_type: ValueType,
    kernel_id: UUID | None,
    agent_id: str | None,
    session_id: UUID | None,
    user_id: UUID | None,
    project_id: UUID | None,
    rate_interval: str,
    time: TimeChoice,
    output: OutputChoice,
    server: ServerChoice,
) -> None:
    """Ask for the utilization METRIC of containers over a range of time.

    Without METRIC, list the metrics that can be asked for.
    """
    if metric is None:
        if output.format == "promql" or output.plot:
            raise click.UsageError("name a METRIC to see its query or its course")
        with server.open() as client:
            show(
                lambda: of_names(client.query_available_container_metrics(), "metric"),
                output,
                lambda: why_empty(client, ContainerMetricQuerier.exported_name),
            )
        return
    querier = ContainerMetricQuerier(
        metric_name=metric,
        value_type=value_type,
        kernel_id=kernel_id,
        agent_id=agent_id,
        session_id=session_id,
        user_id=user_id,
        project_id=project_id,
    )
    query = str(build_query(querier, rate_interval=rate_interval))
    time.time_range()  # what is wrong is wrong before anything is sent
    if show_query(query, output):
        return

    def ask() -> Report:
        asked = time.time_range()
        return of_result(client.query_range(query, asked), asked)

    with server.open() as client:
        show(ask, output, lambda: why_empty(client, query) or _no_such_metric(client, metric))


def _no_such_metric(client: PrometheusClient, metric: str) -> list[str]:
    try:
        known = client.query_available_container_metrics()
    except PrometheusQuerierError:
        return []
    return [] if metric in known else [f"containers have no metric {metric}; they have: {', '.join(known)}"]
