"""When to ask about: start, end and step of a range query."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from prometheus_querier.durations import duration_to_ms, format_duration, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.timestamps import format_timestamp, timestamp_to_ms

if TYPE_CHECKING:
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.timestamps import TimeLike

_POINTS = 1000
_ROUND_STEPS = tuple(
    duration_to_ms(text)
    for text in (
        *("15s", "20s", "30s", "1m", "2m", "5m", "10m", "15m", "20m", "30m"),
        *("1h", "2h", "3h", "6h", "12h", "1d", "1w", "30d", "1y"),
    )
)


def round_step(length_ms: int) -> int:
    """Picks the round step, in milliseconds, at which a range of this length has about a thousand points.

    >>> round_step(6 * 3_600_000), round_step(0)
    (20000, 15000)
    """
    wanted = length_ms / _POINTS
    return min(_ROUND_STEPS, key=lambda step: abs(step - wanted))


@dataclass(frozen=True)
class QueryTimeRange:
    """Start, end and step of a range query, as text that Prometheus reads.

    ``QueryTimeRange.of`` and ``QueryTimeRange.last`` make one from what is at hand: datetimes, numbers, timedeltas.

    Attributes:
        start: First point: RFC 3339 with a zone, or Unix seconds.
        end: Last point at most; not before ``start``.
        step: Distance of the points: a duration such as ``1m``, or seconds.

    Raises:
        QueryBuildError: A time has no zone, the end is before the start, or the step is not longer than zero.

    >>> QueryTimeRange("2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z", "1m").points
    61
    """

    start: str
    end: str
    step: str

    def __post_init__(self) -> None:
        for name in ("start", "end", "step"):
            value = getattr(self, name)
            if not isinstance(value, str):
                raise QueryBuildError(
                    f"{name} must be text, not {type(value).__name__}: QueryTimeRange.of(start, end, step) takes "
                    f"datetimes, numbers and timedeltas"
                )
        start, end, _ = self.in_ms()
        if end < start:
            raise QueryBuildError(f"end {self.end!r} is before start {self.start!r}: swap them")

    @classmethod
    def of(cls, start: TimeLike, end: TimeLike, step: DurationLike | None = None) -> Self:
        """Makes a range from aware datetimes, Unix seconds, RFC 3339 text, timedeltas and durations.

        Args:
            start: First point.
            end: Last point at most.
            step: Distance of the points; without one, a round step that gives a chart about a thousand points, and
                not less than the 15 seconds between usual scrapes, as Grafana picks it.

        >>> QueryTimeRange.of(0, 3600, "1m")
        QueryTimeRange(start='0', end='3600', step='1m')
        """
        start_ms, end_ms = timestamp_to_ms(start, name="start"), timestamp_to_ms(end, name="end")
        step_ms = round_step(end_ms - start_ms) if step is None else positive_duration_to_ms(step, name="step")
        return cls(format_timestamp(start_ms), format_timestamp(end_ms), format_duration(step_ms))

    @classmethod
    def last(cls, duration: DurationLike, *, step: DurationLike | None = None, end: TimeLike | None = None) -> Self:
        """Makes the range of the given length that ends now, or at ``end``; ``step`` as for :meth:`of`.

        Now is the latest whole step, counted from 1970, as in Grafana: whoever asks again gets the points from before
        and new ones, which a cache can tell apart, in place of other points between them.

        >>> QueryTimeRange.last("1h", step="1m", end=7200)
        QueryTimeRange(start='3600', end='7200', step='1m')
        >>> QueryTimeRange.last("7d", end=604800).step
        '10m'
        """
        length = positive_duration_to_ms(duration, name="duration")
        step_ms = round_step(length) if step is None else positive_duration_to_ms(step, name="step")
        end_ms = timestamp_to_ms(time.time() if end is None else end, name="end")
        if end is None and step_ms <= length:
            end_ms -= end_ms % step_ms
        return cls.of((end_ms - length) / 1000, end_ms / 1000, step_ms / 1000)

    def in_ms(self) -> tuple[int, int, int]:
        """Start, end and step in milliseconds."""
        return (
            timestamp_to_ms(self.start, name="start"),
            timestamp_to_ms(self.end, name="end"),
            positive_duration_to_ms(self.step, name="step"),
        )

    @property
    def points(self) -> int:
        """How many points a series without gaps has."""
        start, end, step = self.in_ms()
        return (end - start) // step + 1


def range_in_ms(time_range: QueryTimeRange) -> tuple[int, int, int]:
    """Start, end and step in milliseconds, of what somebody gives as ``time_range=``.

    Raises:
        QueryBuildError: It is none.
    """
    if not isinstance(time_range, QueryTimeRange):
        raise QueryBuildError(
            f"time_range must be a QueryTimeRange, not {type(time_range).__name__}: write QueryTimeRange.last('1h', "
            "step='1m') or QueryTimeRange.of(start, end, step)"
        )
    return time_range.in_ms()
