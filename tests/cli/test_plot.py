"""Lines in the terminal."""

from __future__ import annotations

import math
from array import array

import click
from hypothesis import given, settings, strategies as st

from prometheus_querier.cli.plot import plot
from prometheus_querier.results import MatrixResult, Series


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


def test_the_legend_has_the_labels_that_differ_and_ends():
    many = MatrixResult(tuple(_series([float(i)] * 3, job="same", pod=f"pod-{i:02}") for i in range(50)))
    lines = _plain(many, width=100)
    assert '━━ {pod="pod-00"}  last 0' in lines
    assert lines[-1] == "   … and 40 more"


def test_no_numbers_are_said():
    assert plot(MatrixResult(), 80) == "nothing to draw: no series has a number"
    assert plot(MatrixResult((_series([math.nan]),)), 80).startswith("nothing to draw")


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
