"""Lines in the terminal."""

from __future__ import annotations

import math
import re
from array import array

import click
import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier.cli.plot import plot
from prometheus_querier.errors import ResultTypeError
from prometheus_querier.queriers import QueryTimeRange
from prometheus_querier.results import Histogram, MatrixResult, Series


def _series(values, start=0.0, step=60.0, **labels):
    return Series(labels, array("d", [start + index * step for index in range(len(values))]), array("d", values))


def _plain(result, width=40, height=4):
    return click.unstyle(plot(result, width, height)).split("\n")


def test_a_rising_line_goes_from_the_lower_left_to_the_upper_right():
    lines = _plain(MatrixResult((_series([0.0, 1.0, 2.0, 3.0, 4.0], job="a"),)))
    assert lines == [
        "4 ┤                            ⣀⣀⠤⠤⠔⠒⠊⠉",
        "3 ┤                 ⣀⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉",
        "2 ┤        ⣀⣀⡠⠤⠔⠒⠒⠉⠉",
        "0 ┤⣀⡠⠤⠔⠒⠒⠉⠉",
        "  └┬──────────────────────────────────┬",
        "00:00:00                       00:04:00",
        "   1970-01-01 UTC",
        '━━ {job="a"}  last 4',
    ]


def test_a_gap_is_not_drawn_over():
    whole = _plain(MatrixResult((_series([1.0] * 9),)))
    broken = _plain(MatrixResult((_series([1.0, 1.0, math.nan, math.nan, math.nan, math.nan, math.nan, 1.0, 1.0]),)))

    def drawn(lines):
        return sum("\u2800" < character <= "\u28ff" for line in lines for character in line)

    assert 0 < drawn(broken) < drawn(whole) / 2


def test_the_legend_names_the_highest_by_the_labels_that_differ_and_ends():
    many = MatrixResult(tuple(_series([float(i)] * 3, job="same", pod=f"pod-{i:02}") for i in range(50)))
    lines = _plain(many, width=100)
    assert lines[-12:] == ["   pod", *(f"━━ pod-{i}  last {i}" for i in range(49, 39, -1)), "━━ and 40 more"]


def test_each_line_of_the_legend_has_a_colour_of_its_own():
    many = MatrixResult(tuple(_series([float(i)] * 3, pod=f"pod-{i:02}") for i in range(12)))
    legend = [line for line in plot(many, 80).split("\n") if "━━" in line]
    assert len({line.partition("━━")[0] for line in legend}) == len(legend) == 11


def test_bytes_and_seconds_are_scaled_and_the_axis_says_to_what():
    lines = _plain(MatrixResult((_series([0.0, 3.0 * 2**20]),), query="x_bytes"), height=8)
    assert (lines[0], lines[1][:5]) == ("MiB", "  3 ┤")
    assert lines[-1] == "━━ {}  last 3 MiB"


def test_the_numbers_of_the_axis_differ():
    lines = _plain(MatrixResult((_series([1e9, 1e9 + 1.0, 1e9 + 2.0]),)), width=60, height=8)
    numbers = [line.partition("┤")[0] for line in lines if "┤" in line]
    assert len(set(numbers)) == len(numbers) > 2


def test_all_of_the_time_that_was_asked_about_is_shown():
    asked = QueryTimeRange("0", "960", "60")
    lines = click.unstyle(plot(MatrixResult((_series([1.0, 2.0, 3.0], start=480.0),)), 60, 8, asked=asked)).split("\n")
    assert "00:00" in lines[-3]
    assert "00:16" in lines[-3]
    assert {re.split("[┤│]", line)[1][:25].strip() for line in lines[:8]} == {""}


def test_without_numbers_there_is_nothing():
    assert plot(MatrixResult(), 80) == ""
    assert plot(MatrixResult((_series([math.nan]),)), 80) == ""


def test_native_histograms_are_refused_with_what_to_ask_instead():
    series = Series({}, array("d"), array("d"), array("d", [0.0]), (Histogram(1.0, 1.0, ()),))
    with pytest.raises(ResultTypeError, match="histogram_quantile"):
        plot(MatrixResult((series,)), 80)


def test_of_an_immense_name_the_ends_are_shown():
    lines = _plain(MatrixResult((_series([1.0, 2.0], url="/" + "x" * 5000 + "/end"),)))
    assert len(lines[-1]) < 200
    assert lines[-1].startswith('━━ {url="/xx')
    assert lines[-1].endswith('/end"}  last 2')


def test_a_label_cannot_command_the_terminal():
    assert "\x1b" not in click.unstyle(plot(MatrixResult((_series([1.0, 2.0], job="\x1b]0;owned\x07"),)), 80))


finite = st.floats(allow_nan=True, allow_infinity=True, width=64)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(finite, min_size=1, max_size=30), min_size=1, max_size=4), st.integers(1, 120))
def test_anything_can_be_drawn_within_its_width(columns, width):
    result = MatrixResult(tuple(_series(values, job=str(index)) for index, values in enumerate(columns)))
    lines = _plain(result, width, 8)
    drawn = [line for line in lines if "┤" in line or "│" in line]
    assert len(drawn) in (0, 8)
    if width >= 40:
        assert all(len(line) <= width for line in drawn)
