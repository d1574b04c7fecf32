"""Grafana Cloud: the login arrives, and is shown nowhere."""

from __future__ import annotations

import base64

import pytest

from prometheus_querier.errors import AuthenticationError, QueryBuildError
from prometheus_querier.flavours import grafana_cloud

TOKEN = "glc_secret"


def test_the_login_arrives(recorder):
    with grafana_cloud(recorder.url, user=123456, token=TOKEN) as client:
        client.query("up")
        assert TOKEN not in repr(client)
    assert recorder.last.target == "/api/prom/api/v1/query"
    assert recorder.last.header("Authorization") == "Basic " + base64.b64encode(f"123456:{TOKEN}".encode()).decode()
    assert recorder.last.header("X-Scope-OrgID") is None


def test_a_path_is_taken_as_it_is(recorder):
    with grafana_cloud(recorder.url + "/api/prom/", user="1", token=TOKEN, cache=False) as client:
        client.label_names()
    assert recorder.last.target == "/api/prom/api/v1/labels"
    assert recorder.last.header("Cache-Control") == "no-store"


def test_two_logins_are_refused():
    with pytest.raises(QueryBuildError, match="credentials are given twice"):
        grafana_cloud("https://localhost", user=1, token=TOKEN, auth=("a", "b"))


def test_a_refused_login_does_not_show_the_token(recorder):
    recorder.answer(401, {"status": "error", "error": "authentication error: invalid token"})
    with (
        grafana_cloud(recorder.url, user=1, token=TOKEN) as client,
        pytest.raises(AuthenticationError, match="invalid token") as caught,
    ):
        client.query("up")
    assert TOKEN not in repr(vars(caught.value)) + str(caught.value)
