"""From Python values to the text of an endpoint's parameters, and to the request that carries them.

What servers would misread, ignore or cut off is refused here, before anything is sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prometheus_querier.durations import format_seconds, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError, QueryTooLargeError, TooManyPointsError, UnsafeNameError
from prometheus_querier.http import HttpRequest
from prometheus_querier.timestamps import format_timestamp, timestamp_to_ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prometheus_querier.durations import DurationLike
    from prometheus_querier.timestamps import TimeLike

    from .endpoints import Endpoint

MAX_REQUEST_BYTES = 1 << 20
"""A GET above 1 MB is cut off by servers, and a POST above 10 MB is read as an empty query; both without a clear error."""
MAX_POINTS = 11_000
"""A server refuses a range of more steps than this; both ends count, so one answer has up to 11,001 points."""

_LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)


def request(endpoint: Endpoint, params: Mapping[str, str | Iterable[str] | None]) -> HttpRequest:
    """Makes the request for an endpoint; ``None`` leaves a parameter out, several values repeat it.

    Raises:
        QueryTooLargeError: Servers would cut the request off.
        QueryBuildError: A value cannot be encoded as UTF-8.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        if isinstance(value, str):
            pairs.append((name, value))
        elif value is not None:
            pairs.extend((name, one) for one in value)
    try:
        size = sum(len(value.encode()) for _, value in pairs)
    except UnicodeEncodeError as error:
        raise QueryBuildError(
            f"a parameter holds a lone surrogate (U+{ord(error.object[error.start]):04X}), which is not text"
        ) from None
    if size > MAX_REQUEST_BYTES:
        raise QueryTooLargeError(
            f"the request has {size:,} bytes, more than the {MAX_REQUEST_BYTES:,} that servers read; ask in several parts"
        )
    return HttpRequest(endpoint.method, endpoint.path, tuple(pairs))


def time_parameter(value: TimeLike | None, name: str) -> str | None:
    """Spells a point in time."""
    return None if value is None else format_timestamp(timestamp_to_ms(value, name=name))


def duration_parameter(value: DurationLike | None, name: str) -> str | None:
    """Spells a duration as seconds."""
    return None if value is None else format_seconds(positive_duration_to_ms(value, name=name))


def count_parameter(value: int | None, name: str, *, least: int = 1) -> str | None:
    """Spells a count."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise QueryBuildError(f"{name} must be a whole number from {least}, not {value!r}")
    return str(value)


def check_points(start_ms: int, end_ms: int, step_ms: int, max_points: int = MAX_POINTS) -> None:
    """Refuses a range that servers refuse."""
    steps = (end_ms - start_ms) // step_ms
    if steps > max_points:
        least = -(-(end_ms - start_ms) // max_points)
        raise TooManyPointsError(
            f"{steps + 1:,} points are more than the {max_points + 1:,} of one answer; a step of "
            f"{format_seconds(least)}s or more fits"
        )


def label_segment(name: str) -> str:
    """Encodes a label name as one path segment.

    Names outside ``[a-zA-Z_][a-zA-Z0-9_]*`` and those that begin with ``U__`` are written in Prometheus 3's ``U__``
    form (``a.b`` as ``U__a_2e_b``); older servers answer 400 to it, or an empty list.
    Source: https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values

    >>> label_segment("job"), label_segment("a.b"), label_segment("a_b/c")
    ('job', 'U__a_2e_b', 'U__a__b_2f_c')
    """
    if not isinstance(name, str) or not name:
        raise UnsafeNameError(f"a label name must be text that is not empty, not {name!r}")
    if _LABEL_NAME.fullmatch(name) and not name.startswith("U__"):
        return name
    if any("\ud800" <= char <= "\udfff" for char in name):
        raise UnsafeNameError("a label name holds a lone surrogate, which is not text")
    return "U__" + "".join(
        "__" if char == "_" else char if char.isascii() and char.isalnum() else f"_{ord(char):x}_" for char in name
    )
