"""A long question in parts that are asked for one by one, here or on other machines. Parts are plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, overload

from prometheus_querier.client.splitting import MAX_POINTS, independent_of_borders, split
from prometheus_querier.durations import format_duration, positive_duration_to_ms
from prometheus_querier.errors import (
    ExecutionError,
    MalformedResponseError,
    QueryBuildError,
    ResponseTooLargeError,
    TooManyPointsError,
)
from prometheus_querier.queriers import QueryTimeRange, to_promql
from prometheus_querier.queriers.time_range import range_in_ms
from prometheus_querier.results import join
from prometheus_querier.timestamps import format_timestamp, ms_to_datetime

if TYPE_CHECKING:
    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import Question
    from prometheus_querier.results import MatrixResult, Series

_TOO_MUCH = "too many samples"
"""What servers say of a query that would take more memory than it may."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question; it can be pickled and fetched anywhere.

    Attributes:
        query: The PromQL.
        start: Its first point, in Unix milliseconds.
        end: Its last point; of a question that depends on its whole range, the end that was asked for.
        step: Distance of the points, in milliseconds.
    """

    query: str
    start: int
    end: int
    step: int

    @property
    def time_range(self) -> QueryTimeRange:
        """Its points as a range."""
        return QueryTimeRange(format_timestamp(self.start), format_timestamp(self.end), format_duration(self.step))

    @property
    def points(self) -> int:
        """How many points it has."""
        return (self.end - self.start) // self.step + 1

    def fetch(self, client: PrometheusClient) -> MatrixResult:
        """Fetches it, with as few requests as the server allows, one after the other.

        A piece that is too large for one answer, or for the server's memory, is asked for in halves.

        Raises:
            MalformedResponseError: The server answered other points than it was asked for.
        """
        pieces = _pieces(self, MAX_POINTS)
        results = []
        while pieces:
            piece = pieces.pop()
            try:
                result = client.query_range(piece.query, piece.time_range)
            except (ResponseTooLargeError, ExecutionError) as error:
                if piece.points == 1 or (isinstance(error, ExecutionError) and _TOO_MUCH not in error.message):
                    raise
                try:
                    pieces += _pieces(piece, -(-piece.points // 2))
                except TooManyPointsError as inseparable:
                    error.add_note(str(inseparable))
                    raise error from None
            else:
                for series in result:
                    piece.check(series)
                results.append(result)
        return join(results)

    def check(self, series: Series) -> None:
        """Refuses a series with points beside those of this part: then others are missing or come twice.

        Raises:
            MalformedResponseError: There are such points.
        """
        for times in (series.timestamps, series.histogram_timestamps):
            for seconds in (times[0], times[-1]) if times else ():
                ms = round(seconds * 1000)
                if not self.start <= ms <= self.end or (ms - self.start) % self.step:
                    raise MalformedResponseError(
                        f"the server answered a point at {format_timestamp(ms)}, which it was not asked for: it moves "
                        f"times to a grid of its own (VictoriaMetrics does, without nocache=1). Begin the range at a "
                        f"multiple of its step"
                    )

    def __str__(self) -> str:
        return f"{ms_to_datetime(self.start).isoformat()} to {ms_to_datetime(self.end).isoformat()}"


@dataclass(frozen=True, slots=True)
class Plan(Sequence[Part]):
    """The parts of a question, in order of time: together they have each of its points exactly once.

    A part has the points of one calendar interval in UTC, such as a day or an hour: its borders do not move with the
    beginning of the range.

    Attributes:
        query: The PromQL; ``@ start()`` and ``@ end()`` are replaced by the times that they mean.
        start: The first point, in Unix milliseconds.
        end: The last point.
        step: Distance of the points, in milliseconds.
        part: Length of the intervals, in milliseconds; ``None`` for one part.
    """

    query: str
    start: int
    end: int
    step: int
    part: int | None
    _first: int = field(init=False, repr=False, compare=False)
    _count: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = 0 if self.part is None else self.start // self.part
        object.__setattr__(self, "_first", first)
        object.__setattr__(self, "_count", 1 if self.part is None else self.end // self.part - first + 1)

    @overload
    def __getitem__(self, index: int) -> Part: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Part]: ...
    def __getitem__(self, index: int | slice) -> Part | Sequence[Part]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        index = range(self._count)[index]
        if self.part is None:
            return Part(self.query, self.start, self.end, self.step)
        border = (self._first + index) * self.part
        start, after = (self._at_or_after(time) for time in (max(border, self.start), border + self.part))
        return Part(self.query, start, min(after - self.step, self.end), self.step)

    def __len__(self) -> int:
        return self._count

    def _at_or_after(self, time: int) -> int:
        """The first point that does not lie before a time."""
        return self.start - (self.start - time) // self.step * self.step


def plan(what: Question, time_range: QueryTimeRange, *, part: DurationLike | None = "1d") -> Plan:
    """Makes the parts of a question; nothing is sent.

    Args:
        what: A querier, an expression or PromQL text; an instant vector or a scalar.
        time_range: Start, end and step.
        part: Length of the parts, at least one step; ``None`` for one part.

    Raises:
        QueryBuildError: A part is shorter than a step.
        TooManyPointsError: The question depends on the range as a whole, and so cannot be asked in parts.

    >>> week = QueryTimeRange("2024-01-01T06:00:00Z", "2024-01-08T06:00:00Z", "1h")
    >>> parts = plan("up", week)
    >>> len(parts), parts[0].points, parts[1].points, sum(part.points for part in parts) == week.points
    (8, 18, 24, True)
    >>> print(parts[1])
    2024-01-02T00:00:00+00:00 to 2024-01-02T23:00:00+00:00
    """
    start, end, step = range_in_ms(time_range)
    length = None if part is None else positive_duration_to_ms(part, name="part")
    if length is not None and length < step:
        raise QueryBuildError(
            f"part {format_duration(length)} is shorter than the step of {format_duration(step)}: make it at least as long"
        )
    query, last = to_promql(what), end - (end - start) % step
    made = Plan(query, start, last, step, length)
    advice = f"Ask for {MAX_POINTS:,} points at most, with part=None for one part"
    try:
        return replace(made, query=independent_of_borders(query, start, end, advice=advice))
    except TooManyPointsError:
        if len(made) > 1 or made[0].points > MAX_POINTS:
            raise
        # What it depends on is the end that was asked for, and not the last point.
        return Plan(query, start, end, step, None)


def _pieces(part: Part, most: int) -> list[Part]:
    """Splits a part, the last piece first; ``@ start()`` and ``@ end()`` go on meaning the whole of it.

    Raises:
        TooManyPointsError: It depends on its whole range.
    """
    pieces = split(part.start, part.end, part.step, most)
    if len(pieces) == 1:
        return [part]
    advice = "Ask about a shorter range, or with a longer step"
    query = independent_of_borders(part.query, part.start, part.end, advice=advice)
    return [Part(query, piece.start, piece.end, part.step) for piece in reversed(pieces)]
