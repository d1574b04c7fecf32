"""A flavour's function takes what connect() takes, and passes it on."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given, strategies as st

from prometheus_querier import connect
from prometheus_querier.errors import QueryBuildError, ServerUnavailableError
from prometheus_querier.flavours import Thanos, thanos
from prometheus_querier.flavours.connecting import ConnectOptions, with_default_path
from prometheus_querier.transport import RetryPolicy


def test_all_options_of_connect_are_known():
    # Some have a cache of their own in front, and options of that name: client.cached() gives theirs one here.
    of_connect = set(inspect.signature(connect).parameters) - {"url", "tenant", "cache"}
    assert set(ConnectOptions.__annotations__) == of_connect


def test_options_reach_transport_and_client(recorder):
    recorder.answer(503, b"")
    with thanos(
        recorder.url, headers={"X-Own": "1"}, auth="token", timeout=10, retry=RetryPolicy.none(), compression="gzip"
    ) as client:
        with pytest.raises(ServerUnavailableError):
            client.query("up")
        client.query("up")
    assert len(recorder.arrived) == 2
    request = recorder.last
    assert request.header("X-Own") == "1"
    assert request.header("Authorization") == "Bearer token"
    assert request.header("Accept-Encoding") == "gzip"
    assert dict(request.form)["timeout"] == "9.500"


def test_the_defaults_are_those_of_connect(recorder):
    recorder.answer(503, b"")
    with thanos(recorder.url) as client, connect(recorder.url) as plain:
        client.query("up", time=1)
        plain.query("up", time=1)
    first, again, without = recorder.arrived
    assert first.body == again.body == without.body
    assert sorted(again.headers) == sorted(without.headers)


def test_a_refused_post_is_asked_again_with_the_same_options(recorder):
    recorder.answer(405, b"")
    with thanos(recorder.url, dedup=False) as client:
        client.query("up", time=1)
    post, get = recorder.arrived
    assert (post.method, get.method) == ("POST", "GET")
    assert get.query == post.form
    assert ("dedup", "false") in get.query


def test_unknown_options_are_refused():
    with pytest.raises(TypeError):
        thanos("http://localhost", timeuot=5)
    with pytest.raises(TypeError):
        Thanos(dedupe=True)
    with pytest.raises(QueryBuildError):
        thanos("localhost:10902")


PATHS = st.lists(st.from_regex(r"[a-z0-9:]{1,6}", fullmatch=True), max_size=3).map(
    lambda parts: "".join(f"/{part}" for part in parts)
)


@given(path=PATHS, slashes=st.integers(0, 3))
def test_the_default_path_is_added_to_none_only(path, slashes):
    url = f"http://localhost:8080{path}{'/' * slashes}"
    expected = url if path else "http://localhost:8080/prometheus"
    assert with_default_path(url, "/prometheus") == expected
