"""When to ask about: start, end and step of a range query."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from prometheus_querier.durations import format_duration, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.timestamps import format_timestamp, timestamp_to_ms

if TYPE_CHECKING:
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.timestamps import TimeLike


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
    def of(cls, start: TimeLike, end: TimeLike, step: DurationLike) -> Self:
        """Makes a range from aware datetimes, Unix seconds, RFC 3339 text, timedeltas and durations.

        >>> QueryTimeRange.of(0, 3600, "1m")
        QueryTimeRange(start='0', end='3600', step='1m')
        """
        return cls(
            format_timestamp(timestamp_to_ms(start, name="start")),
            format_timestamp(timestamp_to_ms(end, name="end")),
            format_duration(positive_duration_to_ms(step, name="step")),
        )

    @classmethod
    def last(cls, duration: DurationLike, *, step: DurationLike, end: TimeLike | None = None) -> Self:
        """Makes the range of the given length that ends now, or at ``end``.

        >>> QueryTimeRange.last("1h", step="1m", end=7200)
        QueryTimeRange(start='3600', end='7200', step='1m')
        """
        end_ms = timestamp_to_ms(time.time() if end is None else end, name="end")
        start_ms = end_ms - positive_duration_to_ms(duration, name="duration")
        return cls.of(start_ms / 1000, end_ms / 1000, step)

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
