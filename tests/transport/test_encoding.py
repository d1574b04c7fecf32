"""Requests arrive as they were meant: parameters, bodies and sizes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier.errors import QueryBuildError, QueryTooLargeError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport.encoding import MAX_FORM_BYTES, MAX_TARGET_BYTES, encode

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_parameters_arrive_exactly(serve, pooled, method) -> None:
    server = serve(lambda peer, _: peer.answer())
    transport = pooled(server.url)
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(["query", "match[]", "time"]), text), max_size=4))
    def check(params: list[tuple[str, str]]) -> None:
        transport.send(HttpRequest(method, "/api/v1/series", tuple(params)), timeout=5)
        request = server.requests[-1]
        arrived = urlsplit(request.target).query if method == "GET" else request.body.decode("ascii")
        assert parse_qsl(arrived, keep_blank_values=True, strict_parsing=bool(arrived)) == params
        assert "+" not in arrived
        assert (request.header("content-type") is None) == (method == "GET")

    check()


def test_a_raw_body_arrives_as_it_is(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer(b"\x00"))
    body = bytes(range(256)) * 1000
    headers = (("Content-Type", "application/x-protobuf"), ("Content-Encoding", "snappy"))
    request = HttpRequest("POST", "/api/v1/read", (("a", "b"),), headers, body)
    assert pooled(server.url).send(request, timeout=5).read() == b"\x00"
    arrived = server.requests[0]
    assert (arrived.body, arrived.target) == (body, "/api/v1/read?a=b")
    assert arrived.header("content-type") == "application/x-protobuf"
    assert arrived.header("content-encoding") == "snappy"


def test_an_empty_form_has_a_length(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer())
    pooled(server.url).send(replace(QUERY, params=()), timeout=5)
    assert server.requests[0].header("content-length") == "0"


def test_what_servers_do_not_read_is_refused() -> None:
    long = "x" * (MAX_FORM_BYTES - len("query="))
    assert encode(replace(QUERY, params=(("query", long),)), "", {}).body is not None
    with pytest.raises(QueryTooLargeError, match="form"):
        encode(replace(QUERY, params=(("query", long + "x"),)), "", {})
    with pytest.raises(QueryTooLargeError, match="POST"):
        encode(replace(QUERY, method="GET", params=(("query", "x" * MAX_TARGET_BYTES),)), "", {})


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(QueryBuildError, match="surrogate") as caught:
        encode(replace(QUERY, params=(("query", "\ud800"),)), "", {})
    assert caught.value.__context__ is None
