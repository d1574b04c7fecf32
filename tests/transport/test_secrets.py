"""Credentials: who sees them, and who does not."""

from __future__ import annotations

import copy
import pickle
from functools import partial

import pytest

from prometheus_querier import connect
from prometheus_querier.errors import QueryBuildError, UnsafeHeaderError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport.secrets import Secret, authorization, basic, bearer, signs_requests

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


def test_a_secret_is_shown_nowhere() -> None:
    secret = Secret("hunter2")
    assert secret.reveal() == "hunter2"
    assert "hunter2" not in f"{secret} {secret!r} {[secret]} {secret.__reduce_ex__!r}"
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(secret)
    with pytest.raises(TypeError, match="pickled"):
        copy.copy(secret)


@pytest.mark.parametrize(("user", "password"), [("a:b", "c"), ("a\n", "c"), ("a", "c\0"), ("a", "\ud800")])
def test_a_login_that_http_cannot_carry_is_refused(user, password) -> None:
    with pytest.raises(UnsafeHeaderError) as caught:
        basic(user, password)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("token", ["", "a b", "a\n", "Bearer abc", "\u00e9", None, b"abc"])
def test_what_is_no_token_is_refused(token) -> None:
    with pytest.raises(UnsafeHeaderError):
        bearer(token)


@pytest.mark.parametrize("auth", [("a",), ("a", "b", "c"), ("a", 1), 1, ["a", "b"], b"token"])
def test_what_is_no_authentication_is_refused(auth) -> None:
    with pytest.raises(QueryBuildError) as caught:
        authorization(auth)
    assert "'a'" not in str(caught.value)


class Token:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"token-{self.count}"


@pytest.mark.parametrize(
    ("auth", "signs"),
    [
        (None, False),
        ("token", False),
        (("user", "password"), False),
        (lambda: "token", False),
        (Token(), False),
        (lambda name="x": name, False),
        (partial(lambda name: name, "x"), False),
        (lambda request: request, True),
        (1, False),
    ],
)
def test_who_signs_whole_requests(auth, signs) -> None:
    assert signs_requests(auth) == signs


@pytest.mark.parametrize(
    ("auth", "header"),
    [(("user", "pass:w\u00f6rd"), "Basic dXNlcjpwYXNzOnfDtnJk"), ("token", "Bearer token")],
)
def test_what_is_sent(serve, pooled, auth, header) -> None:
    server = serve(lambda peer, _: peer.answer())
    pooled(server.url, auth=auth).send(QUERY, timeout=5)
    assert server.requests[0].header("authorization") == header


def test_the_url_may_hold_the_login(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer())
    transport = pooled(server.url.replace("http://", "http://user:p%40ss@"))
    transport.send(QUERY, timeout=5)
    assert server.requests[0].header("authorization") == basic("user", "p@ss").reveal()
    assert server.requests[0].header("host") == server.url.removeprefix("http://")
    assert "p@ss" not in repr(transport)


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_a_request_may_name_another_who_asks(serve, pooled, name) -> None:
    server = serve(lambda peer, _: peer.answer())
    request = HttpRequest("POST", "/api/v1/query", (), ((name, "Bearer other"),))
    pooled(server.url, auth="token").send(request, timeout=5)
    assert [value for each, value in server.requests[0].headers if each == "authorization"] == ["Bearer other"]


def test_a_token_is_asked_for_with_every_request(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer())
    transport = pooled(server.url, auth=Token())
    for _ in range(3):
        transport.send(QUERY, timeout=5)
    assert [request.header("authorization") for request in server.requests] == [f"Bearer token-{n}" for n in (1, 2, 3)]


def test_a_token_is_refreshed_between_attempts(serve) -> None:
    server = serve(
        lambda peer, _: peer.answer(b"", "503 Busy"),
        lambda peer, _: peer.answer(b'{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'),
    )
    with connect(server.url, auth=Token()) as client:
        client.query("up")
    assert [request.header("authorization") for request in server.requests] == ["Bearer token-1", "Bearer token-2"]


def test_a_failure_to_get_a_token_is_the_users_own(serve, pooled) -> None:
    def fails() -> str:
        raise LookupError("no token today")

    server = serve(lambda peer, _: peer.answer())
    with pytest.raises(LookupError, match="no token today") as caught:
        pooled(server.url, auth=fails).send(QUERY, timeout=5)
    assert caught.traceback[-1].name == "fails"
    assert server.requests == []


def test_a_bad_token_at_run_time_is_not_sent(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer())
    with pytest.raises(UnsafeHeaderError):
        pooled(server.url, auth=lambda: "a\r\nX-Evil: 1").send(QUERY, timeout=5)
    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("http://user:pw@host", {"auth": "token"}),
        ("http://user:pw@host", {"headers": {"Authorization": "x"}}),
        ("http://host", {"auth": ("a", "b"), "headers": {"authorization": "x"}}),
    ],
)
def test_credentials_given_twice_are_refused(pooled, url, options) -> None:
    with pytest.raises(QueryBuildError, match="twice"):
        pooled(url, **options)
