"""Charts by plotly: what the figure has."""

from __future__ import annotations

import math
from array import array
from datetime import datetime

import pytest

from prometheus_querier.results import MatrixResult, Series, VectorResult

pytest.importorskip("plotly")

T0 = 1704067200


def _series(values, skip=(), **labels):
    kept = [index for index in range(len(values)) if index not in skip]
    return Series(labels, array("d", [T0 + 60 * i for i in kept]), array("d", [values[i] for i in kept]))


def test_a_range_has_a_trace_a_series_with_gaps():
    result = MatrixResult((_series([2.0**20] * 6, skip={2}, job="a"), _series([2.0**21] * 6, job="b")), query="x_bytes")
    figure = result.plot("plotly", timezone="Asia/Tokyo")
    high, low = figure.data
    assert (high.name, low.name, figure.layout.legend.title.text) == ("b", "a", "job")
    assert high.x[0] == datetime(2024, 1, 1, 9)  # noqa: DTZ001 - plotly knows no zones; the axis names it
    assert figure.layout.xaxis.title.text == "Asia/Tokyo"
    assert set(high.y) == {2.0}
    assert figure.layout.yaxis.title.text == "MiB"
    assert [index for index, value in enumerate(low.y) if math.isnan(value)] == [2]
    assert low.connectgaps is False
    assert "x_bytes" in figure.to_json()


def test_points_without_a_neighbour_are_dots():
    (trace,) = MatrixResult((_series([1.0, math.inf, 2.0, 3.0], job="a"),)).plot("plotly").data
    assert trace.mode == "lines+markers"
    assert list(trace.marker.size) == [5, 0, 0, 0]


def test_hostile_labels_are_text():
    result = MatrixResult(
        (_series([1.0], job='<a href="javascript:x">'), _series([1.0], job="$x$")), query="<b>$q$</b>"
    )
    figure = result.plot("plotly")
    assert {trace.name for trace in figure.data} == {'&lt;a href="javascript:x"&gt;', "&#36;x&#36;"}
    assert figure.layout.title.text == "&lt;b&gt;&#36;q&#36;&lt;/b&gt;"


def test_a_vector_has_bars_and_nothing_is_an_empty_figure():
    result = VectorResult(({"job": "a"}, {"job": "b"}), array("d", [T0, T0]), array("d", [1.0, 2.0]), query="x_seconds")
    figure = result.plot("plotly")
    (bars,) = figure.data
    assert (list(bars.x), list(figure.layout.yaxis.ticktext)) == ([2.0, 1.0], ["b", "a"])
    assert figure.layout.title.text == "x_seconds<br>2024-01-01 00:00:00 UTC"
    assert len(MatrixResult().plot("plotly").data) == 0


def test_of_many_lines_the_highest_have_colours():
    many = MatrixResult(tuple(_series([float(index)] * 3, pod=f"pod-{index}") for index in range(12)))
    figure = many.plot("plotly")
    colours = [trace.line.color for trace in figure.data]
    assert colours == [None] * 10 + ["rgba(128,128,128,0.5)"] * 2


def test_about_a_single_point_in_time_are_minutes_and_not_milliseconds():
    figure = MatrixResult((_series([1.0], job="a"), _series([math.nan, math.nan], job="b"))).plot("plotly")
    assert figure.layout.xaxis.range == (datetime(2023, 12, 31, 23, 59), datetime(2024, 1, 1, 0, 1))  # noqa: DTZ001 - as above


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (MatrixResult(), "no data"),
        (MatrixResult((_series([math.nan], job="a"),)), "no finite values"),
        (VectorResult(), "no data"),
        (VectorResult(({"job": "a"},), array("d", [T0]), array("d", [math.inf])), "no finite values"),
    ],
)
def test_that_nothing_is_drawn_is_said(result, said):
    figure = result.plot("plotly")
    assert [one.text for one in figure.layout.annotations] == [said]
    assert figure.layout.xaxis.showticklabels is False
