"""Parts of a matrix."""

from __future__ import annotations

from array import array

from hypothesis import given, strategies as st

from prometheus_querier.results import Histogram, MatrixResult, Series, cut

TIMES = array("d", [ms / 1000 for ms in range(0, 10_000, 7)])
BOTH = Series({"a": "1"}, TIMES, TIMES, (0.0, 5.005), (Histogram(1.0, 2.0), Histogram(3.0, 4.0)))
WHOLE = MatrixResult((BOTH, Series({"a": "2"}, TIMES, TIMES)), "q", ("w",), ("i",))


@given(st.integers(-10, 10_010), st.integers(-10, 10_010))
def test_every_sample_between_the_ends_is_there(start, end):
    part = cut(WHOLE, start, end)
    inside = [time for time in TIMES if start <= round(time * 1000) <= end]
    histograms = [time for time in BOTH.histogram_timestamps if start <= round(time * 1000) <= end]
    assert [list(one.timestamps) for one in part] == [inside] * len(part)
    assert len(part) == (2 if inside else 1 if histograms else 0)
    if len(part) == 2:
        assert part[0].timestamps is part[1].timestamps
    if len(part):
        assert list(part[0].values) == inside
        assert list(part[0].histogram_timestamps) == histograms
        assert len(part[0].histograms) == len(histograms)
    assert (part.query, part.warnings, part.infos) == ("q", ("w",), ("i",))
