"""Where lines break."""

from __future__ import annotations

import math
from array import array

from hypothesis import given, settings, strategies as st

from prometheus_querier.results import Series
from prometheus_querier.results.charts.lines import broken, lone_points, longest_step


def _series(times):
    return Series({}, array("d", times), array("d", range(len(times))))


def test_on_a_grid_every_missing_point_is_a_gap_even_when_one_series_has_only_few_of_them():
    whole, sparse = _series(range(0, 600, 60)), _series([0, 120, 240])
    longest = longest_step([whole, sparse])
    assert broken(whole, longest) == (whole.timestamps, whole.values)
    times, values = broken(sparse, longest)
    assert list(times) == [0, 60, 120, 180, 240]
    assert [math.isnan(value) for value in values] == [False, True, False, True, False]


def test_raw_samples_may_be_a_little_late_and_one_scrape_may_fail():
    late = _series([0, 14.9, 30.2, 45, 75.1, 90, 180, 195])
    times, values = broken(late, longest_step([late]))
    assert [time for time, value in zip(times, values, strict=True) if math.isnan(value)] == [135.0]


def test_two_raw_samples_within_a_millisecond_make_no_grid():
    twice = _series([0, 15, 30, 30.001, 45, 60, 75, 180, 195])
    times, values = broken(twice, longest_step([twice]))
    assert [time for time, value in zip(times, values, strict=True) if math.isnan(value)] == [127.5]


def test_no_line_goes_through_lone_points():
    assert lone_points([]) == []
    assert lone_points([1.0]) == [0]
    assert lone_points([1.0, 2.0, math.inf, 3.0]) == [3]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=1, max_size=40, unique=True).map(sorted))
def test_breaking_loses_moves_and_adds_no_sample(points):
    series = _series([point * 15.0 for point in points])
    times, values = broken(series, longest_step([series]))
    kept = [(time, value) for time, value in zip(times, values, strict=True) if not math.isnan(value)]
    assert kept == list(zip(series.timestamps, series.values, strict=True))
    assert list(times) == sorted(times)
