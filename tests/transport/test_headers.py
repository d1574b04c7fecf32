"""Headers and tenants: carried exactly, or refused without repeating them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier.errors import UnsafeHeaderError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import tenant_header
from prometheus_querier.transport.headers import check_headers

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))

odd = st.text(st.sampled_from("ab \t\r\n\0\x0b\x0c\x7f\x80\x85\xa0\xff\u0130\u2028:;,"), max_size=8)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " a",
        "a ",
        "\ta",
        "a\r\nX: y",
        "a\nb",
        "a\r\n b",
        "a\0b",
        "a\x0bb",
        "a\x85b",
        "a\x7fb",
        "é",
        "\u2028",
        1,
        None,
        b"a",
    ],
)
def test_values_that_http_cannot_carry_are_refused_and_not_repeated(value) -> None:
    with pytest.raises(UnsafeHeaderError) as caught:
        check_headers([("X-Key", value)])
    assert str(value) not in str(caught.value).replace("X-Key", "") or str(value) in {"", " a", "a "}


@pytest.mark.parametrize("name", ["", "X Key", "X:", "X\r\n", "X-K\xe9y", "(x)", 1])
def test_names_that_are_none_are_refused(name) -> None:
    with pytest.raises(UnsafeHeaderError):
        check_headers([(name, "value")])


@pytest.mark.parametrize("name", ["Content-Length", "transfer-ENCODING", "Connection", "Accept-Encoding", "Expect"])
def test_what_frames_a_message_is_not_for_users_to_set(name) -> None:
    with pytest.raises(UnsafeHeaderError, match=name):
        check_headers([(name, "1")])


def test_headers_arrive_exactly_or_not_at_all(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer())
    transport = pooled(server.url)

    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(["X-Scope-OrgID", "X-A"]), odd | st.text(max_size=20))
    def check(name: str, value: str) -> None:
        before = len(server.requests)
        try:
            transport.send(replace(QUERY, headers=((name, value),)), timeout=5).read()
        except UnsafeHeaderError:
            assert len(server.requests) == before
        else:
            (request,) = server.requests[before:]
            assert [each for each in request.headers if each[0] == name.lower()] == [(name.lower(), value)]
            assert len(request.headers) == 7

    check()


def test_headers_of_a_request_win_over_those_of_the_transport(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer())
    transport = pooled(server.url, headers={"X-Scope-OrgID": "a", "X-Other": "kept", "user-agent": "mine"})
    transport.send(replace(QUERY, headers=(("x-scope-orgid", "b"),)), timeout=5)
    transport.send(QUERY, timeout=5)
    first, second = server.requests
    assert (first.header("x-scope-orgid"), second.header("x-scope-orgid")) == ("b", "a")
    assert (first.header("x-other"), first.header("user-agent")) == ("kept", "mine")


def test_it_says_what_it_is(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer())
    pooled(server.url).send(QUERY, timeout=5)
    assert server.requests[0].header("user-agent").startswith("prometheus-querier/")
    assert server.requests[0].header("accept") == "application/json"


@pytest.mark.parametrize("tenant", ["a", "A-z0!_.*'()", "...", "x" * 150])
def test_tenants(tenant) -> None:
    assert tenant_header(tenant) == ("X-Scope-OrgID", tenant)


@pytest.mark.parametrize(
    "tenant", ["", ".", "..", "a|b", "a b", "a/b", "a\n", "é", "x" * 151, [], ["a", "b|c"], [""], [None], 5, b"a"]
)
def test_what_is_no_tenant_is_refused(tenant) -> None:
    with pytest.raises(UnsafeHeaderError):
        tenant_header(tenant)


@pytest.mark.parametrize("name", ["", "X Tenant", "X:", 5])
def test_tenants_are_named_by_a_header(name) -> None:
    with pytest.raises(UnsafeHeaderError, match="no header name"):
        tenant_header("a", name)


@given(st.text(max_size=200))
def test_any_tenant_is_refused_or_carried(tenant) -> None:
    try:
        _, value = tenant_header(tenant)
    except UnsafeHeaderError:
        return
    assert value == tenant
    assert "|" not in value
    check_headers([("X-Scope-OrgID", value)])
