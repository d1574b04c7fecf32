"""The options that commands share; each decorator hands the command one object instead of its many options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from time import time as now
from typing import TYPE_CHECKING, Any, TypeVar

from .completing import complete_profile
from .connecting import ServerChoice
from .libraries import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_querier.queriers import QueryTimeRange

FORMATS = ("table", "json", "jsonl", "csv", "parquet")

_Command = TypeVar("_Command", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputChoice:
    """How a command shows what it found.

    Attributes:
        format: One of ``FORMATS``, or ``promql`` for the query alone, which is then not asked.
        strict: Whether a partial answer is a failure.
        watch: Seconds between one answer and the next; ``None`` to ask once.
        plot: Whether to draw instead of the table.
    """

    format: str = "table"
    strict: bool = False
    watch: float | None = None
    plot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChoice:
    """Which time the command line asks about; ``None`` where it says nothing."""

    last: str | None = None
    start: str | None = None
    end: str | None = None
    step: str = "auto"

    def time_range(self, *, default: str = "1h") -> QueryTimeRange:
        """Makes the range that is asked about, as of now.

        Raises:
            QueryBuildError: A time or duration is none.
        """
        from prometheus_querier.queriers import QueryTimeRange  # noqa: PLC0415 - help does not need it

        step = None if self.step == "auto" else self.step
        if self.start is not None:
            return QueryTimeRange.of(self.start, now() if self.end is None else self.end, step)
        return QueryTimeRange.last(self.last or default, step=step, end=self.end)

    def borders(self) -> dict[str, Any]:
        """Gives ``start`` and ``end`` for a listing; all of the time there is when nothing is said."""
        if self.last is None and self.start is None:
            return {"start": None, "end": self.end}
        # There are no steps at which it could end before now.
        found = replace(self, end=str(now()) if self.end is None else self.end).time_range()
        return {"start": found.start, "end": found.end}


def server_options(command: _Command) -> _Command:
    """Adds the options that say which server to ask; the command gets them as ``server``."""

    @click.option("--url", metavar="URL", help="The server, such as http://localhost:9090.  [env: PROMETHEUS_URL]")
    @click.option(
        "--profile",
        metavar="NAME",
        shell_complete=complete_profile,
        help="A server of the configuration file.  [env: PROMETHEUS_PROFILE]",
    )
    @click.option("--tenant", metavar="ID", help="The tenant, where the server has several.")
    @click.option("--timeout", metavar="DURATION", help="Most time for one question, such as 30s.")
    @wraps(command)
    def packed(
        *args: Any, url: str | None, profile: str | None, tenant: str | None, timeout: str | None, **rest: Any
    ) -> Any:
        server = ServerChoice(url=url, profile=profile, tenant=tenant, timeout=timeout)
        return command(*args, server=server, **rest)

    return packed  # type: ignore[return-value]  # the same command to click, with other keywords


def output_options(
    *, promql: bool = False, watch: bool = False, plot: bool = False, strict: bool = True
) -> Callable[[_Command], _Command]:
    """Adds the options that say how to show what was found; the command gets them as ``output``.

    Args:
        promql: Whether ``-o promql`` is offered.
        watch: Whether ``--watch`` is.
        plot: Whether ``--plot`` is.
        strict: Whether ``--strict`` is.
    """
    formats = (*FORMATS, "promql") if promql else FORMATS

    def decorate(command: _Command) -> _Command:
        @wraps(command)
        def packed(*args: Any, output: str, **rest: Any) -> Any:
            choice = OutputChoice(
                format=output,
                strict=rest.pop("strict", False),
                watch=_seconds(rest.pop("watch", None)),
                plot=rest.pop("plot", False),
            )
            if choice.plot and choice.format != "table":
                raise click.UsageError("--plot draws in place of the table: leave --output out")
            if choice.watch is not None and choice.format not in ("table", "jsonl"):
                raise click.UsageError("--watch goes with -o table and -o jsonl only")
            return command(*args, output=choice, **rest)

        made: Any = packed
        if strict:
            made = click.option("--strict", is_flag=True, help="Exit with 4 when the answer may be partial.")(made)
        if watch:
            made = click.option("--watch", metavar="DURATION", help="Ask again and again, such as every 5s.")(made)
        if plot:
            made = click.option("--plot", is_flag=True, help="Draw the values instead of the table.")(made)
        shown = "How to show it; promql shows the query and asks nothing." if promql else "How to show it."
        return click.option(  # type: ignore[no-any-return]  # the same command to click
            "-o", "--output", type=click.Choice(formats), default="table", show_default=True, help=shown
        )(made)

    return decorate


def time_options(*, step: bool = False) -> Callable[[_Command], _Command]:
    """Adds the options that say which time is meant; the command gets them as ``time``.

    Args:
        step: Whether ``--step`` is offered, and without any option the last hour is meant.
    """

    def decorate(command: _Command) -> _Command:
        @wraps(command)
        def packed(*args: Any, **rest: Any) -> Any:
            own = {name: rest.pop(name) for name in ("last", "start", "end", "step") if name in rest}
            if own["last"] is not None and own["start"] is not None:
                raise click.UsageError("give --last or --start, not both")
            return command(*args, time=TimeChoice(**own), **rest)

        made: Any = packed
        if step:
            made = click.option(
                "--step", metavar="DURATION", default="auto", show_default=True, help="Distance of the points."
            )(made)
        made = click.option("--end", metavar="TIME", help="Last point; now by default.")(made)
        made = click.option("--start", metavar="TIME", help="First point: RFC 3339 or Unix seconds.")(made)
        shown = "Length of the range until --end, such as 6h or 7d." + ("  [default: 1h]" if step else "")
        return click.option("--last", metavar="DURATION", help=shown)(made)  # type: ignore[no-any-return]  # as above

    return decorate


def examples(*lines: str) -> str:
    """Lays examples out for the end of a command's help."""
    return "\n".join(("\b", "Examples:", *(f"  prometheus-querier {line}" for line in lines)))


def _seconds(duration: str | None) -> float | None:
    if duration is None:
        return None
    from prometheus_querier.durations import positive_duration_to_ms  # noqa: PLC0415 - seldom needed

    return positive_duration_to_ms(duration, name="--watch") / 1000
