"""Ranges of time: promised fields are text, and both builders take what people have."""

from datetime import UTC, datetime, timedelta

import pytest

from prometheus_querier.durations import duration_to_ms
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.queriers import QueryTimeRange


def test_fields_are_kept_as_written():
    time_range = QueryTimeRange("2024-01-01T00:00:00Z", "1704070800", "60")
    assert (time_range.start, time_range.end, time_range.step) == ("2024-01-01T00:00:00Z", "1704070800", "60")
    assert time_range.in_ms() == (1_704_067_200_000, 1_704_070_800_000, 60_000)
    assert time_range.points == 61


def test_is_a_value():
    time_range = QueryTimeRange("0", "60", "15s")
    assert time_range == QueryTimeRange("0", "60", "15s")
    assert hash(time_range) == hash(QueryTimeRange("0", "60", "15s"))
    with pytest.raises(AttributeError):
        time_range.start = "1"


def test_of_takes_what_people_have():
    start = datetime(2024, 1, 1, tzinfo=UTC)
    assert QueryTimeRange.of(start, start + timedelta(hours=1), timedelta(minutes=1)) == QueryTimeRange(
        "1704067200", "1704070800", "1m"
    )


@pytest.mark.parametrize(
    ("length", "step", "expected"),
    [
        ("1h", "1m", ("3600", "7200", "1m")),
        ("90s", "1m", ("7110", "7200", "1m")),
        ("1h", "7s", ("3596", "7196", "7s")),
        ("1h", None, ("3600", "7200", "15s")),
        # Whoever takes one point for the hour means this hour, and not one of yesterday.
        ("1h", "1d", ("3600.5", "7200.5", "1d")),
    ],
)
def test_last_ends_at_the_latest_whole_step(monkeypatch, length, step, expected):
    monkeypatch.setattr("prometheus_querier.queriers.time_range.time.time", lambda: 7200.5)
    assert QueryTimeRange.last(length, step=step) == QueryTimeRange(*expected)


def test_an_end_that_is_given_is_the_end():
    assert QueryTimeRange.last("1h", step="1m", end=7200.5) == QueryTimeRange("3600.5", "7200.5", "1m")


@pytest.mark.parametrize(
    ("length", "step"),
    [
        ("0s", "15s"),
        ("1h", "15s"),
        ("6h", "20s"),
        ("12h", "30s"),
        ("1d", "1m"),
        ("7d", "10m"),
        ("30d", "30m"),
        ("90d", "2h"),
        ("1y", "6h"),
        ("100y", "30d"),
    ],
)
def test_without_a_step_a_round_one_is_picked(length, step):
    end = 4_000_000_000
    time_range = QueryTimeRange.of(end - duration_to_ms(length) / 1000, end)
    assert time_range.step == step


@pytest.mark.parametrize(
    ("start", "end", "step", "words"),
    [
        ("60", "0", "15s", "end '0' is before start '60'"),
        ("0", "60", "0s", "step must be longer than zero"),
        ("0", "60", "-15s", "step must be longer than zero"),
        ("0", "60", "15 s", "is not a duration"),
        ("2024-01-01T00:00:00", "60", "15s", "no time zone"),
        (0, "60", "15s", r"start must be text, not int: QueryTimeRange.of"),
    ],
)
def test_what_servers_refuse_is_refused_here(start, end, step, words):
    with pytest.raises(QueryBuildError, match=words):
        QueryTimeRange(start, end, step)


def test_a_naive_datetime_is_refused():
    with pytest.raises(QueryBuildError, match="has no time zone"):
        QueryTimeRange.of(datetime(2024, 1, 1), datetime(2024, 1, 2, tzinfo=UTC), "1h")  # noqa: DTZ001 - the point
