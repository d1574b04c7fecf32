"""Parts of a range become the result that the whole range would have had."""

import math
from array import array

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import Histogram, MatrixResult, QueryStats, QueryTimings, Series, join


def column(*values):
    return array("d", values)


def series(labels, times, values=None):
    times = column(*times)
    return Series(labels, times, array("d", values if values is not None else times))


def test_series_grow_by_their_label_sets():
    a, b = {"job": "a"}, {"job": "b"}
    joined = join(
        [
            MatrixResult((series(a, [0, 1]), series(b, [0, 1])), "up"),
            MatrixResult((series(a, [2]), series(b, [2])), "up"),
        ]
    )
    assert joined == MatrixResult((series(a, [0, 1, 2]), series(b, [0, 1, 2])), "up")


def test_what_some_parts_lack_has_its_place_in_the_order_of_label_sets():
    joined = join(
        [
            MatrixResult((series({"job": "b"}, [0]), series({"job": "b", "x": "y"}, [0]))),
            MatrixResult(()),
            MatrixResult((series({}, [2]), series({"job": "a"}, [2]), series({"job": "b"}, [2]))),
        ]
    )
    assert [(one.labels, list(one.timestamps)) for one in joined] == [
        ({}, [2]),
        ({"job": "a"}, [2]),
        ({"job": "b"}, [0, 2]),
        ({"job": "b", "x": "y"}, [0]),
    ]


def test_histograms_are_joined_beside_floats():
    first, second = Histogram(1.0, 2.0, ()), Histogram(3.0, 4.0, ())
    labels = {"job": "a"}
    joined = join(
        [
            MatrixResult((Series(labels, column(0), column(5), (1.0,), (first,)),)),
            MatrixResult((Series(labels, column(), column(), (2.0,), (second,)),)),
        ]
    )
    assert joined.series == (Series(labels, column(0), column(5), (1.0, 2.0), (first, second)),)


def test_shared_times_stay_shared():
    def part(start):
        times = column(start, start + 1)
        return MatrixResult(tuple(Series({"n": str(n)}, times, column(n, n)) for n in range(3)))

    joined = join([part(0), part(2)])
    assert joined[0].timestamps is joined[1].timestamps is joined[2].timestamps
    assert list(joined[2].timestamps) == [0, 1, 2, 3]


def test_the_parts_are_left_as_they_are():
    parts = [MatrixResult((series({}, [0]),)), MatrixResult((series({}, [1]),))]
    join(parts)
    assert [list(part[0].timestamps) for part in parts] == [[0], [1]]


@pytest.mark.parametrize("second", [[1], [0]])
def test_parts_that_overlap_are_refused(second):
    parts = [MatrixResult((series({"job": "a"}, [0, 1]),)), MatrixResult((series({"job": "a"}, second),))]
    with pytest.raises(MalformedResponseError, match=r'overlap at .* in \{job="a"\}.*max_points=None'):
        join(parts)


def test_remarks_and_statistics_are_those_of_all_parts():
    def part(time, note, **stats):
        timings = QueryTimings(eval_total_time=0.5)
        return MatrixResult((series({}, [time]),), "up", ("w", note), (note,), QueryStats(timings=timings, **stats))

    joined = join(
        [
            part(0, "a", total_queryable_samples=2, peak_samples=5, total_queryable_samples_per_step=((0.0, 2),)),
            part(1, "b", total_queryable_samples=3, peak_samples=4, total_queryable_samples_per_step=((1.0, 3),)),
        ]
    )
    assert (joined.warnings, joined.infos) == (("w", "a", "b"), ("a", "b"))
    assert joined.stats == QueryStats(
        timings=QueryTimings(eval_total_time=1.0),
        total_queryable_samples=5,
        peak_samples=5,
        total_queryable_samples_per_step=((0.0, 2), (1.0, 3)),
    )
    assert join([MatrixResult(), MatrixResult()]).stats is None


def test_one_part_is_the_whole():
    part = MatrixResult((series({}, [0]),))
    assert join([part]) is part


@given(
    st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"), max_size=2), unique_by=lambda x: repr(sorted(x.items()))),
    st.lists(st.integers(0, 30), unique=True).map(sorted),
    st.data(),
)  # fmt: skip
def test_any_matrix_cut_anywhere_is_whole_again(label_sets, points, data):
    """Series that lack some points, or all points of a part, are as they were."""
    whole = []
    for labels in sorted(label_sets, key=lambda one: sorted(one.items())):
        times = [time for time in points if data.draw(st.booleans())]
        if times:
            whole.append(series(labels, times, [math.sin(time) for time in times]))
    cuts = sorted(data.draw(st.lists(st.integers(0, 30), max_size=4, unique=True)))
    parts = []
    for low, high in zip([0, *cuts], [*cuts, 31], strict=True):
        inside = [
            series(one.labels, times, [math.sin(time) for time in times])
            for one in whole
            if (times := [time for time in one.timestamps if low <= time < high])
        ]
        parts.append(MatrixResult(tuple(inside)))
    assert join(parts).series == tuple(whole)
