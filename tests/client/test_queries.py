from datetime import UTC, datetime, timedelta

import pytest

from prometheus_querier import PrometheusClient, PrometheusMetricQuerier, errors, promql as q
from prometheus_querier.http import HttpResponse
from prometheus_querier.results import ExemplarSeries, MatrixResult, ScalarResult, StringResult, VectorResult
from prometheus_querier.testing import FakeTransport, answers


class Up(PrometheusMetricQuerier):
    def name(self):
        return "up"

    def labels(self):
        return {"job": "api"}


EVERYTHING = {
    "time": datetime(2024, 1, 1, tzinfo=UTC),
    "limit": 5,
    "lookback_delta": timedelta(minutes=1),
    "stats": "all",
}


@pytest.mark.parametrize(
    ("what", "query"), [("up", "up"), (q.metric("up", job="api"), 'up{job="api"}'), (Up(), 'up{job="api"}')]
)
@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("query", "/api/v1/query", answers.vector()),
        ("query_exemplars", "/api/v1/query_exemplars", answers.success([])),
        ("format_query", "/api/v1/format_query", answers.success("up")),
        ("parse_query", "/api/v1/parse_query", answers.success({"type": "numberLiteral", "val": "1"})),
    ],
)
def test_queriers_expressions_and_text_are_all_welcome(exchange, method, path, answer, what, query):
    request, _ = exchange(lambda client: getattr(client, method)(what), answer)
    assert request == ("POST", path, ("query", query))


@pytest.mark.parametrize("method", ["query", "query_exemplars", "format_query", "parse_query"])
@pytest.mark.parametrize("what", ["", "  ", None, 5, ["up"]])
def test_what_is_no_query_is_refused(refused, method, what):
    refused(lambda client: getattr(client, method)(what), errors.QueryBuildError)


def test_every_parameter_of_a_query(exchange):
    request, _ = exchange(lambda client: client.query("up", **EVERYTHING), answers.vector())
    assert request == (
        "POST",
        "/api/v1/query",
        ("query", "up"),
        ("time", "1704067200"),
        ("limit", "5"),
        ("lookback_delta", "60"),
        ("stats", "all"),
    )


@pytest.mark.parametrize(
    "wrong", [{"time": datetime(2024, 1, 1)}, {"limit": -1}, {"lookback_delta": 0}, {"stats": "yes"}]  # noqa: DTZ001 - naive on purpose
)  # fmt: skip
def test_wrong_parameters_are_refused(refused, wrong):
    refused(lambda client: client.query("up", **wrong), errors.QueryBuildError)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (answers.vector(), VectorResult),
        (answers.scalar(1, 2), ScalarResult),
        (answers.string(1, "s"), StringResult),
        (answers.matrix(({}, [(1, 2)])), MatrixResult),
    ],
)
def test_the_answer_has_its_type(exchange, answer, kind):
    _, result = exchange(lambda client: client.query("up"), answer)
    assert type(result) is kind
    assert result.query == "up"


def test_every_parameter_of_exemplars(exchange):
    series = {"seriesLabels": {"a": "b"}, "exemplars": [{"labels": {}, "value": "1", "timestamp": 2}]}
    request, found = exchange(
        lambda client: client.query_exemplars("x", start=0, end="2024-01-01T00:00:00Z"),
        answers.success([series], warnings=["w"]),
    )
    assert request == ("POST", "/api/v1/query_exemplars", ("query", "x"), ("start", "0"), ("end", "1704067200"))
    assert type(found[0]) is ExemplarSeries
    assert found.warnings == ("w",)


def test_a_query_without_selectors_has_no_exemplars(exchange):
    _, found = exchange(lambda client: client.query_exemplars("1 + 1"), HttpResponse(204))
    assert found == []


def test_a_formatted_query_is_text(exchange):
    _, text = exchange(lambda client: client.format_query("sum(up)by(job)"), answers.success("sum by (job) (up)"))
    assert text == "sum by (job) (up)"
    with pytest.raises(errors.MalformedResponseError, match="data is 5, not text"):
        exchange(lambda client: client.format_query("up"), answers.success(5))


def test_a_parsed_query_is_an_expression(exchange):
    tree = {"type": "unaryExpr", "op": "-", "expr": {"type": "vectorSelector", "name": "up"}}
    _, expr = exchange(lambda client: client.parse_query("-up"), answers.success(tree))
    assert expr == -q.metric("up")


def test_the_server_is_told_a_little_less_than_our_own_time():
    transport = FakeTransport({"query": answers.vector(), "labels": answers.labels()})
    client = PrometheusClient(transport, timeout=30)
    client.query("up")
    client.query("up", timeout=2)
    client.label_names(timeout=3)
    sent = [dict(request.params).get("timeout") for request in transport.requests]
    assert sent == ["29.500", "1.800", None]
    assert [round(timeout) for timeout in transport.timeouts] == [30, 2, 3]


@pytest.mark.parametrize("method", ["query", "format_query", "parse_query", "query_exemplars"])
def test_errors_know_the_query(method):
    transport = FakeTransport({method: answers.error("bad_data", "1:1: parse error")})
    with pytest.raises(errors.BadDataError) as caught:
        getattr(PrometheusClient(transport), method)("sum(")
    assert caught.value.query == "sum("
