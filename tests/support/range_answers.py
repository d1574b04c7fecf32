"""A server's answers to range queries, made of the request: every point that is asked for has a sample."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from prometheus_querier import PrometheusClient
from prometheus_querier.durations import duration_to_ms
from prometheus_querier.testing import FakeTransport, answers
from prometheus_querier.timestamps import timestamp_to_ms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from prometheus_querier.http import HttpRequest, HttpResponse

BUILD = {"version": "2.42.0", "revision": "1", "branch": "", "buildUser": "", "buildDate": "", "goVersion": "go1.20"}


def points(request: HttpRequest) -> list[int]:
    """The points that a range query asks for, in milliseconds."""
    params = dict(request.params)
    start, end = timestamp_to_ms(params["start"]), timestamp_to_ms(params["end"])
    return list(range(start, end + 1, duration_to_ms(params["step"])))


def value(number: int, ms: int) -> float:
    """What series ``number`` has at a point: mostly odd numbers, and those that are none."""
    special = {0: math.nan, 1: math.inf, 2: -math.inf}
    return special.get(ms // 1000 % 97, ms / 7 * (number + 1))


def every_point(labels: Mapping[int, Mapping[str, str]]) -> Callable[[HttpRequest], HttpResponse]:
    """Makes an answer with a sample at each point, of series with these labels, in whatever order."""

    def answer(request: HttpRequest) -> HttpResponse:
        def series() -> Iterator[tuple[Mapping[str, str], list[tuple[float, float]]]]:
            for number, one in labels.items():
                yield one, [(ms / 1000, value(number, ms)) for ms in points(request)]

        return answers.matrix(*series())

    return answer


LABELS = {
    1: {"__name__": "up", "job": "b", "value": "x"},
    0: {"__name__": "up", "job": "a"},
    2: {"__name__": "up", "job": 'c,"\n\\ü', "timestamp": "1"},
}


def server(answer: Callable[[HttpRequest], HttpResponse] | None = None) -> FakeTransport:
    """A server that answers range queries, and tells its version."""
    return FakeTransport({"query_range": answer or every_point(LABELS), "status/buildinfo": answers.success(BUILD)})


def client(answer: Callable[[HttpRequest], HttpResponse] | None = None) -> PrometheusClient:
    """A client of such a server."""
    return PrometheusClient(server(answer))
