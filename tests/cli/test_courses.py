"""The course of a series in one line, at the borders of what can be drawn."""

from __future__ import annotations

import sys

from hypothesis import given, strategies as st

from prometheus_querier.cli.courses import sparkline


@given(st.lists(st.floats()), st.integers(1, 20))
def test_any_values_make_a_line_as_wide_as_asked_for(values, width):
    assert len(sparkline(range(len(values)), values, (0, max(0, len(values) - 1)), width)) == width


def test_a_line_between_the_greatest_numbers_can_be_drawn():
    assert sparkline([0, 1], [-sys.float_info.max, sys.float_info.max], (0, 1), 2) == "▁█"
