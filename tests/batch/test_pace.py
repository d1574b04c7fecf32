"""The pace falls when the server has enough, and rises again with what succeeds."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.batch.pace import LONGEST_PAUSE, PATIENCE, Pace, is_overload, is_worth_waiting_for
from prometheus_querier.errors import ConnectError, QueryBuildError, QueryTimeoutError, RateLimitedError


def _status(kind, status, retry_after=None):
    error = kind("no")
    error.status, error.retry_after = status, retry_after
    return error


def test_no_more_at_once_than_allowed():
    pace = Pace(2)
    pace.begin(0)
    assert pace.wait(0) == 0
    pace.begin(0)
    assert pace.wait(0) is None
    pace.end(succeeded=True)
    assert pace.wait(0) == 0


def test_no_more_in_a_second_than_allowed():
    pace = Pace(10, per_second=4)
    begun = []
    now = 0.0
    while len(begun) < 5:
        now += pace.wait(now)
        pace.begin(now)
        begun.append(now)
    assert begun == [0, 0.25, 0.5, 0.75, 1.0]


def test_time_that_was_not_used_is_not_made_up_for():
    pace = Pace(10, per_second=4)
    pace.begin(0)
    pace.begin(100)
    assert pace.wait(100) == 0.25


def test_overload_halves_and_pauses_and_success_adds():
    pace = Pace(8, per_second=8)
    pace.overloaded(0)
    assert (pace.limit, pace.wait(0)) == (4, 1)
    # These had begun before, and say nothing new.
    pace.overloaded(0.5)
    assert (pace.limit, pace.wait(0.5)) == (4, 0.5)
    pace.begin(1)
    assert pace.wait(1) == 0.25, "half as many at once are half as many a second"
    pace.overloaded(1)
    assert (pace.limit, pace.wait(1)) == (2, 2)
    for _ in range(100):
        pace.end(succeeded=True)
        pace.running = 1
    assert pace.limit == 8
    pace.overloaded(10)
    assert pace.wait(10) == 1


def test_a_server_may_ask_for_longer_but_not_for_ever():
    pace = Pace(1)
    pace.overloaded(0, retry_after=7)
    assert pace.wait(0) == 7
    pace.overloaded(5, retry_after=9)
    assert pace.wait(5) == 9
    pace.overloaded(20, retry_after=86_400)
    assert pace.wait(20) == PATIENCE


@given(st.lists(st.one_of(st.booleans(), st.none()), max_size=60), st.integers(1, 9))
def test_there_is_always_a_way_on(events, most):
    pace, now = Pace(most), 0.0
    for event in events:
        now += 0.5
        if event is None:
            pace.overloaded(now)
        else:
            now += pace.wait(now) or 0
            pace.begin(now)
            pace.end(succeeded=event)
        assert 1 <= pace.limit <= most
        assert pace.wait(now) <= LONGEST_PAUSE


@pytest.mark.parametrize(("most", "per_second"), [(0, None), (True, None), (1.5, None), (1, 0), (1, float("nan"))])
def test_limits_must_be_more_than_nothing(most, per_second):
    with pytest.raises(QueryBuildError, match="must be"):
        Pace(most, per_second)


def test_what_overload_is():
    assert is_overload(_status(RateLimitedError, 429))
    assert is_overload(_status(QueryTimeoutError, 503))
    assert not is_overload(ConnectError("refused"))
    assert is_worth_waiting_for(_status(RateLimitedError, 429, 59))
    assert not is_worth_waiting_for(_status(RateLimitedError, 429, 61))
    # The same query would take as long again.
    assert not is_worth_waiting_for(_status(QueryTimeoutError, 503))
