"""What a chart of a result shows: names, lines with their gaps, bars, the unit. Which library draws it is not known here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from prometheus_querier.errors import QueryBuildError, ResultTypeError
from prometheus_querier.results.naming import short_names, shorten

from .lines import GREATEST, broken, drawn_at, lone_points, longest_step
from .units import Scale, scale_of, unit_of_query

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from prometheus_querier.results.matrix import MatrixResult
    from prometheus_querier.results.vector import VectorResult

    from .units import Metadata

    Zone: TypeAlias = str | tzinfo
    """A time zone, its name such as ``Europe/Berlin``, ``UTC``, or ``local`` for that of this machine."""

NAMED = 10
"""Lines that have a colour and a name of their own; of more, the highest ones do."""

BARS = 30
"""Bars that are drawn; of more, the highest ones."""

_TITLE = 120


@dataclass(frozen=True, slots=True)
class Line:
    """The course of one series.

    Attributes:
        name: What tells it apart.
        times: In Unix seconds.
        values: As many; NaN in every gap, so that the line breaks there.
        lone: The indices of points that have no neighbour, so that no line goes through them.
    """

    name: str
    times: array[float]
    values: array[float]
    lone: list[int]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over time, the highest first.

    Attributes:
        title: The query.
        naming: The labels that the names are made of.
        lines: The lines.
        scale: How values are written.
        zone: The zone of the time axis.
        zone_name: What it is called.
    """

    title: str
    naming: str
    lines: Sequence[Line]
    scale: Scale
    zone: tzinfo
    zone_name: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """A bar for each sample, the highest first.

    Attributes:
        title: The query and the time.
        naming: The labels that the names are made of.
        names: What tells the bars apart.
        values: Their lengths.
        left_out: What has no bar; empty where everything has one.
        scale: How values are written.
    """

    title: str
    naming: str
    names: Sequence[str]
    values: Sequence[float]
    left_out: str
    scale: Scale

    @property
    def caption(self) -> str:
        """What stands below the bars: the unit, and what is left out."""
        return "   ".join(filter(None, (self.scale.name, self.left_out)))


def line_chart(
    result: MatrixResult, *, unit: str | None, metadata: Metadata | None, title: str | None, timezone: Zone
) -> LineChart:
    """Prepares a chart of a range.

    Raises:
        ResultTypeError: There are native histograms.
        QueryBuildError: There is no such time zone.
    """
    for one in result:
        if one.histograms:
            raise ResultTypeError(
                f"{one!r} has native histograms, which are no lines: ask for histogram_quantile(0.9, …), "
                f"histogram_avg(…) or histogram_count(…) of it"
            )
    ends = [one.timestamps[end] for one in result if one.timestamps for end in (0, -1)] or [0.0]
    zone, zone_name = zone_of(timezone, min(ends), max(ends))
    longest = longest_step(result.series)
    naming, names = short_names([one.labels for one in result])
    lines = []
    for name, series in zip(names, result, strict=True):
        times, values = broken(series, longest)
        lines.append(Line(name, times, values, lone_points(values)))
    lines.sort(key=lambda line: -_highest(line.values))
    highest = max((max(map(abs, filter(math.isfinite, line.values)), default=0.0) for line in lines), default=0.0)
    known = unit_of_query(result.query, metadata) if unit is None else unit
    return LineChart(_title(result.query, title), naming, lines, scale_of(known, highest), zone, zone_name)


def bar_chart(
    result: VectorResult, *, unit: str | None, metadata: Metadata | None, title: str | None, timezone: Zone
) -> BarChart:
    """Prepares a chart of the values at one point in time.

    Raises:
        ResultTypeError: There are native histograms.
        QueryBuildError: There is no such time zone.
    """
    if result.histograms:
        raise ResultTypeError(
            "the answer has native histograms, which are no bars: ask for histogram_quantile(0.9, …), histogram_avg(…) "
            "or histogram_count(…) of it"
        )
    moment = result.timestamps[0] if result.timestamps else 0.0
    zone, zone_name = zone_of(timezone, moment)
    naming, names = short_names(result.labels)
    finite = [(name, value) for name, value in zip(names, result.values, strict=True) if math.isfinite(value)]
    finite.sort(key=lambda one: -one[1])
    shown = finite[:BARS]
    known = unit_of_query(result.query, metadata) if unit is None else unit
    scale = scale_of(known, max((abs(value) for _, value in shown), default=0.0))
    if title is None and result.timestamps:
        when = datetime.fromtimestamp(round(moment, 3), zone)
        title = f"{_title(result.query, None)}\n{when:%Y-%m-%d %H:%M:%S} {zone_name}".lstrip()
    names, values = [name for name, _ in shown], [value for _, value in shown]
    return BarChart(
        title or "", naming, names, values, _left_out(len(finite) - len(shown), len(result) - len(finite)), scale
    )


def _left_out(more: int, no_number: int) -> str:
    # One that is infinite is the highest of all, and not just one more.
    return ", ".join(
        [*([f"and {more:,} more"] if more else []), *([f"{no_number:,} without a finite value"] if no_number else [])]
    )


def drawable(values: Sequence[float]) -> Sequence[float]:
    """Gives values that every library can draw: infinite ones break the line, and immense ones are cut down."""
    if all(map(math.isfinite, values)) and max(map(abs, values), default=0.0) <= GREATEST:
        return values
    return [drawn_at(value) if math.isfinite(value) else math.nan for value in values]


def zone_of(timezone: Zone, *moments: float) -> tuple[tzinfo, str]:
    """Finds a time zone, and what it is called at some moments in Unix seconds.

    Raises:
        QueryBuildError: There is no such time zone.

    >>> zone_of("UTC")
    (datetime.timezone.utc, 'UTC')
    """
    if isinstance(timezone, tzinfo):
        return timezone, str(timezone)
    if timezone == "UTC":
        return UTC, timezone
    if timezone == "local":
        here = _Here()
        return here, ", ".join(dict.fromkeys(f"{datetime.fromtimestamp(moment, here):%Z}" for moment in moments))
    try:
        return ZoneInfo(timezone), timezone
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise QueryBuildError(
            f"timezone must be 'UTC', 'local', a name such as 'Europe/Berlin' or a tzinfo, not {timezone!r}"
        ) from error


def _highest(values: Sequence[float]) -> float:
    return max(filter(math.isfinite, values), default=-math.inf)


def _title(query: str, title: str | None) -> str:
    return shorten(" ".join(query.split()), _TITLE) if title is None else title


class _Here(tzinfo):
    """The zone of this machine, with the changes of its clocks, for which Python alone has no name."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:  # noqa: ARG002 - the signature of all zones
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        # Of an hour that comes twice, this tells which it is.
        return datetime.fromtimestamp(moment.replace(tzinfo=UTC).timestamp()).replace(tzinfo=self)  # noqa: DTZ006 - of this machine
