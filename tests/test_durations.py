"""Durations: what is accepted, what is refused with what to write instead, and Prometheus' canonical print."""

import contextlib
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.durations import duration_to_ms, format_duration, format_seconds, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError

LONGEST = (2**63 - 1) // 1_000_000


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        ("5m", 300_000),
        ("1h30m", 5_400_000),
        ("1y2w3d4h5m6s7ms", 31_536_000_000 + 1_209_600_000 + 259_200_000 + 14_400_000 + 306_007),
        ("-5m", -300_000),
        ("0s", 0),
        ("90", 90_000),
        ("1.5", 1_500),
        ("1e3", 1_000_000),
        (15, 15_000),
        (0.1 + 0.2, 300),
        (Decimal("2.5"), 2_500),
        (timedelta(minutes=5), 300_000),
        (timedelta(milliseconds=-1), -1),
    ],
)
def test_accepts_what_people_have(value, ms):
    assert duration_to_ms(value) == ms


@pytest.mark.parametrize(
    "value", ["", "-", " 5m", "1.5h", "5M", "1d1w", "1m1m", "5m ", "\u0665m", "1_000", "0x10", "5m\n"]
)
def test_text_is_a_duration_or_refused(value):
    with pytest.raises(QueryBuildError, match="is not a duration: write"):
        duration_to_ms(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "must be text such as '5m'"),
        (None, "must be text such as '5m'"),
        ([5], "must be text such as '5m'"),
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        pytest.param(10**400, "finite", id="more than a float holds"),
        ("1e400", "finite"),
        (0.0001, "finer than a millisecond"),
        ("0.0001", "finer than a millisecond"),
        (timedelta(microseconds=1), "finer than a millisecond"),
        ("300y", "292 years"),
        ("9" * 500 + "s", "is not a duration"),
    ],
)
def test_says_what_is_wrong(value, words):
    with pytest.raises(QueryBuildError, match=words):
        duration_to_ms(value, name="step")


@pytest.mark.parametrize("value", [0, "0s", -1, "-5m", timedelta()])
def test_a_step_is_longer_than_zero(value):
    with pytest.raises(QueryBuildError, match="step must be longer than zero"):
        positive_duration_to_ms(value, name="step")


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0s"),
        (90 * 60_000, "1h30m"),
        (1_500, "1s500ms"),
        (14 * 86_400_000, "2w"),
        (8 * 86_400_000, "8d"),
        (366 * 86_400_000, "366d"),
        (365 * 86_400_000, "1y"),
        (-300_000, "-5m"),
    ],
)
def test_prints_as_prometheus_does(ms, text):
    assert format_duration(ms) == text


@given(st.integers(-LONGEST, LONGEST))
def test_what_is_printed_reads_back(ms):
    assert duration_to_ms(format_duration(ms)) == ms
    assert abs(duration_to_ms(format_seconds(ms)) - ms) <= abs(ms) * 1e-15


@given(st.text())
def test_any_text_is_a_duration_or_a_clear_refusal(text):
    with contextlib.suppress(QueryBuildError):
        assert isinstance(duration_to_ms(text), int)
