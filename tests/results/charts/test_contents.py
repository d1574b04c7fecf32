"""What charts show, whatever draws them."""

from __future__ import annotations

import math
import time
from array import array
from datetime import datetime, timedelta, timezone

import pytest

from prometheus_querier.errors import QueryBuildError, ResultTypeError
from prometheus_querier.results import BoundaryRule, Bucket, Histogram, MatrixResult, Series, VectorResult
from prometheus_querier.results.charts.contents import BARS, bar_chart, drawable, line_chart

T0 = 1704067200
HISTOGRAM = Histogram(3.0, 1.5, (Bucket(0.5, 1.0, 3.0, BoundaryRule.OPEN_LEFT),))
PLAIN = {"unit": None, "metadata": None, "title": None, "timezone": "UTC"}


def _series(values, **labels):
    return Series(labels, array("d", [T0 + 60 * index for index in range(len(values))]), array("d", values))


def test_the_highest_line_comes_first_and_is_named_by_what_differs():
    result = MatrixResult((_series([1, 9], pod="a", ns="n"), _series([math.nan, 20], pod="b", ns="n")), query="x_bytes")
    chart = line_chart(result, **PLAIN)
    assert (chart.title, chart.naming) == ("x_bytes", "pod")
    assert [line.name for line in chart.lines] == ["b", "a"]
    assert [line.lone for line in chart.lines] == [[1], []]
    assert chart.scale.name == "B"


def test_a_long_query_is_shortened_and_a_title_goes_before_it():
    result = MatrixResult((_series([1]),), query="a +\n   " + "b" * 300)
    assert len(line_chart(result, **PLAIN).title) == 120
    assert line_chart(result, **PLAIN | {"title": "mine"}).title == "mine"


def test_native_histograms_are_refused_with_what_to_ask_instead():
    matrix = MatrixResult((Series({"job": "a"}, histogram_timestamps=(T0,), histograms=(HISTOGRAM,)),))
    with pytest.raises(ResultTypeError, match=r"histogram_quantile\(0\.9"):
        matrix.plot()
    vector = VectorResult(({"job": "a"},), array("d", [T0]), array("d", [math.nan]), {0: HISTOGRAM})
    with pytest.raises(ResultTypeError, match=r"histogram_quantile\(0\.9"):
        bar_chart(vector, **PLAIN)


def test_time_zones():
    result = MatrixResult((_series([1]),))
    assert line_chart(result, **PLAIN).zone_name == "UTC"
    assert line_chart(result, **PLAIN | {"timezone": "Europe/Berlin"}).zone_name == "Europe/Berlin"
    east = timezone(timedelta(hours=5))
    assert line_chart(result, **PLAIN | {"timezone": east}).zone is east
    local = line_chart(result, **PLAIN | {"timezone": "local"})
    assert local.zone_name == f"{datetime.fromtimestamp(T0, local.zone):%Z}"
    for wrong in ("Middle/Earth", "../etc/passwd", 5):
        with pytest.raises(QueryBuildError, match=r"Europe/Berlin"):
            line_chart(result, **PLAIN | {"timezone": wrong})


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
def test_local_times_change_with_the_clocks(monkeypatch):
    changed = 1729990800  # 2024-10-27 01:00 UTC, from when on it is two o'clock once more in Berlin
    times = array("d", range(changed - 7200, changed + 7201, 1800))
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        chart = line_chart(MatrixResult((Series({}, times, times),)), **PLAIN | {"timezone": "local"})
        here = [datetime.fromtimestamp(one, chart.zone) for one in times]
        assert chart.zone_name == "CEST, CET"
        assert [one.timestamp() for one in here] == list(times)
        shown = [f"{one:%H:%M %Z}" for one in here]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert shown[2:7] == ["02:00 CEST", "02:30 CEST", "02:00 CET", "02:30 CET", "03:00 CET"]


def test_bars_are_sorted_and_the_rest_is_counted():
    count = BARS + 5
    labels = tuple({"job": f"j{index}"} for index in range(count))
    values = array("d", [math.nan, *range(1, count)])
    chart = bar_chart(VectorResult(labels, array("d", [T0] * count), values, query="x"), **PLAIN)
    assert chart.title == "x\n2024-01-01 00:00:00 UTC"
    assert list(chart.values) == sorted(values[1:], reverse=True)[:BARS]
    assert chart.names[0] == f"j{count - 1}"
    assert chart.left_out == "and 4 more, 1 without a finite value"
    assert bar_chart(VectorResult(labels[:2], array("d", [T0] * 2), values[1:3]), **PLAIN).left_out == ""


def test_an_empty_answer_is_an_empty_chart():
    assert line_chart(MatrixResult(), **PLAIN).lines == []
    assert bar_chart(VectorResult(), **PLAIN).values == []


def test_what_cannot_be_drawn():
    cut, down, gap, hole = drawable([1e308, -1e308, math.inf, math.nan])
    assert (cut, down) == (1e300, -1e300)
    assert math.isnan(gap)
    assert math.isnan(hole)
