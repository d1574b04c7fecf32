from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.api import parameters
from prometheus_querier.api.endpoints import Endpoint
from prometheus_querier.api.parameters import MAX_REQUEST_BYTES, label_segment, request
from prometheus_querier.errors import QueryBuildError, QueryTooLargeError, UnsafeNameError
from prometheus_querier.http import HttpRequest

POST = Endpoint("POST", "/api/v1/query")


def test_nothing_is_sent_that_was_not_asked_for():
    assert request(POST, {"query": "up", "time": None, "match[]": []}) == HttpRequest(
        "POST", "/api/v1/query", (("query", "up"),)
    )


def test_several_values_repeat_the_name():
    found = request(Endpoint("GET", "/x"), {"match[]": ["a", "b"], "limit": "1"})
    assert found == HttpRequest("GET", "/x", (("match[]", "a"), ("match[]", "b"), ("limit", "1")))


def test_what_servers_would_cut_off_is_refused():
    request(POST, {"query": "x" * MAX_REQUEST_BYTES})
    with pytest.raises(QueryTooLargeError, match=r"1,048,577 bytes, more than the 1,048,576"):
        request(POST, {"query": "x" * (MAX_REQUEST_BYTES + 1)})
    with pytest.raises(QueryTooLargeError):
        request(POST, {"match[]": ["é" * (MAX_REQUEST_BYTES // 2), "x"]})


def test_what_is_no_text_is_refused():
    with pytest.raises(QueryBuildError, match=r"lone surrogate \(U\+D800\)"):
        request(POST, {"query": "a\ud800b"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (1704067200, "1704067200"),
        (1704067200.25, "1704067200.25"),
        ("2024-01-01T00:00:00Z", "1704067200"),
        (datetime(2024, 1, 1, tzinfo=UTC), "1704067200"),
    ],
)
def test_times(value, expected):
    assert parameters.time_parameter(value, "start") == expected


@pytest.mark.parametrize("value", [datetime(2024, 1, 1), "2024-01-01", "now", 1e20, float("nan"), True])  # noqa: DTZ001 - naive on purpose
def test_times_that_servers_misread_are_refused(value):
    with pytest.raises(QueryBuildError, match="start"):
        parameters.time_parameter(value, "start")


@pytest.mark.parametrize(
    ("value", "expected"), [(None, None), ("5m", "300"), (timedelta(seconds=1.5), "1.5"), (0.5, "0.5"), ("90", "90")]
)
def test_durations(value, expected):
    assert parameters.duration_parameter(value, "lookback_delta") == expected


@pytest.mark.parametrize("value", [0, -1, "1.5h", "0s", 0.0001])
def test_durations_that_servers_misread_are_refused(value):
    with pytest.raises(QueryBuildError, match="lookback_delta"):
        parameters.duration_parameter(value, "lookback_delta")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: parameters.count_parameter(None, "limit"), None),
        (lambda: parameters.count_parameter(0, "x", least=0), "0"),
        (lambda: parameters.limit_parameter(None), None),
        (lambda: parameters.limit_parameter(0), None),
        (lambda: parameters.limit_parameter(5), "5"),
        (lambda: parameters.count_parameter(10_000, "limit", most=10_000), "10000"),
        (lambda: parameters.flag_parameter(None, "f"), None),
        (lambda: parameters.flag_parameter(True, "f"), "true"),
        (lambda: parameters.flag_parameter(False, "f"), "false"),
        (lambda: parameters.choice_parameter(None, "c", Literal["a", "b"]), None),
        (lambda: parameters.choice_parameter("b", "c", Literal["a", "b"]), "b"),
        (lambda: parameters.stats_parameter(False), None),
        (lambda: parameters.stats_parameter(None), None),
        (lambda: parameters.stats_parameter(True), "true"),
        (lambda: parameters.stats_parameter("all"), "all"),
        (lambda: parameters.text_parameter(None, "t"), None),
        (lambda: parameters.text_parameter("x", "t"), "x"),
        (lambda: parameters.texts_parameter("x", "t"), ["x"]),
        (lambda: parameters.texts_parameter(iter(["x", "y"]), "t"), ["x", "y"]),
        (lambda: parameters.labels_parameter({"é": 'a"b'}, "labels"), '{"é":"a\\"b"}'),
    ],
)
def test_other_values(call, expected):
    assert call() == expected


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: parameters.count_parameter(0, "limit"), "limit must be a whole number from 1, not 0"),
        (lambda: parameters.limit_parameter(-1), "limit must be a whole number from 0, not -1"),
        (lambda: parameters.limit_parameter(False), "not False"),
        (lambda: parameters.count_parameter(True, "limit"), "not True"),
        (lambda: parameters.count_parameter(1.0, "limit"), "not 1.0"),
        (lambda: parameters.count_parameter("5", "limit"), "not '5'"),
        (lambda: parameters.count_parameter(10_001, "limit", most=10_000), "from 1 to 10,000, not 10001"),
        (lambda: parameters.flag_parameter("true", "f"), "f must be True or False, not 'true'"),
        (lambda: parameters.flag_parameter(1, "f"), "not 1"),
        (lambda: parameters.choice_parameter("c", "state", Literal["a", "b"]), "state must be 'a' or 'b', not 'c'"),
        (lambda: parameters.stats_parameter("none"), "stats must be True, False or 'all', not 'none'"),
        (lambda: parameters.stats_parameter(1), "stats must be"),
        (lambda: parameters.text_parameter("", "metric"), "metric must be text that is not empty, not ''"),
        (lambda: parameters.text_parameter(5, "metric"), "not 5"),
        (lambda: parameters.texts_parameter(["a", ""], "file"), "file must be text"),
        (lambda: parameters.texts_parameter(5, "file"), "file must be text that is not empty, or several, not 5"),
        (lambda: parameters.texts_parameter(None, "file"), "or several, not None"),
        (lambda: parameters.texts_parameter({"a": "b"}, "file"), "or several, not {'a': 'b'}"),
        (lambda: parameters.texts_parameter(b"ab", "file"), "or several, not b'ab'"),
        (lambda: parameters.labels_parameter({"a": 5}, "labels"), "labels must be label names and values"),
        (lambda: parameters.labels_parameter("a=b", "labels"), "labels must be label names and values"),
    ],
)
def test_what_is_wrong_is_refused_with_its_name(call, problem):
    with pytest.raises(QueryBuildError) as caught:
        call()
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("job", "job"),
        ("__name__", "__name__"),
        ("a.b", "U__a_2e_b"),
        ("a_b.c", "U__a__b_2e_c"),
        ("U__x", "U__U____x"),
        ("U_x", "U_x"),
        ("1a", "U__1a"),
        ("a/b", "U__a_2f_b"),
        ("..", "U___2e__2e_"),
        ("ä", "U___e4_"),
        ("😀", "U___1f600_"),
        ("job\n", "U__job_a_"),
        (" ", "U___20_"),
    ],
)
def test_label_names_are_one_segment_of_a_path(name, segment):
    assert label_segment(name) == segment


@pytest.mark.parametrize(("name", "segment"), [("U__x", "U__x"), ("a.b", "a.b"), ("ä b?", "%C3%A4%20b%3F")])
def test_servers_without_escaping_get_the_name_itself(name, segment):
    assert label_segment(name, escaping=False) == segment


@pytest.mark.parametrize(
    ("name", "escaping"), [("", True), (5, True), ("a\ud800", True), ("..", False), ("a/b", False)]
)
def test_names_that_cannot_be_carried_are_refused(name, escaping):
    with pytest.raises(UnsafeNameError):
        label_segment(name, escaping=escaping)


@given(st.text(min_size=1), st.booleans())
def test_no_name_leaves_its_segment(name, escaping):
    try:
        segment = label_segment(name, escaping=escaping)
    except UnsafeNameError:
        return
    assert not set(segment) & set("/?#\\ ")
    assert segment.isascii()
    assert segment not in (".", "..")
    assert escaping or unquote(segment) == name
