"""Mimir: the tenant arrives as Mimir reads it, or nothing is sent."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier.errors import AuthenticationError, ExecutionError, UnsafeHeaderError
from prometheus_querier.flavours import Mimir, mimir
from prometheus_querier.http import HttpRequest

ALLOWED = string.ascii_letters + string.digits + "!-_.*'()"


def test_a_tenant_arrives_with_every_request(recorder):
    with mimir(recorder.url, tenant="team-a") as client:
        client.query("up")
        client.label_values("job")
    assert [(one.method, one.target.partition("?")[0]) for one in recorder.arrived] == [
        ("POST", "/prometheus/api/v1/query"),
        ("GET", "/prometheus/api/v1/label/job/values"),
    ]
    assert [one.header("X-Scope-OrgID") for one in recorder.arrived] == ["team-a", "team-a"]
    assert recorder.last.header("Cache-Control") is None


def test_several_tenants_are_joined(recorder):
    with mimir(recorder.url, tenant=["team-a", "team-b"], cache=False, auth=("user", "pw")) as client:
        client.query("up")
    assert recorder.last.header("X-Scope-OrgID") == "team-a|team-b"
    assert recorder.last.header("Cache-Control") == "no-store"
    assert recorder.last.header("Authorization") == "Basic dXNlcjpwdw=="


def test_without_a_tenant_none_is_sent(recorder):
    with mimir(recorder.url) as client:
        client.query("up")
    assert recorder.last.header("X-Scope-OrgID") is None


def test_a_requests_own_tenant_says_more():
    request = HttpRequest("POST", "/api/v1/query", headers=(("x-scope-orgid", "own"),))
    assert Mimir(tenant="all").adapt(request).headers == (("x-scope-orgid", "own"),)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("", "/prometheus/api/v1/labels"),
        ("/", "/prometheus/api/v1/labels"),
        ("/prometheus", "/prometheus/api/v1/labels"),
        ("/prometheus/", "/prometheus/api/v1/labels"),
        ("/gateway/metrics", "/gateway/metrics/api/v1/labels"),
    ],
)
def test_a_url_without_a_path_gets_mimirs(recorder, url, target):
    with mimir(recorder.url + url) as client:
        client.label_names()
    assert recorder.last.target == target


@pytest.mark.parametrize(
    "tenant",
    [
        "",
        ".",
        "..",
        "a|b",
        "a b",
        "a/b",
        "a\\b",
        "a:b",
        "a\r\nX-Evil: 1",
        "a\n",
        "ä",
        "a" * 151,
        [],
        ["a", ""],
        ["a|b"],
    ],
)
def test_a_tenant_that_mimir_would_refuse_or_misread_is_refused_at_once(tenant):
    with pytest.raises(UnsafeHeaderError) as caught:
        mimir("http://localhost:8080", tenant=tenant)
    assert "Evil" not in str(caught.value)


@given(
    tenant=st.text(max_size=160) | st.text(alphabet=ALLOWED, max_size=160) | st.from_regex(r"[a-z.|]*", fullmatch=True)
)
@settings(max_examples=400)
def test_any_tenant_is_sent_as_it_is_or_refused(tenant):
    is_good = bool(re.fullmatch(f"[{re.escape(ALLOWED)}]{{1,150}}", tenant)) and tenant not in {".", ".."}
    try:
        headers = Mimir(tenant=tenant).headers()
    except UnsafeHeaderError:
        assert not is_good
    else:
        assert is_good
        assert headers == (("X-Scope-OrgID", tenant),)


def test_mimirs_own_words_reach_the_caller(recorder):
    recorder.answer(401, b"no org id", **{"Content-Type": "text/plain"})
    recorder.answer(
        422, {"status": "error", "errorType": "execution", "error": "too many (err-mimir-max-series-per-query)"}
    )
    with mimir(recorder.url) as client:
        with pytest.raises(AuthenticationError, match=r"tenant= of connect\(\)\): no org id"):
            client.query("up")
        with pytest.raises(ExecutionError, match="err-mimir-max-series-per-query"):
            client.query("up")


def test_the_tenant_is_shown_nowhere():
    with mimir("http://localhost:8080", tenant="secret-tenant") as client:
        assert "secret-tenant" not in repr(client)
