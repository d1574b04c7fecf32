"""What all methods share: time, repeats, warnings, and what is said of missing endpoints."""

import pickle
from decimal import Decimal

import pytest

from prometheus_querier import PrometheusClient, QueryTimeRange, RetryPolicy, errors
from prometheus_querier.http import HttpResponse
from prometheus_querier.testing import FakeTransport, answers

HOUR = QueryTimeRange.of(0, 3600, "1m")


@pytest.mark.parametrize(
    ("path", "call", "answer"),
    [
        ("query", lambda client: client.query("up"), answers.vector(warnings=["w"])),
        ("query_range", lambda client: client.query_range("up", HOUR), answers.matrix(warnings=["w"])),
        ("query_exemplars", lambda client: client.query_exemplars("up"), answers.success([], warnings=["w"])),
        ("format_query", lambda client: client.format_query("up"), answers.success("up", warnings=["w"])),
        ("series", lambda client: client.series("up"), answers.success([], warnings=["w"])),
        ("metadata", lambda client: client.metadata(), answers.success({}, warnings=["w"])),
        ("rules", lambda client: client.rules(), answers.success({"groups": []}, warnings=["w"])),
        ("status/tsdb", lambda client: client.status.tsdb(), answers.success({}, warnings=["w"])),
        (
            "search/label_names",
            lambda client: list(client.search.label_names()),
            HttpResponse(200, body=b'{"results":[],"warnings":["w"]}\n{"status":"success","has_more":false}\n'),
        ),
    ],
)
def test_no_partial_answer_is_taken_for_a_whole_one(path, call, answer):
    call(PrometheusClient(FakeTransport({path: answer})))
    with pytest.raises(errors.ApiError, match="on_warning is 'raise': w") as caught:
        call(PrometheusClient(FakeTransport({path: answer}), on_warning="raise"))
    assert (caught.value.error_type, caught.value.warnings) == ("warning", ("w",))


def test_victoriametrics_own_word_for_partial_answers_counts():
    body = b'{"status":"success","isPartial":true,"data":{"resultType":"vector","result":[]}}'
    transport = FakeTransport({"query": HttpResponse(200, body=body)})
    assert len(PrometheusClient(transport).query("up").warnings) == 1
    with pytest.raises(errors.ApiError, match="partial"):
        PrometheusClient(transport, on_warning="raise").query("up")


def test_what_to_do_with_warnings_is_a_choice_of_two():
    with pytest.raises(errors.QueryBuildError, match="on_warning must be 'keep' or 'raise', not 'ignore'"):
        PrometheusClient(FakeTransport(), on_warning="ignore")


def test_an_endpoint_that_is_missing_says_since_when_it_is_there():
    missing = answers.text(404, "404 page not found")
    client = PrometheusClient(FakeTransport({"parse_query": missing, "query": missing}))
    with pytest.raises(errors.NotFoundError) as caught:
        client.parse_query("up")
    assert caught.value.__notes__ == ["this endpoint came with Prometheus 3.0"]
    assert pickle.loads(pickle.dumps(caught.value)).__notes__ == caught.value.__notes__  # noqa: S301 - our own
    with pytest.raises(errors.NotFoundError) as caught:
        client.query("up")
    assert not hasattr(caught.value, "__notes__")


def test_failures_that_may_pass_are_repeated():
    transport = FakeTransport({"labels": [answers.text(503, "starting"), answers.labels("job")]})
    client = PrometheusClient(transport, retry=RetryPolicy(first_delay=0))
    assert client.label_names() == ["job"]


def test_no_failure_is_repeated_by_default():
    transport = FakeTransport({"labels": [answers.text(503, "starting"), answers.labels("job")]})
    with pytest.raises(errors.ServerUnavailableError):
        PrometheusClient(transport).label_names()


def test_no_time_limit_is_told_to_no_one():
    transport = FakeTransport({"query": answers.vector()})
    PrometheusClient(transport, timeout=None).query("up")
    assert transport.requests[0].params == (("query", "up"),)
    assert transport.timeouts == [None]


@pytest.mark.parametrize("timeout", [float("nan"), float("inf"), -float("inf")])
def test_a_timeout_is_a_finite_number(timeout):
    transport = FakeTransport()
    with pytest.raises(errors.QueryBuildError, match="timeout must be a number of seconds, such as 30, or None"):
        PrometheusClient(transport, timeout=timeout)
    with pytest.raises(errors.QueryBuildError, match="timeout must be a number of seconds, such as 30, or None"):
        transport.client.query("up", timeout=timeout)
    assert not transport.requests


def test_a_timeout_may_be_any_kind_of_number():
    transport = FakeTransport({"query": answers.vector()})
    transport.client.query("up", timeout=Decimal("2.5"))
    assert dict(transport.requests[0].params)["timeout"] == "2.250"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cache": "answers"}, r"cache must be a RangeCache, such as RangeCache\('answers'\), not str"),
        ({"retry": 5}, r"retry must be a RetryPolicy, such as RetryPolicy\(attempts=5\), or None, not int"),
        ({"observers": print}, r"observers must be several, such as \[observer\], not builtin_function_or_method"),
    ],
)
def test_what_takes_the_place_of_an_object_is_refused_at_once(options, words):
    with pytest.raises(errors.QueryBuildError, match=words):
        PrometheusClient(FakeTransport(), **options)
