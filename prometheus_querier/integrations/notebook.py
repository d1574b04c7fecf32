"""``%load_ext prometheus_querier``: the magic ``%promql`` for IPython and Jupyter, with completion from the server."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from prometheus_querier.client import PrometheusClient
from prometheus_querier.errors import PrometheusQuerierError, QueryBuildError
from prometheus_querier.queriers import QueryTimeRange
from prometheus_querier.results import MatrixResult, VectorResult
from prometheus_querier.results.charts.contents import zone_of
from prometheus_querier.results.charts.units import metrics_of
from prometheus_querier.services.completion import complete_query
from prometheus_querier.services.suggesting import empty_because
from prometheus_querier.timestamps import ms_to_datetime

from .magic_options import OPTIONS, MagicOptions, read_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from IPython.core.completer import CompletionContext
    from IPython.core.interactiveshell import InteractiveShell

    from prometheus_querier.results import QueryResult
    from prometheus_querier.results.charts.units import Metadata

    Completions: TypeAlias = dict[str, Any]

_NAME = "promql"
_CLIENT = "client"
_PATIENCE = 2.0
"""Seconds that a server may take to complete a word, for which somebody waits."""

_MOST = 500
_LINE = re.compile(r"\A(?:[^\"'#%]*=)?\s*%%?promql\s(.*)\Z", re.DOTALL)
_CELL = re.compile(r"\A\s*%%promql\b([^\n]*)\n(.*)\Z", re.DOTALL)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Adds ``%promql`` and its completion to a shell; ``%load_ext prometheus_querier`` calls it."""
    unload_ipython_extension(shell)
    magic = _Magic(shell)
    shell.register_magic_function(magic.promql, "line_cell", _NAME)  # type: ignore[arg-type] # it takes any function
    shell.Completer.custom_matchers.append(magic.complete)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Removes ``%promql`` and its completion from a shell; ``%unload_ext prometheus_querier`` calls it."""
    for magics in shell.magics_manager.magics.values():
        magics.pop(_NAME, None)
    matchers = shell.Completer.custom_matchers
    matchers[:] = [one for one in matchers if not isinstance(getattr(one, "__self__", None), _Magic)]


class _Magic:
    """The magic and the completion of one shell."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell

    def promql(self, line: str, cell: str | None = None) -> QueryResult | None:
        """Asks the server that the variable ``client`` is connected to.

            client = prometheus_querier.connect("http://localhost:9090")
            %promql up
            %promql --last 1h --plot rate(http_requests_total[5m])
            result = %promql --last 1h --step 1m up

        ``%%promql`` takes the query from the lines below. Without options it asks for the value now. Braces and dollar
        signs are PromQL's: nothing of Python is put into a query; ``client.query_range()`` takes queries that are made.

        --last 6h       the range of this length that ends now, or at --end
        --start, --end  a range between two times: 2024-01-01T00:00:00Z, or Unix seconds; until now without --end
        --step 1m       the distance of the points; else a round one that gives about a thousand
        --time T        the value at this time
        --plot          draws a chart, too; --plot=plotly an interactive one
        --unit bytes    the unit of the chart; else what the server's metadata or the metric's name says
        --timezone Z    the zone of the chart: UTC, local, Europe/Berlin
        --client NAME   another variable with a client
        -o NAME         stores the answer in a variable
        --              ends the options, before a query that begins with a minus

        A semicolon at the end shows the chart alone; of an answer that is not shown, only ``-o`` keeps something.
        """
        try:
            options = read_options(line if cell is None else f"{line}\n{cell}")
            client = self._client(options.client)
            asked = _time_range(options)
            result = _ask(client, options, asked)
            if options.output:
                self._shell.push({options.output: result})
            if options.plot:
                _draw(client, result, options, asked)
        except PrometheusQuerierError as error:
            raise _shown(error) from None
        if options.silent:
            return None
        if isinstance(result, MatrixResult | VectorResult) and not result:
            for reason in empty_because(client, options.query, listing=f'{options.client}.label_values("__name__")'):
                print(reason)  # noqa: T201 - what a cell prints stands above what it shows
        return result

    # What IPython reads off a magic. It would take PromQL's braces for Python's otherwise.
    promql._ipython_magic_no_var_expand = True  # type: ignore[attr-defined]  # noqa: SLF001

    def complete(self, context: CompletionContext) -> Completions:
        """Completes options and queries of the magic, and leaves all other text alone."""
        lines = context.full_text.split("\n")[: context.cursor_line + 1]
        lines[-1] = lines[-1][: context.cursor_position]
        found, cell = _LINE.match(lines[-1]), _CELL.match("\n".join(lines))
        if found is None and cell is None:
            return {"completions": []}
        written = found[1] if found is not None else f"{cell[1]}\n{cell[2]}" if cell is not None else ""
        option = re.search(r"(?:\A|\s)(--[a-z]*)\Z", written)
        if option is not None and cell is None:
            return _completions(option[1], [name for name in OPTIONS if name.startswith(option[1])])
        name = re.search(r"--client[ =](\S+)", written)
        begun, names = complete_query(
            written, self._asking(name[1] if name is not None else _CLIENT), timeout=_PATIENCE
        )
        # Where nothing fits, IPython would offer names of Python and of files; what is written already stands in for nothing.
        return _completions(begun, names or [begun])

    complete.matcher_api_version = 2  # type: ignore[attr-defined]
    complete.matcher_identifier = _NAME  # type: ignore[attr-defined]
    complete.matcher_priority = 1000  # type: ignore[attr-defined]

    def _asking(self, name: str) -> Callable[[Callable[[PrometheusClient], Sequence[str]]], Sequence[str]]:
        def ask(question: Callable[[PrometheusClient], Sequence[str]]) -> Sequence[str]:
            # Whoever writes sees nothing but the completions: no server, no completions.
            with suppress(PrometheusQuerierError):
                return question(self._client(name))
            return []

        return ask

    def _client(self, name: str) -> PrometheusClient:
        client = self._shell.user_ns.get(name)
        if not isinstance(client, PrometheusClient):
            what = "is no client" if name in self._shell.user_ns else "is not there"
            raise QueryBuildError(
                f"%promql asks the server of the variable {name!r}, which {what}: write\n"
                f'  {name} = prometheus_querier.connect("http://localhost:9090")'
            )
        return client


def _ask(client: PrometheusClient, options: MagicOptions, asked: QueryTimeRange | None) -> QueryResult:
    if asked is not None:
        return client.query_range(options.query, asked)
    return client.query(options.query, options.time)


def _time_range(options: MagicOptions) -> QueryTimeRange | None:
    if options.last is not None:
        if options.start is not None:
            raise QueryBuildError("--last and --start both say where the range begins: write one of them")
        return QueryTimeRange.last(options.last, step=options.step, end=options.end)
    if options.start is not None:
        return QueryTimeRange.of(options.start, options.end or time.time(), options.step)
    if options.end is not None or options.step is not None:
        raise QueryBuildError("--end and --step are for a range: write --last 6h, or --start, too")
    return None


def _draw(client: PrometheusClient, result: QueryResult, options: MagicOptions, asked: QueryTimeRange | None) -> None:
    from IPython.display import display  # noqa: PLC0415 - an extra

    if not isinstance(result, MatrixResult | VectorResult):
        raise QueryBuildError("--plot draws series, and the answer is a single value")
    metadata = _metadata(client, options.query) if options.unit is None else None
    wanted: dict[str, Any] = {"unit": options.unit, "timezone": options.timezone, "metadata": metadata}
    # All that was asked about, so that it is seen where the data ends before.
    zone, _ = zone_of(options.timezone)
    span = asked.in_ms()[:2] if asked is not None and asked.points > 1 else ()
    ends = [ms_to_datetime(end).astimezone(zone) for end in span]
    if options.plot == "plotly":
        figure = result.plot("plotly", **wanted)
        if ends:
            figure.update_xaxes(range=[end.replace(tzinfo=None) for end in ends])
        display(figure)
        return
    axes = result.plot(**wanted)
    if ends:
        axes.set_xlim(*ends)
    from prometheus_querier.results.formats.matplotlib import show  # noqa: PLC0415 - an extra

    show(axes, display)


def _metadata(client: PrometheusClient, query: str) -> Metadata:
    """What the server says of the metrics of a query, if it says anything: a chart without a unit is a chart, too."""
    found: dict[str, Any] = {}
    with suppress(PrometheusQuerierError):
        for name in metrics_of(query):
            found |= client.metadata(metric=name, timeout=_PATIENCE)
    return found


def _shown(error: PrometheusQuerierError) -> Exception:
    """Makes the error that IPython shows without a traceback."""
    from IPython.core.error import UsageError  # noqa: PLC0415 - an extra

    return UsageError("\n".join([str(error), *getattr(error, "__notes__", ())]))


def _completions(begun: str, names: Sequence[str]) -> Completions:
    from IPython.core.completer import SimpleCompletion  # noqa: PLC0415 - an extra

    # Nothing of Python, such as the names of files, may come between.
    return {
        "completions": [SimpleCompletion(text=name) for name in names[:_MOST]],
        "matched_fragment": begun,
        "suppress": True,
    }
