"""Numbers for people."""

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.results.numbers import short_number, tick_texts


@pytest.mark.parametrize(
    ("places", "factor", "texts"),
    [
        ([0, 0.5, 1], 1, ["0.0", "0.5", "1.0"]),
        ([0, 1000, 2000], 1, ["0", "1000", "2000"]),
        ([0, 500, 1000], 1, ["0", "500", "1000"]),
        ([0, 20_000, 40_000], 1, ["0", "20k", "40k"]),
        ([0, 2500, 10_000], 1, ["0.0", "2.5k", "10.0k"]),
        ([0, 500_000, 1_000_000], 1, ["0", "500k", "1000k"]),
        ([-2e10, 0, 2e10], 1, ["-20G", "0", "20G"]),
        ([1e-7, 2e-7], 1, ["1e-07", "2e-07"]),
        ([0, 512, 1024], 1024, ["0.0", "0.5", "1.0"]),
        ([1_000_000.25, 1_000_000.5], 1, ["1000000.25", "1000000.50"]),
        ([1e9 - 1, 1e9, 1e9 + 1], 1, ["999999999", "1000000000", "1000000001"]),
        ([-1e300, 0, 1e300], 1, ["-1e+300", "0", "1e+300"]),
        ([], 1, []),
    ],
)
def test_ticks_differ_and_look_alike(places, factor, texts):
    assert tick_texts(places, factor) == texts


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (999.9, "999.9"),
        (9999.9, "10k"),
        (999_940.0, "999.9k"),
        (-999_999.0, "-1M"),
        (999.94e12, "999.9T"),
        (999.99e12, "1e+15"),
        (sys.float_info.max, "1.798e+308"),
        (-math.inf, "-Inf"),
        (math.nan, "NaN"),
    ],
)
def test_what_is_rounded_up_to_the_next_prefix_has_it(value, shown):
    assert short_number(value) == shown


@given(st.floats(-1e300, 1e300) | st.floats(-1e16, 1e16))
def test_short_numbers_are_short_and_near(value):
    text = short_number(value)
    assert len(text) <= len("-1.234e-300")
    number = float(text.translate({ord(sign): f"e{size}" for sign, size in zip("kMGT", (3, 6, 9, 12), strict=True)}))
    assert math.isclose(number, value, rel_tol=1e-3, abs_tol=1e-320)
