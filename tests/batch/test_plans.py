"""The parts of a question have each of its points exactly once."""

from __future__ import annotations

import pickle

import pytest
import range_answers
from hypothesis import given, settings, strategies as st
from range_answers import every_point, points

import prometheus_querier as pq
from prometheus_querier import batch, promql as q
from prometheus_querier.batch.plans import Part, Plan
from prometheus_querier.errors import (
    ExecutionError,
    MalformedResponseError,
    QueryBuildError,
    ResponseTooLargeError,
    TooManyPointsError,
)
from prometheus_querier.testing import answers

DAY = pq.QueryTimeRange("2024-01-01T00:00:00Z", "2024-01-01T23:59:59Z", "1m")


@given(
    start=st.integers(-(10**7), 10**7),
    count=st.integers(0, 500),
    step=st.integers(1, 5 * 10**4),
    rest=st.integers(0, 10**5),
    more=st.integers(0, 10**5),
)
@settings(max_examples=200, deadline=None)
def test_each_point_is_in_exactly_one_part(start, count, step, rest, more):
    length = count * step + rest % step
    part = max(step + more, length // 50)
    parts = Plan("up", start, start + length - length % step, step, part)
    assert [ms for one in parts for ms in range(one.start, one.end + 1, step)] == list(
        range(start, start + length + 1, step)
    )
    assert all(one.start // part == one.end // part for one in parts), "each in one interval of its own"
    assert all(one.points >= 1 for one in parts)
    assert list(reversed(parts)) == parts[::-1]


def test_borders_do_not_move_with_the_beginning():
    parts = batch.plan("up", pq.QueryTimeRange("2024-01-01T06:30:00Z", "2024-01-03T00:00:00Z", "1h"))
    assert [str(one) for one in parts] == [
        "2024-01-01T06:30:00+00:00 to 2024-01-01T23:30:00+00:00",
        "2024-01-02T00:30:00+00:00 to 2024-01-02T23:30:00+00:00",
    ]
    with pytest.raises(IndexError):
        parts[2]
    assert parts[-1] == parts[1]


def test_parts_are_plain_data():
    parts = batch.plan(q.metric("up"), DAY, part="1h")
    again = pickle.loads(pickle.dumps(parts))  # noqa: S301 - our own
    assert again == parts
    assert list(again) == list(parts)
    assert pickle.loads(pickle.dumps(parts[3])) == parts[3]  # noqa: S301 - our own
    assert len(pickle.dumps(batch.plan("up", pq.QueryTimeRange("0", "1e9", "15s"), part="15s"))) < 1000


def test_one_part():
    (part,) = batch.plan("up", DAY, part=None)
    assert part.time_range == pq.QueryTimeRange.of(DAY.start, "2024-01-01T23:59:00Z", "1m")


def test_a_part_is_not_shorter_than_a_step():
    with pytest.raises(QueryBuildError, match="part 30s is shorter than the step of 1m"):
        batch.plan("up", DAY, part="30s")
    assert len(batch.plan("up", DAY, part="1m")) == 1440


def test_what_is_no_range_is_refused():
    with pytest.raises(QueryBuildError, match=r"must be a QueryTimeRange, not str: write QueryTimeRange\.last"):
        batch.plan("up", "1h")


def test_what_depends_on_the_whole_range_stays_what_it_is_or_is_refused():
    (first, *_) = batch.plan("up - (up @ start())", DAY, part="1h")
    assert first.query == "up - up @ 1704067200.000"
    with pytest.raises(TooManyPointsError, match=r"range\(\) depends on the whole range.*part=None"):
        batch.plan("rate(up[range()])", DAY, part="1h")
    with pytest.raises(TooManyPointsError, match="not understood"):
        batch.plan("a metricsql of its own(up", DAY, part="1h")
    assert batch.plan("range()", DAY, part=None)[0].query == "range()"


@pytest.mark.parametrize("part", [None, "1d", "1h"])
def test_the_end_that_was_asked_for_is_no_point_and_counts_all_the_same(part):
    """As for a server, to which the end of a range is the time that was asked for."""
    assert batch.plan("up @ end()", DAY, part=part)[0].query == "up @ 1704153599.000"


@pytest.mark.parametrize("part", [None, "1d"])
def test_a_question_that_depends_on_its_whole_range_is_asked_for_with_the_range_that_was_given(part):
    (one,) = batch.plan("rate(up[range()])", DAY, part=part)
    assert one.time_range == pq.QueryTimeRange.of(DAY.start, DAY.end, "1m")
    assert one.points == DAY.points


def test_a_part_is_fetched_with_few_requests():
    transport = range_answers.server()
    (part,) = batch.plan("up", pq.QueryTimeRange("0", "29999", "1s"), part=None)
    result = part.fetch(pq.PrometheusClient(transport))
    assert len(transport.requests) == 3
    assert all(len(points(request)) <= 11_000 for request in transport.requests)
    assert {tuple(series.timestamps) for series in result} == {tuple(map(float, range(30_000)))}


@pytest.mark.parametrize("kind", ["bytes", "samples"])
def test_what_is_too_large_for_one_answer_is_asked_for_in_halves(kind):
    asked = []

    def answer(request):
        asked.append(len(points(request)))
        if asked[-1] > 100:
            if kind == "samples":
                words = "query processing would load too many samples into memory in query execution"
                return answers.error("execution", words)
            raise ResponseTooLargeError("larger than 1 byte")
        return every_point(range_answers.LABELS)(request)

    (part,) = batch.plan("up", pq.QueryTimeRange("0", "999", "1s"), part=None)
    result = part.fetch(range_answers.client(answer))
    assert [len(series.values) for series in result] == [1000, 1000, 1000]
    assert list(result[0].timestamps) == list(map(float, range(1000)))
    assert max(asked) == 1000
    assert sum(count for count in asked if count <= 100) == 1000


def test_halves_mean_the_range_of_the_whole():
    asked = []

    def answer(request):
        asked.append(dict(request.params)["query"])
        if len(points(request)) > 500:
            raise ResponseTooLargeError("larger than 1 byte")
        return every_point(range_answers.LABELS)(request)

    Part("up @ end()", 0, 999_000, 1000).fetch(range_answers.client(answer))
    assert asked == ["up @ end()", "up @ 999.000", "up @ 999.000"]


def test_what_depends_on_its_whole_range_is_not_asked_for_in_halves():
    def too_large(request):
        raise ResponseTooLargeError("larger than 1 byte")

    (part,) = batch.plan("rate(up[range()])", pq.QueryTimeRange("0", "999", "1s"), part=None)
    with pytest.raises(ResponseTooLargeError) as caught:
        part.fetch(range_answers.client(too_large))
    assert "cannot be: range() depends on the whole range" in caught.value.__notes__[-1]


def test_what_halves_do_not_help_is_raised():
    def too_large(request):
        raise ResponseTooLargeError("larger than 1 byte")

    (part,) = batch.plan("up", pq.QueryTimeRange("0", "3", "1s"), part=None)
    with pytest.raises(ResponseTooLargeError):
        part.fetch(range_answers.client(too_large))
    refused = answers.error("execution", "many-to-many matching not allowed")
    with pytest.raises(ExecutionError, match="many-to-many"):
        part.fetch(range_answers.client(lambda _: refused))


@pytest.mark.parametrize("shift", [-1000, -1, 1, 500, 1000])
def test_points_that_were_not_asked_for_are_refused(shift):
    def moved(request):
        return answers.matrix(({}, [((ms + shift) / 1000, 1) for ms in points(request)]))

    (part,) = batch.plan("up", pq.QueryTimeRange("0", "10", "1s"), part=None)
    with pytest.raises(MalformedResponseError, match="which it was not asked for"):
        part.fetch(range_answers.client(moved))


def test_gaps_are_no_points_beside_the_grid():
    def gaps(request):
        return answers.matrix(({}, [(ms / 1000, 1) for ms in points(request)[3:5]]))

    (part,) = batch.plan("up", pq.QueryTimeRange("0.5", "10", "1s"), part=None)
    assert list(part.fetch(range_answers.client(gaps))[0].timestamps) == [3.5, 4.5]
