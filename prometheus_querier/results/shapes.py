"""Plain JSON to results: what the members of an answer must be, and nothing about bytes."""

from __future__ import annotations

import math
import re
from array import array
from typing import Any

from prometheus_querier.errors import MalformedResponseError

from .exemplars import Exemplar, ExemplarSeries
from .histograms import BoundaryRule, Bucket, Histogram
from .matrix import MatrixResult
from .series import Series
from .single import ScalarResult, StringResult
from .stats import QueryStats, QueryTimings
from .strict_json import shown
from .vector import VectorResult

QueryResult = MatrixResult | VectorResult | ScalarResult | StringResult
"""What a query answers."""

MAX_SECONDS = 2.0**63 / 1000
"""Prometheus counts time in int64 milliseconds."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SPECIAL = {"NaN": math.nan, "+Inf": math.inf, "-Inf": -math.inf}
_PAIR = 2
_BUCKET = 4


def query_result(data: Any, *, query: str, warnings: tuple[str, ...], infos: tuple[str, ...]) -> QueryResult:
    """Makes the result of a query from the ``data`` of its answer.

    Raises:
        MalformedResponseError: It is not such data.
    """
    data = _object(data, "data")
    result = data.get("result")
    stats = query_stats(data.get("stats"))
    kind = data.get("resultType")
    if kind == "matrix":
        return MatrixResult(tuple(map(matrix_series, checked_list(result, "result"))), query, warnings, infos, stats)
    if kind == "vector":
        columns = vector_columns(checked_list(result, "result"))
        return VectorResult(*columns, query=query, warnings=warnings, infos=infos, stats=stats)
    if kind == "scalar":
        time, value = _pair(result)
        return ScalarResult(timestamp(time), number(value), query, warnings, infos, stats)
    if kind == "string":
        time, value = _pair(result)
        return StringResult(timestamp(time), _text(value, "the string"), query, warnings, infos, stats)
    raise MalformedResponseError(f"resultType is {shown(kind)}, not matrix, vector, scalar or string")


def matrix_series(element: Any) -> Series:
    """Makes one series of a matrix."""
    element = _object(element, "a series")
    timestamps, values = array("d"), array("d")
    for sample in checked_list(element.get("values", []), "values"):
        time, value = _pair(sample)
        timestamps.append(timestamp(time))
        values.append(number(value))
    histograms = [_pair(sample) for sample in checked_list(element.get("histograms", []), "histograms")]
    return Series(
        labels(element.get("metric")),
        timestamps,
        values,
        tuple(timestamp(time) for time, _ in histograms),
        tuple(histogram(value) for _, value in histograms),
    )


def vector_columns(
    elements: list[Any],
) -> tuple[tuple[dict[str, str], ...], array[float], array[float], dict[int, Histogram]]:
    """Makes the columns of a vector: labels, timestamps, values, and histograms by index."""
    label_sets, timestamps, values = [], array("d"), array("d")
    histograms = {}
    for index, element in enumerate(elements):
        sample = _object(element, "a sample")
        label_sets.append(labels(sample.get("metric")))
        if ("value" in sample) == ("histogram" in sample):
            raise MalformedResponseError("a sample of a vector must have either value or histogram")
        if "value" in sample:
            time, value = _pair(sample["value"])
            values.append(number(value))
        else:
            time, value = _pair(sample["histogram"])
            histograms[index] = histogram(value)
            values.append(math.nan)
        timestamps.append(timestamp(time))
    return tuple(label_sets), timestamps, values, histograms


def labels(value: Any) -> dict[str, str]:
    """Checks a label set."""
    members = _object(value, "a label set")
    for name, text in members.items():
        if type(text) is not str:
            raise MalformedResponseError(f"label {shown(name)} is {shown(text)}, not text")
    return members


def timestamp(value: Any) -> float:
    """Checks a time in Unix seconds."""
    if type(value) not in (int, float) or not -MAX_SECONDS < value < MAX_SECONDS:
        raise MalformedResponseError(f"a timestamp is {shown(value)}, not Unix seconds")
    return float(value)


def number(value: Any) -> float:
    """Reads a number as Prometheus writes it: text, in decimal, ``NaN``, ``+Inf`` or ``-Inf``."""
    if type(value) is str:
        if _NUMBER.fullmatch(value):
            converted = float(value)
            if math.isfinite(converted):
                return converted
        elif value in _SPECIAL:
            return _SPECIAL[value]
    raise MalformedResponseError(f"a sample value is {shown(value)}, not a number as Prometheus writes it")


def histogram(value: Any) -> Histogram:
    """Makes a native histogram."""
    members = _object(value, "a histogram")
    return Histogram(
        number(members.get("count")),
        number(members.get("sum")),
        tuple(map(_bucket, checked_list(members.get("buckets", []), "buckets"))),
    )


def exemplar_series(element: Any) -> ExemplarSeries:
    """Makes the exemplars of one series."""
    members = _object(element, "a series of exemplars")
    return ExemplarSeries(
        labels(members.get("seriesLabels")),
        tuple(map(_exemplar, checked_list(members.get("exemplars"), "exemplars"))),
    )


def query_stats(value: Any) -> QueryStats | None:
    """Makes the statistics of a query; what a server leaves out is zero."""
    if value is None:
        return None
    members = _object(value, "stats")
    timings = _object(members.get("timings", {}), "timings")
    samples = _object(members.get("samples", {}), "samples")
    return QueryStats(
        timings=QueryTimings(
            eval_total_time=_plain(timings, "evalTotalTime"),
            result_sort_time=_plain(timings, "resultSortTime"),
            query_preparation_time=_plain(timings, "queryPreparationTime"),
            inner_eval_time=_plain(timings, "innerEvalTime"),
            exec_queue_time=_plain(timings, "execQueueTime"),
            exec_total_time=_plain(timings, "execTotalTime"),
        ),
        total_queryable_samples=int(_plain(samples, "totalQueryableSamples")),
        peak_samples=int(_plain(samples, "peakSamples")),
        samples_read=int(_plain(samples, "samplesRead")),
        total_queryable_samples_per_step=_per_step(samples, "totalQueryableSamplesPerStep"),
        samples_read_per_step=_per_step(samples, "samplesReadPerStep"),
    )


def _exemplar(value: Any) -> Exemplar:
    members = _object(value, "an exemplar")
    return Exemplar(labels(members.get("labels")), number(members.get("value")), timestamp(members.get("timestamp")))


def _bucket(value: Any) -> Bucket:
    parts = checked_list(value, "a bucket")
    if len(parts) != _BUCKET or type(parts[0]) is not int or parts[0] not in tuple(BoundaryRule):
        raise MalformedResponseError(f"a bucket is {shown(value)}, not [rule, lower, upper, count]")
    return Bucket(number(parts[1]), number(parts[2]), number(parts[3]), BoundaryRule(parts[0]))


def _per_step(members: dict[str, Any], name: str) -> tuple[tuple[float, int], ...]:
    steps = [_pair(step) for step in checked_list(members.get(name) or [], name)]
    return tuple((timestamp(time), int(_plain({name: count}, name))) for time, count in steps)


def _plain(members: dict[str, Any], name: str) -> float:
    value = members.get(name, 0)
    if type(value) not in (int, float):
        raise MalformedResponseError(f"{name} is {shown(value)}, not a number")
    return value  # type: ignore[no-any-return]  # checked above, but by exact type


def _pair(value: Any) -> tuple[Any, Any]:
    parts = checked_list(value, "a sample")
    if len(parts) != _PAIR:
        raise MalformedResponseError(f"a sample is {shown(value)}, not [time, value]")
    return parts[0], parts[1]


def checked_list(value: Any, name: str) -> list[Any]:
    """Refuses what is no list."""
    if type(value) is not list:
        raise MalformedResponseError(f"{name} is {shown(value)}, not a list")
    return value


def _object(value: Any, name: str) -> dict[str, Any]:
    if type(value) is not dict:
        raise MalformedResponseError(f"{name} is {shown(value)}, not an object")
    return value


def _text(value: Any, name: str) -> str:
    if type(value) is not str:
        raise MalformedResponseError(f"{name} is {shown(value)}, not text")
    return value
