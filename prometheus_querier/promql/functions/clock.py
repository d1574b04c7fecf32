"""Functions of time: of the evaluation, of samples, and of the query; all in UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import instant_call
from prometheus_querier.promql.nodes import ScalarCall, VectorCall
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, Scalar


@function(since="0.1.0")
def time() -> Scalar:
    """Unix time of the evaluation in seconds.

    >>> from prometheus_querier import promql as q
    >>> print(q.time())
    time()
    """
    return ScalarCall("time", ())


@function(since="2.0.0")
def timestamp(v: InstantVector, /) -> InstantVector:
    """Unix time of each sample in seconds.

    >>> from prometheus_querier import promql as q
    >>> print(q.timestamp(q.metric("up")))
    timestamp(up)
    """
    return instant_call("timestamp", v)


@function(since="3.14.0", experimental=True)
def start_timestamp(v: InstantVector, /) -> InstantVector:
    """Unix time in seconds at which each series began to count.

    >>> from prometheus_querier import promql as q
    >>> print(q.start_timestamp(q.metric("http_requests_total")))
    start_timestamp(http_requests_total)
    """
    return instant_call("start_timestamp", v)


@function(since="1.2.0")
def minute(v: InstantVector | None = None, /) -> InstantVector:
    """Minute of the hour, 0 to 59, of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.minute())
    minute()
    """
    return VectorCall("minute", () if v is None else (v,))


@function(since="1.1.0")
def hour(v: InstantVector | None = None, /) -> InstantVector:
    """Hour of the day, 0 to 23, of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.hour(q.metric("backup_time_seconds")))
    hour(backup_time_seconds)
    """
    return VectorCall("hour", () if v is None else (v,))


@function(since="1.1.0")
def day_of_week(v: InstantVector | None = None, /) -> InstantVector:
    """Day of the week, 0 for Sunday to 6, of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.day_of_week())
    day_of_week()
    """
    return VectorCall("day_of_week", () if v is None else (v,))


@function(since="1.1.0")
def day_of_month(v: InstantVector | None = None, /) -> InstantVector:
    """Day of the month, 1 to 31, of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.day_of_month())
    day_of_month()
    """
    return VectorCall("day_of_month", () if v is None else (v,))


@function(since="2.36.0")
def day_of_year(v: InstantVector | None = None, /) -> InstantVector:
    """Day of the year, 1 to 366, of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.day_of_year())
    day_of_year()
    """
    return VectorCall("day_of_year", () if v is None else (v,))


@function(since="1.1.0")
def days_in_month(v: InstantVector | None = None, /) -> InstantVector:
    """Number of days in the month, 28 to 31, of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.days_in_month())
    days_in_month()
    """
    return VectorCall("days_in_month", () if v is None else (v,))


@function(since="1.1.0")
def month(v: InstantVector | None = None, /) -> InstantVector:
    """Month of the year, 1 to 12, of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.month())
    month()
    """
    return VectorCall("month", () if v is None else (v,))


@function(since="1.1.0")
def year(v: InstantVector | None = None, /) -> InstantVector:
    """Year of the Unix times given, or of the evaluation.

    >>> from prometheus_querier import promql as q
    >>> print(q.year())
    year()
    """
    return VectorCall("year", () if v is None else (v,))


@function(since="3.12.0", experimental=True)
def start() -> Scalar:
    """Start of the query, in Unix seconds.

    >>> from prometheus_querier import promql as q
    >>> print(q.start())
    start()
    """
    return ScalarCall("start", ())


@function(since="3.12.0", experimental=True)
def end() -> Scalar:
    """End of the query, in Unix seconds.

    >>> from prometheus_querier import promql as q
    >>> print(q.end())
    end()
    """
    return ScalarCall("end", ())


@function(since="3.12.0", experimental=True)
def step() -> Scalar:
    """Step of the query in seconds; also usable in duration expressions.

    >>> from prometheus_querier import promql as q
    >>> print(q.rate(q.metric("x")[q.step() * 4]))
    rate(x[step() * 4])
    """
    return ScalarCall("step", ())


@function(since="3.12.0", experimental=True)
def range() -> Scalar:
    """Length of the query in seconds; also usable in duration expressions.

    >>> from prometheus_querier import promql as q
    >>> print(q.increase(q.metric("x")[q.range()]))
    increase(x[range()])
    """
    return ScalarCall("range", ())
