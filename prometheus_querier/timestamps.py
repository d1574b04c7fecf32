"""Points in time: what people have (aware datetimes, numbers, RFC 3339 text) to whole Unix milliseconds and back."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from prometheus_querier.durations import format_seconds, to_float
from prometheus_querier.errors import QueryBuildError

TimeLike: TypeAlias = datetime | str | int | float
"""An aware datetime, RFC 3339 text, or Unix seconds as a number or text."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_RFC3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,]([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)
_RELATIVE = re.compile(r"now.{0,20}|[+-][0-9]+[a-z]{1,2}", re.ASCII | re.IGNORECASE)
# Servers count int64 nanoseconds from 1970; outside they wrap around without an error.
_EARLIEST, _LATEST = -9_223_372_036_854, 9_223_372_036_854


def timestamp_to_ms(value: TimeLike, *, name: str = "time") -> int:
    """Converts a point in time to whole Unix milliseconds.

    Args:
        value: An aware datetime; Unix seconds as a number or as text; RFC 3339 text with a zone.
        name: What the time is, for the error message.

    Raises:
        QueryBuildError: It is no time, has no zone, or lies outside the years 1677 to 2262 that servers can hold.

    >>> timestamp_to_ms("2024-01-01T00:00:00Z")
    1704067200000
    >>> timestamp_to_ms(1704067200.25)
    1704067200250
    """
    if isinstance(value, datetime):
        if value.tzinfo is None or value.utcoffset() is None:
            raise QueryBuildError(
                f"{name} {value.isoformat()} has no time zone, so it names no point in time: write "
                f"datetime(..., tzinfo=timezone.utc), datetime.now(timezone.utc), or value.astimezone() for local time"
            )
        ms = _round_us((value - _EPOCH) // timedelta(microseconds=1))
    elif isinstance(value, str):
        ms = _parse(value, name)
    elif isinstance(value, (bool, date, timedelta)) or not hasattr(value, "__float__"):
        raise QueryBuildError(
            f"{name} must be an aware datetime, RFC 3339 text or Unix seconds, not {type(value).__name__} {value!r}"
        )
    else:
        ms = _from_seconds(to_float(value), value, name)
    if not _EARLIEST <= ms <= _LATEST:
        raise QueryBuildError(
            f"{name} {value!r} is outside the years 1677 to 2262 that Prometheus can hold; numbers are Unix seconds, "
            f"not milliseconds"
        )
    return ms


def format_timestamp(ms: int) -> str:
    """Spells Unix milliseconds as the seconds that every backend reads.

    >>> format_timestamp(1704067200000), format_timestamp(1704067200250)
    ('1704067200', '1704067200.25')
    """
    return format_seconds(ms)


def ms_to_datetime(ms: int) -> datetime:
    """Converts Unix milliseconds to an aware datetime in UTC.

    >>> ms_to_datetime(1704067200250).isoformat()
    '2024-01-01T00:00:00.250000+00:00'
    """
    return _EPOCH + timedelta(milliseconds=ms)


def _round_us(micros: int) -> int:
    return (micros + 500) // 1000


def _from_seconds(seconds: float, value: object, name: str) -> int:
    if not math.isfinite(seconds * 1000):
        raise QueryBuildError(f"{name} must be a finite number of Unix seconds, not {value!r}")
    return round(seconds * 1000)


def _parse(text: str, name: str) -> int:
    if len(text) <= 64:  # noqa: PLR2004 - far more than any time needs
        if _NUMBER.fullmatch(text):
            return _from_seconds(float(text), text, name)
        match = _RFC3339.fullmatch(text)
        if match:
            day, clock, fraction, zone = match.groups()
            if zone is None:
                raise QueryBuildError(
                    f"{name} {text!r} has no time zone, so it names no point in time: write {text}Z for UTC, or an "
                    f"offset such as {text}+01:00"
                )
            try:
                moment = datetime.fromisoformat(f"{day}T{clock}{zone.replace('Z', '+00:00')}")
            except ValueError as error:
                raise QueryBuildError(f"{name} {text!r} does not exist: {error}") from None
            micros = int(f"{fraction or '0':0<6.6}")
            return (moment - _EPOCH) // timedelta(milliseconds=1) + _round_us(micros)
    shown = text if len(text) <= 64 else text[:64] + "…"  # noqa: PLR2004
    advice = "write RFC 3339 with a zone, such as '2024-01-01T00:00:00Z', or Unix seconds"
    if _RELATIVE.fullmatch(text.strip()):
        advice += "; datetime.now(timezone.utc) is now, and QueryTimeRange.last('1h') the hour before"
    raise QueryBuildError(f"{name} {shown!r} is not a time: {advice}")
