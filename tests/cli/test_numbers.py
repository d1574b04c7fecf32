"""Numbers at the borders of what can be spelled and drawn."""

from __future__ import annotations

import math
import re
import sys

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.cli.numbers import short_number, sparkline


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (999.4, "999"),
        (999.9, "1k"),
        (999_400.0, "999k"),
        (-999_999.0, "-1M"),
        (999.4e12, "999T"),
        (999.9e12, "1e+15"),
        (sys.float_info.max, "1.8e+308"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_what_is_rounded_up_to_the_next_prefix_has_it(value, shown):
    assert short_number(value) == shown


@given(st.floats(-9e14, 9e14).filter(lambda value: abs(value) >= 0.001 or not value))
def test_a_short_number_needs_no_exponent(value):
    shown = short_number(value)
    assert re.fullmatch(r"-?[0-9.]{1,7}[kMGT]?", shown)
    size = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}.get(shown[-1], 1.0)
    assert float(shown.rstrip("kMGT")) * size == pytest.approx(value, rel=0.005)


@given(st.lists(st.floats()), st.integers(1, 20))
def test_any_values_make_a_line_that_is_no_wider_than_asked_for(values, width):
    assert len(sparkline(values, width)) <= width


def test_a_line_between_the_greatest_numbers_can_be_drawn():
    assert sparkline([-sys.float_info.max, sys.float_info.max], 8) == "▁█"
