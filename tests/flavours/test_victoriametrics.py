"""VictoriaMetrics: URLs of single nodes and clusters, and each option where it is known."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

from prometheus_querier import promql as q
from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import label_segment
from prometheus_querier.errors import (
    ApiError,
    ExecutionError,
    QueryBuildError,
    QueryTimeoutError,
    RateLimitedError,
    UnsafeNameError,
)
from prometheus_querier.flavours import VictoriaMetrics, victoriametrics
from prometheus_querier.flavours.victoriametrics import tenant_url
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import RetryPolicy
from prometheus_querier.transport.urls import BaseUrl, check_path

ALL = VictoriaMetrics(
    extra_label={"team": "a", "env": "x=y&z"},
    extra_filters=[q.selector(job=q.regex("api.*")), '{job="web"}'],
    nocache=True,
    round_digits=3,
    latency_offset="1ms",
    max_lookback="5m",
    deny_partial_response=True,
)
FILTERS = {"extra_label", "extra_filters[]"}
QUERY = {*FILTERS, "deny_partial_response", "nocache", "round_digits", "latency_offset", "max_lookback"}
EXPECTED = {
    "query": QUERY,
    "query_range": QUERY,
    "series": {*FILTERS, "deny_partial_response"},
    "labels": {*FILTERS, "deny_partial_response"},
    "label/{name}/values": {*FILTERS, "deny_partial_response"},
    "status/tsdb": {*FILTERS, "deny_partial_response"},
    "admin/tsdb/delete_series": FILTERS,
}


def test_every_option_arrives(recorder):
    with victoriametrics(
        recorder.url,
        extra_label={"team": "a", "env": "x=y&z"},
        extra_filters=[q.selector(job=q.regex("api.*")), '{job="web"}'],
        nocache=True,
        round_digits=3,
        latency_offset="1ms",
        max_lookback="5m",
        deny_partial_response=True,
    ) as client:
        client.query("up", time=1)
        client.label_values("job")
    query, values = recorder.arrived
    assert (query.method, query.target) == ("POST", "/api/v1/query")
    filters = [
        ("extra_label", "team=a"),
        ("extra_label", "env=x=y&z"),
        ("extra_filters[]", '{job=~"api.*"}'),
        ("extra_filters[]", '{job="web"}'),
    ]
    assert query.added("query", "time", "timeout") == [
        *filters,
        ("nocache", "1"),
        ("round_digits", "3"),
        ("latency_offset", "0.001"),
        ("max_lookback", "300"),
        ("deny_partial_response", "1"),
    ]
    assert values.method == "GET"
    assert values.query == [*filters, ("deny_partial_response", "1")]


def test_nothing_arrives_that_was_not_asked_for(recorder):
    with victoriametrics(recorder.url) as client:
        client.query("up", time=1)
        client.label_names()
    assert [one.added("query", "time", "timeout") for one in recorder.arrived] == [[], []]


def test_only_endpoints_that_know_an_option_get_it(everywhere):
    for name, path in everywhere.items():
        names = {key for key, _ in ALL.adapt(HttpRequest("POST", path)).params}
        assert names == EXPECTED.get(name, set()), name


@pytest.mark.parametrize(
    ("path", "tenant", "target"),
    [
        ("", {}, "/api/v1/labels"),
        ("/", {}, "/api/v1/labels"),
        ("/prometheus", {}, "/prometheus/api/v1/labels"),
        ("/select/0/prometheus", {}, "/select/0/prometheus/api/v1/labels"),
        ("/select/1:2/prometheus/", {}, "/select/1:2/prometheus/api/v1/labels"),
        ("/select/multitenant/prometheus", {}, "/select/multitenant/prometheus/api/v1/labels"),
        ("/select/prometheus", {}, "/select/prometheus/api/v1/labels"),
        ("", {"account": 0}, "/select/0/prometheus/api/v1/labels"),
        ("/", {"account": 1, "project": 2}, "/select/1:2/prometheus/api/v1/labels"),
        ("/vm/", {"account": 4294967295, "project": 0}, "/vm/select/4294967295:0/prometheus/api/v1/labels"),
        ("", {"account": "multitenant"}, "/select/multitenant/prometheus/api/v1/labels"),
    ],
)
def test_every_url_leads_to_its_tenant(recorder, path, tenant, target):
    with victoriametrics(recorder.url + path, **tenant) as client:
        client.label_names()
    assert recorder.last.target == target


@pytest.mark.parametrize(
    ("path", "tenant"),
    [
        ("", {"account": -1}),
        ("", {"account": 2**32}),
        ("", {"account": True}),
        ("", {"account": "1"}),
        ("", {"account": "../0"}),
        ("", {"account": "multitenant", "project": 1}),
        ("", {"account": 1, "project": "2/prometheus/api"}),
        ("", {"project": 1}),
        ("/select/1", {}),
        ("/select/1:2/", {}),
        ("/select/1/prometheus", {"account": 1}),
        ("?a=b", {"account": 1}),
        ("/..", {"account": 1}),
    ],
)
def test_urls_that_name_no_tenant_or_two_are_refused(path, tenant):
    with pytest.raises(QueryBuildError):
        victoriametrics("http://localhost:8481" + path, **tenant)


SEGMENTS = st.lists(st.from_regex(r"[A-Za-z0-9._~:@!$&'()*+,;=-]{1,8}", fullmatch=True), max_size=3)
NUMBERS = st.integers(0, 2**32 - 1)


@given(segments=SEGMENTS, slashes=st.integers(0, 3), account=NUMBERS, project=st.none() | NUMBERS)
def test_any_prefix_and_tenant_make_one_exact_path_or_none(segments, slashes, account, project):
    url = "http://vmselect:8481" + "".join(f"/{one}" for one in segments) + "/" * slashes
    try:
        made = tenant_url(url, account, project)
    except QueryBuildError:
        assert {"select", ".", ".."} & set(segments) or (segments and url.rstrip("/").endswith("/api/v1"))
        return
    tenant = str(account) if project is None else f"{account}:{project}"
    assert BaseUrl.parse(made).prefix == "".join(f"/{one}" for one in segments) + f"/select/{tenant}/prometheus"
    # The URL that was made is taken as it is.
    assert tenant_url(made, None) == made


@given(name=st.text(min_size=1, max_size=12) | st.from_regex(r"(U__)?[a-c_.\-]{1,8}", fullmatch=True))
def test_label_names_are_written_plainly_in_paths(name):
    try:
        path = endpoints.label_values(label_segment(name)).path
    except UnsafeNameError:
        return
    adapted = VictoriaMetrics().adapt(HttpRequest("GET", path)).path
    if name in {".", ".."} or name.startswith("U__") or re.search(r"[/\\\x00-\x1f\x7f]", name):
        assert adapted == path
    else:
        assert unquote(adapted) == f"/api/v1/label/{name}/values"
    check_path(adapted)


@pytest.mark.parametrize("segment", ["U__", "U___", "U___110000_", "U___d800_", "U___2E_", "U__a_b", "job"])
def test_what_is_no_escaped_name_stays(segment):
    request = HttpRequest("GET", f"/api/v1/label/{segment}/values")
    assert VictoriaMetrics().adapt(request) is request


@pytest.mark.parametrize(
    "options",
    [
        {"extra_label": {"team": ""}},
        {"extra_label": {"": "a"}},
        {"extra_label": {"a=b": "c"}},
        {"extra_label": {"team": None}},
        {"extra_filters": ""},
        {"extra_filters": q.number(1)},
        {"round_digits": 1.5},
        {"round_digits": True},
        {"latency_offset": 0},
        {"max_lookback": "-1m"},
    ],
)
def test_options_that_would_widen_or_break_a_query_are_refused(options):
    with pytest.raises(QueryBuildError):
        victoriametrics("http://localhost:8428", **options)


def test_a_partial_answer_has_a_warning(recorder):
    recorder.answer(200, {"status": "success", "isPartial": True, "data": {"resultType": "vector", "result": []}})
    with victoriametrics(recorder.url) as client:
        (warning,) = client.query("up").warnings
    assert "partial" in warning


def test_a_partial_answer_can_be_an_error(recorder):
    recorder.answer(200, {"status": "success", "isPartial": True, "data": []})
    with (
        victoriametrics(recorder.url, on_warning="raise") as client,
        pytest.raises(ApiError, match="the answer is partial"),
    ):
        client.label_names()


def test_errors_have_the_right_type_and_victoriametrics_own_words(recorder):
    def refuse(status, words):
        recorder.answer(status, {"status": "error", "errorType": str(status), "error": words})

    refuse(422, 'unexpected token ")"')
    refuse(503, "timeout exceeded during query execution: 1.000 seconds")
    recorder.answer(429, b"couldn't start executing", **{"Content-Type": "text/plain", "Retry-After": "10"})
    with victoriametrics(recorder.url, retry=RetryPolicy(attempts=2), timeout=5) as client:
        with pytest.raises(ExecutionError, match="unexpected token") as caught:
            client.query("foo(")
        assert caught.value.error_type == "422"
        with pytest.raises(QueryTimeoutError, match="timeout exceeded"):
            client.query("slow")
        # Ten seconds do not fit the five that are left: the caller is told at once.
        with pytest.raises(RateLimitedError) as limited:
            client.query("up")
        assert limited.value.retry_after == 10
    assert len(recorder.arrived) == 3
