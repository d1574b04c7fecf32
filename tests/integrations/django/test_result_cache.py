"""Answers in Django's cache: what is kept, and who gets it."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from django.core.cache import caches
from django.test import override_settings

from prometheus_querier import QueryTimeRange, promql as q
from prometheus_querier.errors import BadDataError, MalformedResponseError, PrometheusQuerierError, QueryBuildError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.integrations.django import get_client
from prometheus_querier.testing import answers

HOUR = QueryTimeRange("3600", "7200", "60")


@pytest.fixture(autouse=True)
def _empty_cache():
    caches["default"].clear()


@pytest.fixture
def client(transport, servers):  # the settings
    transport.answer("query_range", answers.matrix(({"job": "a"}, [(3600, 1.0)])))
    return get_client(cached_for="30s")


def test_who_asks_the_same_gets_the_answer_that_is_kept(client, transport):
    first = client.query("up{b='2', a='1'}")
    again = get_client(cached_for=30).query(q.metric("up", a="1", b="2"), timeout=5)
    assert first.to_dicts() == again.to_dicts() == client.query('up{a="1",b="2"}').to_dicts()
    assert client.query_range("up", HOUR).to_dicts() == client.query_range("up", HOUR).to_dicts()
    assert len(transport.requests) == 2


def test_without_cached_for_nothing_is_kept_or_used(client, transport):
    client.query("up")
    get_client().query("up")
    assert len(transport.requests) == 2


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.query("down"),
        lambda client: client.query("up", 60),
        lambda client: client.query("up", limit=1),
        lambda client: client.query("up", stats=True),
        lambda client: client.query_range("up", HOUR),
        lambda client: client.for_tenant("a").query("up"),
        lambda client: client.for_tenant("b").query("up"),
        lambda client: client.enforcing(tenant="a").query("up"),
        lambda client: client.enforcing(tenant="b").query("up"),
        lambda client: client.enforcing(tenant="a").for_tenant("a").query("up"),
    ],
)
def test_another_question_has_another_answer(client, transport, ask):
    client.query("up")
    sent = len(transport.requests)
    ask(client)
    assert len(transport.requests) == sent + 1


def test_another_server_has_other_answers():
    def key(table, alias="default"):
        with override_settings(PROMETHEUS={alias: table}):
            view = get_client(alias, cached_for=30)._caller.transport
            return view._key(HttpRequest("POST", "/api/v1/query", (("query", "up"),)))

    tables = [
        {"URL": "http://a:9090"},
        {"URL": "http://b:9090"},
        {"URL": "http://a:9090", "TENANT": "a"},
        {"URL": "http://a:9090", "HEADERS": {"X-Scope-OrgID": "a"}},
        {"URL": "http://a:9090", "TOKEN": "hunter2"},
        {"URL": "http://a:9090", "FLAVOUR": "thanos", "DEDUP": False},
    ]
    keys = [*map(key, tables), key(tables[0], "other")]
    assert len(set(keys)) == len(keys)
    assert keys[0] == key(dict(tables[0]))
    assert all(len(one) < 200 and "hunter2" not in one for one in keys)


def test_a_range_is_moved_back_to_the_grid_of_its_step(client, transport):
    for start, end in (("3600.5", "7200.5"), ("3659", "7259"), ("3600", "7200"), ("3601", "7219")):
        client.query_range("up", QueryTimeRange(start, end, "60"))
    client.query_range("up", QueryTimeRange("3661", "7261", "60"))
    sent = [dict(request.params) for request in transport.requests]
    assert [(one["start"], one["end"]) for one in sent] == [("3600", "7200"), ("3660", "7260")]


@pytest.mark.parametrize(
    "answer",
    [
        answers.vector(({"job": "a"}, (0, 1)), warnings=["a store is away"]),
        answers.text(200, '{"status":"success","isPartial":true,"data":{"resultType":"vector","result":[]}}'),
        answers.error("bad_data", "parse error"),
        answers.text(200, "<html>please log in</html>"),
        answers.text(200, '{"status": "success", "data": {"resultType": "vec'),
        answers.text(200, '["success"]'),
        answers.text(503, "starting"),
    ],
)
def test_only_whole_answers_are_kept(client, transport, answer):
    transport.answer("query", answer)
    for _ in range(2):
        with suppress(PrometheusQuerierError):
            client.query("up")
    assert len(transport.requests) == 2
    transport.answer("query", answers.scalar(0, 2))
    assert client.query("up").value == 2


def test_an_answer_that_is_too_large_is_passed_on_whole_and_not_kept(client, transport):
    samples = [({"series": str(number), "filling": "x" * 1000}, (0, number)) for number in range(1500)]
    whole = answers.vector(*samples).read()
    closed = []

    class Pieces:
        def __iter__(self):
            return iter([whole[at : at + 65536] for at in range(0, len(whole), 65536)])

        def close(self):
            closed.append(True)

    transport.answer("query", lambda _: HttpResponse(200, {"content-type": "application/json"}, Pieces()))
    for _ in range(2):
        result = client.query("up")
        assert [sample.value for sample in result] == list(range(1500))
    assert len(transport.requests) == 2
    assert closed


def test_what_is_kept_is_bytes_and_anything_else_is_not_used(client, transport, monkeypatch):
    client.query("up")
    ((key, _),) = caches["default"]._expire_info.items()
    name = key.split(":", 2)[2]
    kept = caches["default"].get(name)
    assert type(kept) is bytes
    assert json.loads(kept)["status"] == "success"
    caches["default"].set(name, {"not": "bytes"})
    client.query("up")
    assert len(transport.requests) == 2


def test_other_endpoints_are_asked_each_time(client, transport):
    transport.answer("labels", answers.labels("job"))
    assert list(client.label_names()) == list(client.label_names()) == ["job"]
    assert len(transport.requests) == 2


def test_a_query_that_does_not_parse_here_is_the_servers_to_judge(client, transport):
    transport.answer("query", [answers.error("bad_data", "no"), answers.scalar(0, 1)])
    with pytest.raises(BadDataError):
        client.query("up{")
    assert client.query("up{").value == 1


def test_a_view_leaves_the_connections_open(client, transport):
    client.close()
    assert not transport.closed
    assert repr(client) == f"PrometheusClient(<view of {transport!r} cached for 30 s>)"


def test_a_time_that_is_none_is_refused(client):
    with pytest.raises(QueryBuildError, match="cached_for must be longer than zero"):
        get_client(cached_for=0)


def test_a_broken_answer_is_malformed(client, transport):
    transport.answer("query", answers.text(200, "x"))
    with pytest.raises(MalformedResponseError):
        client.query("up")
