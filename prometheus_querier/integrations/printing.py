"""Answers as text, for the commands that frameworks offer: as promtool prints them, or a line of JSON a sample."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.queriers import QueryTimeRange
from prometheus_querier.results import MatrixResult, VectorResult
from prometheus_querier.results.series import in_time_order, spell
from prometheus_querier.spelling import plain, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.results import Histogram, QueryResult


def answer_lines(
    client: PrometheusClient, query: str, *, last: str | None, step: str | None, as_json: bool
) -> Iterator[str]:
    """Asks a query of a command, and spells the answer line by line; what the server warns of comes first.

    Args:
        client: Whom to ask.
        query: PromQL.
        last: The length of the range that ends now; ``None`` to ask for the value of now.
        step: Distance of the points of a range; ``None`` for a round one.
        as_json: Whether each sample is a JSON object, and warnings are left out.

    Raises:
        QueryBuildError: A duration is none, or a step goes without a range.
    """
    if last is not None:
        result: QueryResult = client.query_range(query, QueryTimeRange.last(last, step=step))
    elif step is not None:
        raise QueryBuildError("--step goes with --last: write --last 1h, too")
    else:
        result = client.query(query)
    if as_json:
        for row in result.to_dicts():
            yield json.dumps(plain(row), ensure_ascii=False, allow_nan=False)
        return
    for warning in result.warnings:
        yield visible(f"# warning: {warning}")
    yield from text_lines(result)


def text_lines(result: QueryResult) -> Iterator[str]:
    """Spells an answer line by line.

    >>> from prometheus_querier.results import ScalarResult
    >>> print(*text_lines(ScalarResult(1704067200.0, 2.5)))
    2.5 @[1704067200]
    """
    if isinstance(result, VectorResult):
        for sample in result:
            value = sample.value if sample.histogram is None else sample.histogram
            yield visible(f"{spell(sample.labels)} => {_sample(sample.timestamp, value)}")
    elif isinstance(result, MatrixResult):
        for series in result:
            yield visible(f"{spell(series.labels)} =>")
            for timestamp, number, histogram in in_time_order(series):
                yield _sample(timestamp, number if histogram is None else histogram)
    else:
        yield visible(_sample(result.timestamp, result.value))


def _sample(timestamp: float, value: float | str | Histogram) -> str:
    shown = f"{value:.15g}" if isinstance(value, float) else str(value)
    return f"{shown} @[{timestamp:.15g}]"
