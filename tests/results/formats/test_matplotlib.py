"""Charts by matplotlib: what is drawn where."""

from __future__ import annotations

import math
from array import array

import pytest

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.results import MatrixResult, Series, VectorResult

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")
plt = pytest.importorskip("matplotlib.pyplot")
dates = pytest.importorskip("matplotlib.dates")

T0 = 1704067200


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def _series(values, skip=(), **labels):
    kept = [index for index in range(len(values)) if index not in skip]
    return Series(labels, array("d", [T0 + 60 * i for i in kept]), array("d", [values[i] for i in kept]))


def _legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_a_range_has_lines_with_gaps_named_by_what_differs():
    result = MatrixResult((_series(range(10), skip={4, 5}, job="a"), _series(range(10), job="b")), query="x_bytes")
    axes = result.plot()
    axes.figure.canvas.draw()
    assert (axes.get_title("left"), axes.get_ylabel(), axes.get_xlabel()) == ("x_bytes", "B", "UTC")
    assert (axes.get_legend().get_title().get_text(), _legend(axes)) == ("job", ["a", "b"])
    broken, whole = axes.get_lines()
    assert [math.isnan(value) for value in broken.get_ydata()].index(True) == 4
    assert not any(map(math.isnan, whole.get_ydata()))
    assert whole.get_xdata(orig=False)[0] == T0 / 86400


def test_bytes_are_written_in_powers_of_1024_without_changing_the_data():
    axes = MatrixResult((_series([0, 3 * 2**20]),), query="x_bytes").plot()
    axes.figure.canvas.draw()
    assert axes.get_ylabel() == "MiB"
    assert {text.get_text() for text in axes.get_yticklabels()} >= {"0.0", "1.0", "2.0", "3.0"}
    assert max(axes.get_lines()[0].get_ydata()) == 3 * 2**20


def test_the_time_axis_has_the_zone_that_was_asked_for():
    axes = MatrixResult((_series([0.0] * 61, job="a"),)).plot(timezone="Asia/Tokyo")
    axes.figure.canvas.draw()
    assert axes.get_xlabel() == "Asia/Tokyo"
    assert axes.get_xticklabels()[0].get_text() == "09:00"


def test_of_fifty_series_the_highest_are_named():
    result = MatrixResult(tuple(_series([float(index)] * 5, pod=f"pod-{index}") for index in range(50)))
    axes = result.plot()
    assert len(axes.get_lines()) == 50 + 1  # the last one is the sample beside "and 40 more"
    assert _legend(axes) == [*(f"pod-{index}" for index in range(49, 39, -1)), "and 40 more"]
    colours = [line.get_color() for line in axes.get_lines()[:10]]
    assert len(set(colours)) == 10
    # It stands beside the lines, not over them.
    axes.figure.canvas.draw()
    assert axes.get_legend().get_window_extent().x0 >= axes.get_window_extent().x1


def test_hostile_labels_and_queries_are_text():
    names = ("_hidden", "$x^{", "$\\frac$", "<b>", "a\nb")
    result = MatrixResult(tuple(_series([1.0, 2.0], job=name) for name in names), query='{job="$\\frac{"}')
    axes = result.plot()
    axes.figure.canvas.draw()
    assert set(_legend(axes)) == {"_hidden", "$x^{", "$\\frac$", "<b>", "a\\nb"}


def test_points_without_a_neighbour_are_dots():
    axes = MatrixResult((_series([1.0, math.inf, 2.0, 3.0, math.nan, 4.0], job="a"),)).plot()
    line, dots = axes.get_lines()
    assert list(dots.get_ydata()) == [1.0, 4.0]
    assert dots.get_color() == line.get_color()


def test_about_a_single_point_in_time_are_minutes_and_not_years():
    axes = MatrixResult((_series([1.0], job="a"), _series([2.0], job="b"))).plot()
    axes.figure.canvas.draw()
    low, high = axes.get_xlim()
    assert (round(1440 * low) * 60, round(1440 * high) * 60) == (T0 - 60, T0 + 60)
    assert "00:00" in {text.get_text() for text in axes.get_xticklabels()}


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf, -math.inf], [1e308, -1e308], [5.0], [0.0, 1e-320]])
def test_anything_can_be_drawn(values):
    MatrixResult((_series(values, job="a"),)).plot().figure.canvas.draw()


def test_no_data_is_said():
    axes = MatrixResult(query="nothing").plot()
    assert [text.get_text() for text in axes.texts] == ["no data"]
    assert axes.get_legend() is None


@pytest.mark.parametrize("values", [[math.nan, math.nan], [math.inf, -math.inf]])
def test_that_no_value_is_a_number_is_said_and_no_time_is_made_up(values):
    axes = MatrixResult((_series(values, job="a"),)).plot()
    axes.figure.canvas.draw()
    assert [text.get_text() for text in axes.texts] == ["no finite values"]
    assert axes.get_xticklabels() == []
    bars = VectorResult(({"job": "a"},), array("d", [T0]), array("d", [math.nan])).plot()
    assert [text.get_text() for text in bars.texts] == ["no finite values"]


def test_what_is_drawn_into_the_same_axes_can_be_told_apart():
    before = MatrixResult((_series([1.0, 2.0], job="a"), _series([5.0, 6.0], job="b")))
    after = MatrixResult((_series([3.0, math.nan, 4.0], job="_c"),))
    axes = after.plot(ax=before.plot())
    assert _legend(axes) == ["b", "a", '{job="_c"}']
    first, second, third, dots = axes.get_lines()
    assert len({line.get_color() for line in (first, second, third)}) == 3
    assert dots.get_color() == third.get_color()
    assert [handle.get_color() for handle in axes.get_legend().legend_handles] == [
        line.get_color() for line in (first, second, third)
    ]
    assert axes.get_legend().get_title().get_text() == ""


def test_it_draws_into_axes_that_are_given():
    _, axes = plt.subplots()
    assert MatrixResult((_series([1.0, 2.0]),)).plot(ax=axes) is axes
    assert len(plt.get_fignums()) == 1


def test_a_vector_has_bars():
    result = VectorResult(
        ({"job": "low"}, {"job": "$high$"}), array("d", [T0, T0]), array("d", [1.0, 300.0]), query="x_seconds"
    )
    axes = result.plot()
    axes.figure.canvas.draw()
    assert [bar.get_width() for bar in axes.patches] == [300.0, 1.0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["$high$", "low"]
    assert [text.get_text() for text in axes.texts] == ["5", "0.01667"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("min", "job")


def test_another_backend_is_refused():
    with pytest.raises(QueryBuildError, match="'matplotlib' or 'plotly', not 'crayons'"):
        MatrixResult().plot("crayons")
    with pytest.raises(QueryBuildError, match="plotly draws a figure of its own"):
        MatrixResult().plot("plotly", ax=object())
