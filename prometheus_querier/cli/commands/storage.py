"""``series``, ``labels``, ``values`` and ``metadata``: what is stored, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.cli.completing import complete_label, complete_metric, complete_query
from prometheus_querier.cli.libraries import click
from prometheus_querier.cli.options import examples, output_options, server_options, time_options
from prometheus_querier.cli.reports import of_names, of_rows, record_row
from prometheus_querier.cli.showing import show
from prometheus_querier.results.series import spell

if TYPE_CHECKING:
    from prometheus_querier.cli.connecting import ServerChoice
    from prometheus_querier.cli.options import OutputChoice, TimeChoice

_match = click.option(
    "--match", multiple=True, metavar="SELECTOR", shell_complete=complete_query, help="Only of series that it matches."
)
_limit = click.option("--limit", type=click.IntRange(min=0), help="Most to list (Prometheus 2.51 and later).")


@click.command("series", epilog=examples("series up", "series '{job=\"api\"}' 'process_start_time_seconds' --last 1h"))
@click.argument("match", nargs=-1, required=True, metavar="SELECTOR...", shell_complete=complete_query)
@time_options()
@_limit
@output_options(promql=True)
@server_options
def series_command(
    match: tuple[str, ...], time: TimeChoice, limit: int | None, output: OutputChoice, server: ServerChoice
) -> None:
    """List the series that any SELECTOR matches; -o promql prints them as selectors."""
    with server.open() as client:
        found = client.series(list(match), **time.borders(), limit=limit)
    rows = sorted(found, key=lambda labels: (labels.get("__name__", ""), sorted(labels.items())))
    if output.format == "promql":
        click.echo("".join(f"{spell(labels)}\n" for labels in rows), nl=False)
        return
    show(lambda: of_rows(rows, warnings=found.warnings, infos=found.infos), output)


@click.command("labels", epilog=examples("labels", "labels --match up"))
@_match
@time_options()
@_limit
@output_options()
@server_options
def labels_command(
    match: tuple[str, ...], time: TimeChoice, limit: int | None, output: OutputChoice, server: ServerChoice
) -> None:
    """List the names of labels, one a line."""
    with server.open() as client:
        found = client.label_names(match=match, **time.borders(), limit=limit)
    show(lambda: of_names(found, "label", warnings=found.warnings), output)


@click.command("values", epilog=examples("values job", "values __name__ --match '{job=\"api\"}' --last 1h"))
@click.argument("label", shell_complete=complete_label)
@_match
@time_options()
@_limit
@output_options()
@server_options
def values_command(
    *,
    label: str,
    match: tuple[str, ...],
    time: TimeChoice,
    limit: int | None,
    output: OutputChoice,
    server: ServerChoice,
) -> None:
    """List the values of LABEL, one a line; those of __name__ are the metrics."""
    with server.open() as client:
        found = client.label_values(label, match=match, **time.borders(), limit=limit)
    show(lambda: of_names(found, "value", warnings=found.warnings), output)


@click.command("metadata", epilog=examples("metadata", "metadata go_goroutines -o json"))
@click.argument("metric", required=False, shell_complete=complete_metric)
@click.option("--limit", type=click.IntRange(min=1), help="Most metrics to list.")
@output_options()
@server_options
def metadata_command(metric: str | None, limit: int | None, output: OutputChoice, server: ServerChoice) -> None:
    """Tell what METRIC means, or all metrics: type, unit and help.

    Targets describe histograms and summaries by the name without _bucket, _count or _sum, and many describe counters by
    that without _total.
    """
    with server.open() as client:
        found = client.metadata(metric=metric, limit=limit)
    rows = [record_row(one, metric=name) for name in sorted(found) for one in found[name]]
    columns = ("metric", "type", "unit", "help")
    show(lambda: of_rows(rows, columns=columns, warnings=found.warnings, infos=found.infos), output)
