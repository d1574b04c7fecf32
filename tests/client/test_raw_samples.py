"""Raw samples: what is asked of remote read, what is refused, and what a server without it is asked instead."""

from array import array

import pytest

import prometheus_querier as pq
from prometheus_querier import promql as q
from prometheus_querier.errors import MalformedResponseError, PermissionDeniedError, QueryBuildError
from prometheus_querier.results.remote_read import MatcherType, encode_read_request
from prometheus_querier.testing import FakeTransport, answers

MINUTE = pq.QueryTimeRange("100", "160", "1s")


def test_a_selector_becomes_the_matchers_of_remote_read():
    transport = FakeTransport({"read": pq.HttpResponse(200, {"content-type": "application/x-protobuf"}, b"\x00")})
    selector = q.metric("up", job=q.not_("a"), zone=q.regex("b.*"), host=q.not_regex("c"), rack="d")
    assert len(pq.PrometheusClient(transport).read(selector, MINUTE)) == 0
    (request,) = transport.requests
    matchers = [
        (MatcherType.NOT_REGEX, "host", "c"),
        (MatcherType.NOT_EQUAL, "job", "a"),
        (MatcherType.EQUAL, "rack", "d"),
        (MatcherType.REGEX, "zone", "b.*"),
        (MatcherType.EQUAL, "__name__", "up"),
    ]
    assert request.content == encode_read_request(matchers, 100_000, 160_000)
    assert dict(request.headers)["Content-Encoding"] == "snappy"


@pytest.mark.parametrize("what", ["up offset 5m", "up @ 1", "up[5m]", "sum(up)", "1", q.metric("up").offset("1m")])
def test_only_a_plain_selector_can_be_read(what):
    transport = FakeTransport()
    with pytest.raises(QueryBuildError, match=r"read\(\) takes a selector"):
        pq.PrometheusClient(transport).read(what, MINUTE)
    assert not transport.requests


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_without_remote_read_is_asked_by_a_range_selector(status):
    samples = [(99.999, 0), (100, 1), (160, 2)]
    older = ({"job": "left"}, [(99.999, 0)])
    transport = FakeTransport(
        {"read": pq.HttpResponse(status, {}, b"no"), "query": answers.matrix(({"job": "a"}, samples), older)}
    )
    result = pq.PrometheusClient(transport).read("up", MINUTE)
    assert dict(transport.requests[-1].params)["query"] == "up[1m1ms]"
    assert dict(transport.requests[-1].params)["time"] == "160"
    (series,) = result
    assert (series.timestamps, series.values) == (array("d", [100, 160]), array("d", [1, 2]))
    assert result.infos == ("this server has no remote read: the samples came by a range selector",)


def test_where_remote_read_would_be_slower_than_json_it_is_not_asked(monkeypatch):
    monkeypatch.setattr("prometheus_querier.results.remote_read.is_quick", lambda: False)
    transport = FakeTransport({"query": answers.matrix(({"job": "a"}, [(100, 1), (160, 2)]))})
    (series,) = result = pq.PrometheusClient(transport).read("up", MINUTE)
    assert series.values == array("d", [1, 2])
    assert result.infos == ("remote read needs the compiled decoder or numpy: the samples came by a range selector",)
    assert len(transport.requests) == 1


def test_a_refusal_is_no_reason_to_ask_otherwise():
    transport = FakeTransport({"read": pq.HttpResponse(403, {}, b"no")})
    with pytest.raises(PermissionDeniedError):
        pq.PrometheusClient(transport).read("up", MINUTE)


def test_what_is_no_answer_is_never_data():
    transport = FakeTransport({"read": pq.HttpResponse(200, {"content-type": "text/html"}, b"<html>log in</html>")})
    with pytest.raises(MalformedResponseError, match="text/html"):
        pq.PrometheusClient(transport).read("up", MINUTE)
