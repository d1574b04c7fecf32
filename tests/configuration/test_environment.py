"""``connect_from_env``: what the variables say."""

from __future__ import annotations

import os
import traceback

import pytest

from prometheus_querier import connect_from_env
from prometheus_querier.errors import AuthenticationError, QueryBuildError
from prometheus_querier.testing import FakeTransport, answers


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Sets variables, in an environment that has none of ours."""
    for name in [name for name in os.environ if name.startswith("PROMETHEUS_")]:
        monkeypatch.delenv(name)

    def put(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"PROMETHEUS_{name}", value)

    return put


def shown(**options):
    with connect_from_env(**options) as client:
        return repr(client)


def test_without_a_url_the_variable_is_named():
    with pytest.raises(QueryBuildError, match=r"PROMETHEUS_URL is missing: write .* http://localhost:9090"):
        connect_from_env()


def test_the_url_and_options_of_text_come_from_variables(environment):
    environment(URL="http://host:9090/prefix", TIMEOUT="1m30s", POOL_SIZE="20", TRUST_ENV="no", COMPRESSION="none")
    with connect_from_env() as client:
        assert repr(client) == "PrometheusClient(RequestsTransport('http://host:9090/prefix'))"
        assert client._caller.limit(None) == 90


def test_options_go_before_variables_and_empty_ones_count_as_none(environment):
    environment(URL="http://host:9090", TIMEOUT="90", TENANT="")
    with connect_from_env(url="http://other:9090", timeout=5) as client:
        assert repr(client) == "PrometheusClient(RequestsTransport('http://other:9090'))"
        assert client._caller.limit(None) == 5


def test_credentials_that_are_given_take_the_place_of_those_of_the_environment(environment, serve):
    server = serve(lambda peer, _request: peer.answer(status="401 Unauthorized"))
    environment(URL=server.url, TOKEN="t0ken")
    given = ({"token": "other"}, {"auth": "other"}, {"user": "ann", "password": "pw"}, {})
    for options in given:
        with connect_from_env(**options) as client, pytest.raises(AuthenticationError):
            client.query("up")
    environment(TOKEN="", PASSWORD="pw")
    with connect_from_env(user="ann") as client, pytest.raises(AuthenticationError):
        client.query("up")
    sent = [dict(request.headers) for request in server.requests]
    sent = [next(value for name, value in one.items() if name.lower() == "authorization") for one in sent]
    assert sent == ["Bearer other"] * 2 + ["Basic YW5uOnB3", "Bearer t0ken", "Basic YW5uOnB3"]


def test_another_prefix_is_another_server(environment, monkeypatch):
    environment(URL="http://host:9090")
    monkeypatch.setenv("LONG_TERM_URL", "http://thanos:10902")
    monkeypatch.setenv("LONG_TERM_FLAVOUR", "thanos")
    monkeypatch.setenv("LONG_TERM_DEDUP", "true")
    found = shown(prefix="LONG_TERM_")
    assert found == "PrometheusClient(RequestsTransport('http://thanos:10902') as Thanos(dedup=True))"


def test_a_flavour_without_a_url_needs_what_it_needs(environment):
    environment(FLAVOUR="google")
    with pytest.raises(QueryBuildError, match="PROMETHEUS_PROJECT is missing"):
        connect_from_env()


def test_credentials_come_from_variables_or_files(environment, serve, tmp_path):
    server = serve(lambda peer, _request: peer.answer(status="401 Unauthorized"))
    file = tmp_path / "token"
    file.write_text("t0ken\n")
    environment(URL=server.url, TOKEN_FILE=str(file))
    with connect_from_env() as client, pytest.raises(AuthenticationError):
        client.query("up")
    assert ("authorization", "Bearer t0ken") in [(name.lower(), one) for name, one in server.requests[0].headers]


def test_a_client_over_another_transport_needs_no_url():
    with connect_from_env(transport=FakeTransport({"query": answers.scalar(0, 2)})) as client:
        assert client.query("2").value == 2


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"URL": "host:9090"}, "PROMETHEUS_URL: the base URL must begin with http"),
        ({"TIMEOUT": "soon"}, "PROMETHEUS_TIMEOUT 'soon' is not a duration"),
        ({"POOL_SIZE": "many"}, "PROMETHEUS_POOL_SIZE must be a whole number from 1, not 'many'"),
        ({"VERIFY": "/no/such/file"}, "PROMETHEUS_VERIFY names '/no/such/file', which does not exist"),
        ({"COMPRESSION": "zip"}, "PROMETHEUS_COMPRESSION must be one of auto, gzip, none"),
        ({"FLAVOUR": "prometheus2"}, "PROMETHEUS_FLAVOUR must be one of amazon,"),
        ({"USER": "ann"}, "PROMETHEUS_USER and PROMETHEUS_PASSWORD belong together, and only one is set"),
        (
            {"USER": "ann", "PASSWORD": "hunter2", "TOKEN": "hunter2"},
            "given twice: write PROMETHEUS_USER and PROMETHEUS_PASSWORD, or PROMETHEUS_TOKEN",
        ),
        ({"TOKEN_FILE": "/no/such/file"}, "PROMETHEUS_TOKEN_FILE is to come from the file /no/such/file"),
        ({"FLAVOUR": "azure", "TENANT": "a"}, "PROMETHEUS_TENANT is unknown"),
        ({"FLAVOUR": "thanos", "ENGINE": "x"}, "PROMETHEUS_…: engine must be one of"),
    ],
)
def test_a_wrong_value_names_its_variable_and_no_secret(environment, variables, message):
    environment(**{"URL": "http://host:9090", **variables})
    with pytest.raises(QueryBuildError, match=message) as caught:
        connect_from_env()
    assert "hunter2" not in str(caught.value)


def test_an_error_passes_no_function_whose_variables_hold_secrets(environment):
    environment(URL="http://host:9090", TOKEN_FILE="/no/such/file", PASSWORD="hunter2")
    with pytest.raises(QueryBuildError) as caught:
        connect_from_env()
    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)][1:]
    assert frames
    assert all("hunter2" not in repr(frame.f_locals) for frame in frames)


def test_what_others_call_alike_is_left_alone(environment):
    # A service named prometheus gives all pods of Kubernetes these; the profile is the command line's.
    environment(URL="http://host:9090", PORT="tcp://10.0.0.1:9090", SERVICE_HOST="10.0.0.1", PROFILE="local")
    environment(MULTIPROC_DIR="/run", CACHE="redis://cache:6379")
    assert "http://host:9090" in shown()


def test_an_option_that_there_is_not_is_refused(environment):
    environment(URL="http://host:9090")
    with pytest.raises(QueryBuildError, match=r"timeot is unknown: did you mean timeout\?"):
        connect_from_env(timeot=3)
    with pytest.raises(QueryBuildError, match="colour is unknown: write one of auth, cache, cert"):
        connect_from_env(colour=3)
