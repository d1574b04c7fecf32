"""Thanos: each option arrives spelled as Thanos reads it, at the endpoints that know it, and nowhere else."""

from __future__ import annotations

import pytest

from prometheus_querier import QueryTimeRange, promql as q
from prometheus_querier.errors import ApiError, QueryBuildError, QueryCanceledError, UnsafeHeaderError
from prometheus_querier.flavours import Thanos, thanos
from prometheus_querier.http import HttpRequest

ALL = Thanos(
    dedup=False,
    partial_response=True,
    replica_labels=["replica", "prometheus"],
    max_source_resolution="5m",
    engine="thanos",
    store_match=[q.selector(__address__=q.regex("eu-.*")), '{region="eu"}'],
)
EVERYWHERE = {"partial_response", "storeMatch[]"}
EXPECTED = {
    "query": {*EVERYWHERE, "dedup", "replicaLabels[]", "max_source_resolution", "engine"},
    "query_range": {*EVERYWHERE, "dedup", "replicaLabels[]", "max_source_resolution", "engine"},
    "series": {*EVERYWHERE, "dedup", "replicaLabels[]"},
    "labels": EVERYWHERE,
    "label/{name}/values": EVERYWHERE,
}


def test_every_option_arrives_as_thanos_spells_it(recorder):
    with thanos(
        recorder.url + "/thanos/",
        dedup=False,
        partial_response=True,
        replica_labels=["replica", "prometheus"],
        max_source_resolution="5m",
        engine="thanos",
        store_match=q.selector(__address__=q.regex("eu-.*")),
        tenant="team@a",
        cache=False,
        headers={"X-Own": "1"},
    ) as client:
        client.query("up", time=1)
    request = recorder.last
    assert (request.method, request.target) == ("POST", "/thanos/api/v1/query")
    assert request.added("query", "time", "timeout") == [
        ("dedup", "false"),
        ("partial_response", "true"),
        ("replicaLabels[]", "replica"),
        ("replicaLabels[]", "prometheus"),
        ("max_source_resolution", "300"),
        ("engine", "thanos"),
        ("storeMatch[]", '{__address__=~"eu-.*"}'),
    ]
    assert request.header("THANOS-TENANT") == "team@a"
    assert request.header("Cache-Control") == "no-store"
    assert request.header("X-Own") == "1"


def test_nothing_arrives_that_was_not_asked_for(recorder):
    with thanos(recorder.url) as client:
        client.query("up", time=1)
        client.query_range("up", QueryTimeRange(start="1", end="2", step="1"))
        client.series("up")
        client.label_names()
        client.label_values("job")
    own = ("query", "time", "start", "end", "step", "timeout", "match[]")
    assert [request.added(*own) for request in recorder.arrived] == [[]] * 5
    assert {request.header("THANOS-TENANT") for request in recorder.arrived} == {None}
    assert {request.header("Cache-Control") for request in recorder.arrived} == {None}


def test_only_endpoints_that_know_an_option_get_it(everywhere):
    for name, path in everywhere.items():
        request = HttpRequest("POST", path, (("query", "up"),))
        names = {key for key, _ in ALL.adapt(request).params} - {"query"}
        assert names == EXPECTED.get(name, set()), name


@pytest.mark.parametrize(
    ("resolution", "text"), [("auto", "auto"), (0, "0"), ("0s", "0"), ("1h", "3600"), (0.5, "0.5")]
)
def test_resolutions_are_spelled_as_seconds(resolution, text):
    assert Thanos(max_source_resolution=resolution).parameters() == (("max_source_resolution", text),)


@pytest.mark.parametrize(
    "options",
    [
        {"dedup": "false"},
        {"partial_response": 1},
        {"replica_labels": "replica"},
        {"replica_labels": ["replica", ""]},
        {"max_source_resolution": "-5m"},
        {"max_source_resolution": "soon"},
        {"engine": "mimir"},
        {"store_match": q.sum(q.metric("up"))},
        {"store_match": [""]},
    ],
)
def test_what_thanos_would_refuse_or_misread_is_refused_at_once(options):
    with pytest.raises(QueryBuildError):
        thanos("http://localhost:10902", **options)


@pytest.mark.parametrize("tenant", ["a\r\nX-Evil: 1", "", " a", "ä"])
def test_a_tenant_that_no_header_carries_is_refused_and_not_repeated(tenant):
    with pytest.raises(UnsafeHeaderError) as caught:
        thanos("http://localhost:10902", tenant=tenant)
    assert "Evil" not in str(caught.value)


def test_the_tenants_header_can_be_another(recorder):
    with thanos(recorder.url, tenant="a", tenant_header="X-Team") as client:
        client.label_names()
    assert recorder.last.header("X-Team") == "a"
    assert recorder.last.header("THANOS-TENANT") is None


def test_a_missing_store_is_a_warning_or_an_error(recorder):
    recorder.answer(
        200,
        {"status": "success", "data": {"resultType": "vector", "result": []}, "warnings": ["store-2 is unavailable"]},
    )
    recorder.answer(503, {"status": "error", "errorType": "canceled", "error": "context canceled"})
    with thanos(recorder.url) as client:
        assert client.query("up").warnings == ("store-2 is unavailable",)
        with pytest.raises(QueryCanceledError):
            client.query("up")
    assert len(recorder.arrived) == 2


def test_a_missing_store_can_always_be_an_error(recorder):
    recorder.answer(200, {"status": "success", "data": ["a"], "warnings": ["store-2 is unavailable"]})
    with (
        thanos(recorder.url, on_warning="raise") as client,
        pytest.raises(ApiError, match="store-2 is unavailable") as caught,
    ):
        client.label_names()
    assert caught.value.warnings == ("store-2 is unavailable",)


def test_the_tenant_is_shown_nowhere():
    with thanos("http://localhost:10902", tenant="secret-tenant") as client:
        assert "secret-tenant" not in repr(client)
