"""``query``, ``range`` and ``exemplars``: what takes PromQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.cli.completing import complete_query
from prometheus_querier.cli.libraries import click
from prometheus_querier.cli.options import examples, output_options, server_options, time_options
from prometheus_querier.cli.reports import exemplar_rows, of_result, of_rows
from prometheus_querier.cli.showing import show, show_query, why_empty
from prometheus_querier.cli.texts import query_text

if TYPE_CHECKING:
    from prometheus_querier.cli.connecting import ServerChoice
    from prometheus_querier.cli.options import OutputChoice, TimeChoice
    from prometheus_querier.cli.reports import Report


@click.command(
    "query",
    epilog=examples(
        "query up",
        "query 'topk(5, rate(http_requests_total[5m]))' --watch 5s",
        "query 'up == 0' --time 2024-01-01T00:00:00Z -o json",
        "query - < question.promql",
    ),
)
@click.argument("query", shell_complete=complete_query)
@click.option("--time", metavar="TIME", help="When: RFC 3339 or Unix seconds; the server's now by default.")
@click.option("--limit", type=click.IntRange(min=0), help="Most series to show (Prometheus 3.2 and later).")
@output_options(promql=True, watch=True)
@server_options
def query_command(query: str, time: str | None, limit: int | None, output: OutputChoice, server: ServerChoice) -> None:
    """Ask for the value of QUERY at one point in time; - reads it from standard input."""
    text = query_text(query)
    if show_query(text, output):
        return
    with server.open() as client:
        show(lambda: of_result(client.query(text, time, limit=limit)), output, lambda: why_empty(client, text))


@click.command(
    "range",
    epilog=examples(
        "range 'rate(http_requests_total[5m])' --last 6h --plot",
        "range up --start 2024-01-01T00:00:00Z --end 2024-01-02T00:00:00Z --step 5m -o csv > up.csv",
        "range up --last 30d -o parquet > up.parquet",
    ),
)
@click.argument("query", shell_complete=complete_query)
@time_options(step=True)
@click.option("--limit", type=click.IntRange(min=0), help="Most series to show (Prometheus 3.2 and later).")
@output_options(promql=True, watch=True, plot=True)
@server_options
def range_command(query: str, time: TimeChoice, limit: int | None, output: OutputChoice, server: ServerChoice) -> None:
    """Ask for the values of QUERY over a range of time; - reads it from standard input.

    The step auto gives about a thousand points. The table sums every series up in one row; the other formats have
    every sample.
    """
    text = query_text(query)
    time.time_range()  # what is wrong is wrong before anything is sent
    if show_query(text, output):
        return

    def ask() -> Report:
        asked = time.time_range()
        return of_result(client.query_range(text, asked, limit=limit), asked)

    with server.open() as client:
        show(ask, output, lambda: why_empty(client, text))


@click.command("exemplars", epilog=examples("exemplars http_request_seconds_bucket --last 1h -o json"))
@click.argument("query", shell_complete=complete_query)
@time_options(step=False)
@output_options(promql=True)
@server_options
def exemplars_command(query: str, time: TimeChoice, output: OutputChoice, server: ServerChoice) -> None:
    """List the exemplars of the series that QUERY selects.

    The server keeps them with --enable-feature=exemplar-storage alone.
    """
    text = query_text(query)
    if show_query(text, output):
        return
    with server.open() as client:
        found = client.query_exemplars(text, **time.borders())
        show(lambda: of_rows(exemplar_rows(found), warnings=found.warnings, infos=found.infos), output)
