import pytest
from hypothesis import given, strategies as st

from prometheus_querier.client.splitting import MAX_POINTS, Part, independent_of_borders, split
from prometheus_querier.errors import QueryBuildError, TooManyPointsError


def points(start, end, step):
    return list(range(start, end + 1, step))


@given(
    st.integers(-(10**9), 10**9), st.integers(0, 5000), st.integers(1, 700), st.integers(1, 300) | st.none()
)  # fmt: skip
def test_every_point_is_in_one_part(start, length, step, max_points):
    end = start + length
    parts = split(start, end, step, max_points)
    assert [point for part in parts for point in points(part.start, part.end, step)] == points(start, end, step)
    sizes = [len(points(part.start, part.end, step)) for part in parts]
    assert max(sizes) <= (max_points or max(sizes))
    assert max(sizes) - min(sizes) <= 1


def test_a_range_that_fits_stays_as_it_is():
    assert split(5, 1_000_007, 100, None) == [Part(5, 1_000_007)]
    assert split(0, (MAX_POINTS - 1) * 1000 + 999, 1000, MAX_POINTS) == [Part(0, (MAX_POINTS - 1) * 1000 + 999)]
    assert len(split(0, MAX_POINTS * 1000, 1000, MAX_POINTS)) == 2


@pytest.mark.parametrize("max_points", [0, -1, 1.5, True, "5"])
def test_a_part_has_at_least_one_point(max_points):
    with pytest.raises(QueryBuildError, match="max_points"):
        split(0, 100, 10, max_points)


def test_more_parts_than_anybody_waits_for_are_refused_before_they_are_counted_out():
    years = 10 * 365 * 86_400_000
    with pytest.raises(TooManyPointsError, match=r"315,360,000,001 steps of 1ms.*28,669,091 requests.*longer step"):
        split(0, years, 1, MAX_POINTS)
    assert split(0, years, 1, None) == [Part(0, years)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sum by(job) (up)", "sum by(job) (up)"),
        ("x @ 5", "x @ 5"),
        ("start + range", "start + range"),
        ('x{a="start()"} # end()', 'x{a="start()"} # end()'),
        ("x @ start()", "x @ -60.000"),
        ("x @ END()", "x @ 120.500"),
        ("rate(x[5m] @ end() offset 1m)", "rate(x[5m] @ 120.500 offset 1m)"),
        ("max_over_time(x[1h:1m] @ start()) + y @ end()", "max_over_time(x[1h:1m] @ -60.000) + y @ 120.500"),
        ("topk(scalar(x @ end()), y)", "topk(scalar(x @ 120.500), y)"),
        ("x[step()]", "x[step()]"),
    ],
)
def test_what_a_ranges_borders_decide_becomes_times(query, expected):
    assert independent_of_borders(query, -60_000, 120_500) == expected


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("x + start()", r"start\(\) depends on the whole range"),
        ("vector(end())", r"end\(\) depends"),
        ("x > range()", r"range\(\) depends"),
        ("rate(x[range()])", r"range\(\) depends"),
        ("rate(x[5m] offset (range() / 2))", r"range\(\) depends"),
        ("max_over_time(x[1h:min_of(step(), range())])", r"range\(\) depends"),
        ("running_sum(x)", "not understood .unknown function running_sum"),
        ("sum(x", "not understood"),
    ],
)
def test_what_needs_the_whole_range_is_not_split(query, problem):
    with pytest.raises(TooManyPointsError, match=problem + ".*max_points=None"):
        independent_of_borders(query, 0, 1000)
