"""Points in time: aware datetimes, numbers and RFC 3339 text; everything ambiguous is refused."""

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.timestamps import format_timestamp, ms_to_datetime, timestamp_to_ms

NEW_YEAR_MS = 1_704_067_200_000


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        (datetime(2024, 1, 1, tzinfo=UTC), NEW_YEAR_MS),
        (datetime(2024, 1, 1, 5, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))), NEW_YEAR_MS),
        (datetime(2024, 1, 1, 0, 0, 0, 123_500, tzinfo=UTC), NEW_YEAR_MS + 124),
        ("2024-01-01T00:00:00Z", NEW_YEAR_MS),
        ("2024-01-01T05:30:00+05:30", NEW_YEAR_MS),
        ("2024-01-01T00:00:00.25Z", NEW_YEAR_MS + 250),
        ("2024-01-01T00:00:00,25Z", NEW_YEAR_MS + 250),
        ("2024-01-01T00:00:00.123456789Z", NEW_YEAR_MS + 123),
        ("1704067200", NEW_YEAR_MS),
        ("1704067200.25", NEW_YEAR_MS + 250),
        (1_704_067_200, NEW_YEAR_MS),
        (1_704_067_200.25, NEW_YEAR_MS + 250),
        (0, 0),
        (-1.5, -1_500),
    ],
)
def test_accepts_what_people_have(value, ms):
    assert timestamp_to_ms(value) == ms


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2024, 1, 1), r"no time zone.*write datetime\(\.\.\., tzinfo=timezone.utc\)"),  # noqa: DTZ001 - the point
        ("2024-01-01T00:00:00", "no time zone.*write 2024-01-01T00:00:00Z"),
        ("2024-01-01", "is not a time"),
        ("2024-01-01 00:00:00Z", "is not a time"),
        ("2024-01-01t00:00:00z", "is not a time"),
        ("2024-01-01T00:00:00+0530", "is not a time"),
        ("2024-02-30T00:00:00Z", "does not exist"),
        ("2024-01-01T24:01:00Z", "does not exist"),
        ("now", r"is not a time.*datetime\.now\(timezone\.utc\) is now"),
        ("now-1h", r"is not a time.*QueryTimeRange\.last\('1h'\)"),
        ("-1h", r"is not a time.*QueryTimeRange\.last\('1h'\)"),
        ("", "is not a time"),
        (1_704_067_200_000, "Unix seconds, not milliseconds"),
        ("9999-12-31T00:00:00Z", "outside the years"),
        (float("nan"), "finite"),
        (1e308, "finite"),
        pytest.param(-(10**400), "finite", id="more than a float holds"),
        (True, "must be an aware datetime"),
        (None, "must be an aware datetime"),
        (date(2024, 1, 1), "must be an aware datetime"),
        (timedelta(hours=1), "must be an aware datetime"),
    ],
)
def test_says_what_is_wrong(value, words):
    with pytest.raises(QueryBuildError, match=words):
        timestamp_to_ms(value, name="start")


@given(st.integers(-9_223_372_036_000, 9_223_372_036_000))
def test_what_is_printed_reads_back(ms):
    assert timestamp_to_ms(format_timestamp(ms)) == ms
    assert timestamp_to_ms(ms_to_datetime(ms)) == ms


@given(st.text())
def test_any_text_is_a_time_or_a_clear_refusal(text):
    with contextlib.suppress(QueryBuildError):
        assert isinstance(timestamp_to_ms(text), int)
