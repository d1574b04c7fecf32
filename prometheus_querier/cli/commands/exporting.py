"""``export``: answers too long for one request or for memory, into files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from prometheus_querier.cli.completing import complete_query
from prometheus_querier.cli.failures import ExitCode, say
from prometheus_querier.cli.libraries import click
from prometheus_querier.cli.options import examples, server_options, time_options
from prometheus_querier.cli.showing import fail, why_empty
from prometheus_querier.cli.texts import query_text

if TYPE_CHECKING:
    from pathlib import Path

    from prometheus_querier.cli.connecting import ServerChoice
    from prometheus_querier.cli.options import TimeChoice


@click.command(
    "export",
    epilog=examples(
        "export 'rate(http_requests_total[5m])' january --start 2024-01-01T00:00:00Z --end 2024-02-01T00:00:00Z --step 1m",
        "export up up-files --start 2024-01-01T00:00:00Z --end 2024-01-08T00:00:00Z --step 15s --format csv --part 6h",
    ),
)
@click.argument("query", shell_complete=complete_query)
@click.argument("directory", type=click.Path(file_okay=False, path_type=str))
@time_options(step=True)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["parquet", "csv", "jsonl"]),
    default="parquet",
    show_default=True,
    help="Format of the files.",
)
@click.option("--part", metavar="DURATION", default="1d", show_default=True, help="Length of the part in one file.")
@click.option(
    "--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Most parts asked for at once."
)
@click.option("--per-second", type=click.FloatRange(min=0, min_open=True), help="Most parts begun in a second.")
@click.option("--no-resume", is_flag=True, help="Refuse a directory that has files of this export.")
@click.option("--no-progress", is_flag=True, help="Show no bar.")
@click.option("--strict", is_flag=True, help="Exit with 4 when the answer may be partial.")
@server_options
def export_command(
    *,
    query: str,
    directory: str | Path,
    time: TimeChoice,
    file_format: Literal["parquet", "csv", "jsonl"],
    part: str,
    workers: int,
    per_second: float | None,
    no_resume: bool,
    no_progress: bool,
    strict: bool,
    server: ServerChoice,
) -> None:
    """Write the answer to QUERY over a range of time into DIRECTORY, one file a part.

    Whatever ends it, the same command goes on where it ended: give --start and --end, because the end of --last moves
    on with the clock.
    """
    from prometheus_querier.batch import export  # noqa: PLC0415 - loads what sends, which help does not need

    text = query_text(query)
    with server.open() as client:
        report = export(
            client,
            text,
            time.time_range(),
            directory,
            format=file_format,
            part=part,
            workers=workers,
            per_second=per_second,
            resume=not no_resume,
            progress=not no_progress,
        )
        infos = [] if report.rows else why_empty(client, text)
    for warning in report.warnings:
        say("warning", warning)
    for info in infos:
        say("info", info)
    click.echo(str(report), err=True)
    if strict and report.warnings:
        fail(ExitCode.PARTIAL)
