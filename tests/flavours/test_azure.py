"""Azure Monitor workspaces: the token arrives, is kept while it is good, and comes from where the caller says."""

from __future__ import annotations

import sys
import time

import pytest

from prometheus_querier.errors import AuthenticationError, MissingDependencyError, QueryBuildError
from prometheus_querier.flavours import azure

SCOPE = "https://prometheus.monitor.azure.com/.default"


@pytest.fixture
def fake():
    """A credential that remembers what it was asked for."""
    credentials = pytest.importorskip("azure.core.credentials")

    class Fake:
        def __init__(self):
            self.asked = []
            self.lifetime = 3600

        def get_token(self, *scopes, **_):
            self.asked.append(scopes)
            return credentials.AccessToken(f"token-{len(self.asked)}", int(time.time()) + self.lifetime)

    return Fake()


def test_a_token_arrives_and_is_kept_while_it_is_good(recorder, fake):
    with azure(recorder.url, credential=fake) as client:
        assert fake.asked == []
        client.query("up")
        client.label_values("__name__")
    assert [one.header("Authorization") for one in recorder.arrived] == ["Bearer token-1"] * 2
    assert [one.target for one in recorder.arrived] == ["/api/v1/query", "/api/v1/label/__name__/values"]
    assert fake.asked == [(SCOPE,)]


def test_a_token_that_expires_is_renewed(recorder, fake):
    fake.lifetime = 1
    with azure(recorder.url, credential=fake, scope="https://prometheus.monitor.azure.cn/.default") as client:
        client.query("up")
        client.query("up")
    assert [one.header("Authorization") for one in recorder.arrived] == ["Bearer token-1", "Bearer token-2"]
    assert fake.asked == [("https://prometheus.monitor.azure.cn/.default",)] * 2


def test_a_token_can_come_from_a_function(recorder):
    with azure(recorder.url, auth=lambda: "own") as client:
        client.query("up")
    assert recorder.last.header("Authorization") == "Bearer own"


def test_a_credential_without_a_token_says_why_and_sends_no_query(recorder, monkeypatch):
    identity = pytest.importorskip("azure.identity")
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with (
        azure(recorder.url, credential=identity.EnvironmentCredential()) as client,
        pytest.raises(AuthenticationError, match="CredentialUnavailableError: EnvironmentCredential"),
    ):
        client.query("up")
    assert recorder.arrived == []


def test_two_logins_are_refused(fake):
    with pytest.raises(QueryBuildError, match="credentials are given twice"):
        azure("https://localhost", credential=fake, auth="token")


def test_a_missing_library_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    monkeypatch.delitem(sys.modules, "prometheus_querier.flavours.logins.azure", raising=False)
    with pytest.raises(MissingDependencyError, match=r"pip install 'prometheus-querier\[azure\]'") as caught:
        azure("https://localhost")
    assert caught.value.name == "azure-identity"
