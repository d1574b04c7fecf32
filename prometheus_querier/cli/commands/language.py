"""``format``, ``lint``, ``explain`` and ``functions``: the language itself; no server is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier import promql
from prometheus_querier.cli.completing import complete_function
from prometheus_querier.cli.explaining import explanation, finding_text
from prometheus_querier.cli.failures import say
from prometheus_querier.cli.libraries import click
from prometheus_querier.cli.options import examples, output_options
from prometheus_querier.cli.reports import Report, Table, of_rows
from prometheus_querier.cli.showing import fail, show
from prometheus_querier.cli.texts import query_text, write_query
from prometheus_querier.promql.catalogue import aggregations, functions, signature

if TYPE_CHECKING:
    from prometheus_querier.cli.options import OutputChoice


@click.command(
    "format",
    epilog=examples(
        "format 'sum(rate(http_requests_total[5m]))by(job)'",
        "format --one-line - < question.promql",
        "format --check - < question.promql",
    ),
)
@click.argument("query")
@click.option("--width", type=click.IntRange(min=1), default=80, show_default=True, help="Longest line, unindented.")
@click.option("--one-line", is_flag=True, help="Print it on one line, as Prometheus does.")
@click.option("--check", is_flag=True, help="Print nothing; exit with 1 when it would look different.")
def format_command(query: str, width: int, one_line: bool, check: bool) -> None:
    """Lay QUERY out on as many lines as it needs; - reads it from standard input."""
    text = query_text(query)
    expr = promql.parse(text)
    formatted = str(expr) if one_line else promql.pretty(expr, width)
    if not check:
        write_query(formatted)
    elif text != formatted.strip():
        say("error", "the query is not formatted")
        fail()


@click.command(
    "lint", epilog=examples("lint 'rate(sum(http_requests_total)[5m:])'", "lint - -o json < question.promql")
)
@click.argument("query")
@click.option("--scrape-interval", default="30s", show_default=True, help="How often the targets are scraped.")
@output_options(strict=False)
def lint_command(query: str, scrape_interval: str, output: OutputChoice) -> None:
    """Find what is likely a mistake in QUERY; exits with 1 when something is found."""
    found = promql.lint(query_text(query), scrape_interval=scrape_interval)
    rows = [
        {"code": one.code, "message": one.message, "promql": one.promql, "explanation": one.explanation, "fix": one.fix}
        for one in found
    ]
    table = Table((), [(finding_text(one),) for one in found])
    show(lambda: Report(rows=lambda: rows, table=lambda: table), output)
    if found:
        fail()


@click.command("explain", epilog=examples("explain 'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))'"))
@click.argument("query")
@output_options(strict=False)
def explain_command(query: str, output: OutputChoice) -> None:
    """Show the parts of QUERY, what it needs of a server, and what may be wrong with it."""
    found = explanation(query_text(query))
    show(lambda: Report(rows=lambda: [found.row()], table=lambda: Table((), [(found.text(),)])), output)


@click.command("functions", epilog=examples("functions", "functions rate", "functions -o json | jq -r '.[].name'"))
@click.argument("name", required=False, shell_complete=complete_function)
@output_options(strict=False)
def functions_command(name: str | None, output: OutputChoice) -> None:
    """List the functions and aggregations of PromQL, or those whose name has NAME in it."""
    rows = [
        {
            "name": info.name,
            "signature": signature(info),
            "since": info.since,
            "experimental": info.experimental,
            "summary": info.summary.replace("``", ""),
        }
        for info in (*aggregations(), *functions())
        if name is None or name.lower() in info.name
    ]
    if not rows:
        say("error", f"no function has {name!r} in its name")
        fail()
    show(lambda: of_rows(rows, columns=("signature", "since", "summary")), output)
