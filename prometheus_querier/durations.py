"""Lengths of time: what people have (text, timedelta, seconds) to whole milliseconds, and to PromQL's spelling."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from typing import SupportsFloat, TypeAlias

from prometheus_querier.errors import QueryBuildError

DurationLike: TypeAlias = str | timedelta | int | float
"""Text such as ``1h30m`` or ``90`` (seconds), a timedelta, or a number of seconds."""

_UNITS = {"y": 31_536_000_000, "w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_GRAMMAR = re.compile(r"(-?)" + "".join(f"(?:([0-9]+){unit})?" for unit in _UNITS), re.ASCII)
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
LONGEST_MS = (2**63 - 1) // 1_000_000
"""Prometheus holds durations as int64 nanoseconds."""

_MICROSECONDS_PER_MILLISECOND = 1000


def duration_to_ms(value: DurationLike, *, name: str = "duration") -> int:
    """Converts a duration to whole milliseconds.

    Args:
        value: Text as PromQL spells it (``1h30m``, units from ``y`` to ``ms`` in descending order) or a number of
            seconds as text; a timedelta; or seconds. May be negative, as an ``offset`` may.
        name: What the duration is, for the error message.

    Raises:
        QueryBuildError: It is no duration, is finer than a millisecond, or longer than Prometheus' 292 years.

    >>> duration_to_ms("1h30m")
    5400000
    >>> duration_to_ms(0.5)
    500
    """
    if isinstance(value, str):
        ms = _parse(value, name)
    elif isinstance(value, timedelta):
        micros = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
        ms, rest = divmod(micros, _MICROSECONDS_PER_MILLISECOND)
        if rest:
            raise QueryBuildError(f"{name} {value!r} is finer than a millisecond, which Prometheus cannot express")
    elif isinstance(value, bool) or not hasattr(value, "__float__"):
        raise QueryBuildError(
            f"{name} must be text such as '5m', a timedelta or a number of seconds, not {type(value).__name__}"
        )
    else:
        ms = _from_seconds(to_float(value), value, name)
    if abs(ms) > LONGEST_MS:
        raise QueryBuildError(f"{name} {value!r} is longer than the 292 years that Prometheus can hold")
    return ms


def positive_duration_to_ms(value: DurationLike, *, name: str = "duration") -> int:
    """Converts like :func:`duration_to_ms`, and refuses zero and negative durations."""
    ms = duration_to_ms(value, name=name)
    if ms <= 0:
        raise QueryBuildError(f"{name} must be longer than zero, not {value!r}")
    return ms


def format_duration(ms: int) -> str:
    """Spells milliseconds as Prometheus prints them.

    >>> format_duration(5_400_000), format_duration(1_209_600_000), format_duration(0)
    ('1h30m', '2w', '0s')
    """
    if ms == 0:
        return "0s"
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    parts = []
    for unit, size in _UNITS.items():
        # Years and weeks only when they say it all: 366d stays 366d.
        if unit in ("y", "w") and ms % size:
            continue
        count, ms = divmod(ms, size)
        if count:
            parts.append(f"{count}{unit}")
    return sign + "".join(parts)


def format_seconds(ms: int) -> str:
    """Spells milliseconds as seconds, for a URL parameter or a PromQL number.

    >>> format_seconds(300_000), format_seconds(1_500), format_seconds(-1)
    ('300', '1.5', '-0.001')
    """
    whole, rest = divmod(abs(ms), 1000)
    text = f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
    return f"-{text}" if ms < 0 else text


def to_float(value: SupportsFloat) -> float:
    """Converts a number; what no float can hold is infinite.

    >>> to_float(5), to_float(10**400)
    (5.0, inf)
    """
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _parse(text: str, name: str) -> int:
    # Digits are bounded before int(), whose cost grows with the square of their number.
    if len(text) <= 64:  # noqa: PLR2004 - far more than any duration needs
        match = _GRAMMAR.fullmatch(text)
        if match and text not in ("", "-"):
            sign, *counts = match.groups()
            ms = sum(int(count) * size for count, size in zip(counts, _UNITS.values(), strict=True) if count)
            return -ms if sign else ms
        if _NUMBER.fullmatch(text):
            return _from_seconds(float(text), text, name)
    shown = text if len(text) <= 64 else text[:64] + "…"  # noqa: PLR2004
    raise QueryBuildError(
        f"{name} {shown!r} is not a duration: write whole numbers with units y w d h m s ms in descending order, "
        f"such as '5m', '1h30m' or '500ms', or a number of seconds"
    )


def _from_seconds(seconds: float, value: object, name: str) -> int:
    if not abs(seconds) < LONGEST_MS:  # also catches NaN
        raise QueryBuildError(f"{name} must be a finite number of seconds, not {value!r}")
    ms = round(seconds * 1000)
    # A float cannot hold most decimal fractions: what is meant is the nearest millisecond, unless it is clearly not.
    if abs(seconds * 1000 - ms) > 1e-3 * max(1.0, abs(ms) * 1e-9):
        raise QueryBuildError(f"{name} {value!r} is finer than a millisecond, which Prometheus cannot express")
    return ms
