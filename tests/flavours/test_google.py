"""Google's service: the path of a project, a token of the moment, and no parameter that it would refuse."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta

import pytest

from prometheus_querier import QueryTimeRange
from prometheus_querier.errors import (
    AuthenticationError,
    BadDataError,
    MissingDependencyError,
    NotFoundError,
    PermissionDeniedError,
    QueryBuildError,
    RateLimitedError,
    UnsupportedByServerError,
)
from prometheus_querier.flavours import google
from prometheus_querier.transport import RetryPolicy

PREFIX = "/v1/projects/my-project/location/global/prometheus"
# As in the service's discovery document (monitoring v1), and match[] for its match.
DOCUMENTED = {
    "query": {"query", "time", "timeout"},
    "query_range": {"query", "start", "end", "step", "timeout"},
    "series": {"match[]", "start", "end"},
    "labels": {"match[]", "start", "end"},
    "label/job/values": {"match[]", "start", "end"},
}


@pytest.fixture
def credentials_module():
    return pytest.importorskip("google.auth.credentials")


@pytest.fixture
def fake(credentials_module):
    """Credentials that count how often they are renewed."""
    helpers = pytest.importorskip("google.auth._helpers")

    class Fake(credentials_module.Credentials):
        renewals = 0

        def refresh(self, request):
            self.renewals += 1
            self.token = f"token-{self.renewals}"
            self.expiry = helpers.utcnow() + timedelta(hours=1)

    return Fake()


def test_requests_go_to_the_project_with_a_token(recorder, fake):
    with google("my-project", api_endpoint=recorder.url + "/", credentials=fake) as client:
        client.query("up")
        client.label_values("__name__")
    assert [one.target for one in recorder.arrived] == [
        f"{PREFIX}/api/v1/query",
        f"{PREFIX}/api/v1/label/__name__/values",
    ]
    assert [one.header("Authorization") for one in recorder.arrived] == ["Bearer token-1"] * 2
    assert fake.renewals == 1


def test_an_expired_token_is_renewed(recorder, fake):
    with google("my-project", api_endpoint=recorder.url, credentials=fake) as client:
        client.query("up")
        fake.expiry -= timedelta(hours=2)
        client.query("up")
    assert [one.header("Authorization") for one in recorder.arrived] == ["Bearer token-1", "Bearer token-2"]


def test_nothing_arrives_that_the_service_does_not_know(recorder):
    with google("my-project", api_endpoint=recorder.url, auth="token") as client:
        client.query("up", time=1)
        client.query_range("up", QueryTimeRange(start="1", end="2", step="1"))
        client.series("up", start=1, end=2)
        client.label_names(match="up", start=1, end=2)
        client.label_values("job", match="up", start=1, end=2)
    found = {one.target.partition("?")[0].removeprefix(f"{PREFIX}/api/v1/"): one for one in recorder.arrived}
    assert found.keys() == DOCUMENTED.keys()
    for name, one in found.items():
        assert {key for key, _ in one.query + one.form} == DOCUMENTED[name]
    assert {one.header("Authorization") for one in recorder.arrived} == {"Bearer token"}


def test_what_the_service_would_refuse_is_refused_at_once(recorder):
    with google("my-project", api_endpoint=recorder.url, auth="token") as client:
        with pytest.raises(UnsupportedByServerError, match="knows no limit of query; leave it out"):
            client.query("up", limit=5)
        with pytest.raises(UnsupportedByServerError, match="knows no stats of query_range"):
            client.query_range("up", QueryTimeRange(start="1", end="2", step="1"), stats="all")
        with pytest.raises(UnsupportedByServerError, match=re.escape("knows no limit of label/{name}/values")):
            client.label_values("job", limit=5)
    assert recorder.arrived == []


def test_what_is_not_documented_is_for_the_service_to_judge(recorder):
    recorder.answer(404, {"error": {"code": 404, "message": "Not found.", "status": "NOT_FOUND"}})
    with (
        google("my-project", api_endpoint=recorder.url, auth="token") as client,
        pytest.raises(NotFoundError, match="Not found"),
    ):
        client.rules(type="alert")
    assert recorder.last.query == [("type", "alert")]


def test_a_token_can_come_from_a_function(recorder):
    tokens = iter(["first", "second"])
    with google("my-project", api_endpoint=recorder.url, auth=lambda: next(tokens)) as client:
        client.query("up")
        client.query("up")
    assert [one.header("Authorization") for one in recorder.arrived] == ["Bearer first", "Bearer second"]


def _service_account(path, token_uri):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    account = {
        "type": "service_account",
        "client_email": "reader@my-project.iam.gserviceaccount.com",
        "private_key": pem.decode(),
        "private_key_id": "1",
        "project_id": "my-project",
        "token_uri": token_uri,
    }
    path.write_text(json.dumps(account))


@pytest.mark.usefixtures("credentials_module")
def test_application_default_credentials_yield_a_token_and_a_quota_project(recorder, monkeypatch, tmp_path):
    pytest.importorskip("cryptography")
    _service_account(tmp_path / "account.json", recorder.url + "/token")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "account.json"))
    monkeypatch.setenv("GOOGLE_CLOUD_QUOTA_PROJECT", "billed-project")
    recorder.answer(200, {"access_token": "from-google", "expires_in": 3600, "token_type": "Bearer"})
    with google("my-project", api_endpoint=recorder.url) as client:
        assert recorder.arrived == []
        client.query("up")
        client.query("up")
    token, *queries = recorder.arrived
    assert token.target == "/token"
    assert [one.header("Authorization") for one in queries] == ["Bearer from-google"] * 2
    assert [one.header("x-goog-user-project") for one in queries] == ["billed-project"] * 2


@pytest.mark.usefixtures("credentials_module")
def test_a_login_that_fails_says_why_and_sends_no_query(recorder, monkeypatch, tmp_path):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nowhere.json"))
    words = r"DefaultCredentialsError: .*nowhere\.json.* credentials= or auth="
    with google("my-project", api_endpoint=recorder.url) as client, pytest.raises(AuthenticationError, match=words):
        client.query("up")
    assert recorder.arrived == []


@pytest.mark.usefixtures("credentials_module")
def test_a_token_endpoint_that_refuses_is_an_authentication_error(recorder, monkeypatch, tmp_path):
    pytest.importorskip("cryptography")
    _service_account(tmp_path / "account.json", recorder.url + "/token")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "account.json"))
    recorder.answer(400, {"error": "invalid_grant", "error_description": "account was deleted"})
    with (
        google("my-project", api_endpoint=recorder.url, retry=RetryPolicy.none()) as client,
        pytest.raises(AuthenticationError, match=r"RefreshError: .*account was deleted") as caught,
    ):
        client.query("up")
    assert "PRIVATE KEY" not in str(caught.value) + repr(vars(caught.value))
    assert [one.target for one in recorder.arrived] == ["/token"]


@pytest.mark.parametrize("project", ["", "a/b", "..", "a?b", "a b", "A", "a\n", "-a"])
def test_a_project_is_an_id(project):
    with pytest.raises(QueryBuildError, match="project must be an id"):
        google(project, auth="token")
    with pytest.raises(QueryBuildError, match="location must be an id"):
        google("my-project", location=project, auth="token")


def test_ids_of_every_kind_are_taken():
    for project in ("my-project", "123456", "example.com:my-project"):
        with google(project, auth="token") as client:
            assert f"/v1/projects/{project}/location/global/prometheus" in repr(client)


def test_two_logins_are_refused(fake):
    with pytest.raises(QueryBuildError, match="credentials are given twice"):
        google("my-project", credentials=fake, auth="token")


def test_a_missing_library_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.auth", None)
    monkeypatch.delitem(sys.modules, "prometheus_querier.flavours.logins.google", raising=False)
    with pytest.raises(MissingDependencyError, match=r"pip install 'prometheus-querier\[google\]'") as caught:
        google("my-project")
    assert caught.value.name == "google-auth"


def test_googles_words_reach_the_caller(recorder):
    def refuse(code, status, message):
        recorder.answer(code, {"error": {"code": code, "status": status, "message": message}})

    refuse(400, "INVALID_ARGUMENT", 'Unknown name "x"')
    refuse(403, "PERMISSION_DENIED", "needs monitoring.timeSeries.list")
    refuse(403, "PERMISSION_DENIED", "needs monitoring.timeSeries.list")
    refuse(429, "RESOURCE_EXHAUSTED", "Quota exceeded")
    with google("my-project", api_endpoint=recorder.url, auth="token", retry=RetryPolicy.none()) as client:
        with pytest.raises(BadDataError, match='INVALID_ARGUMENT: Unknown name "x"'):
            client.query("up")
        with pytest.raises(PermissionDeniedError, match=r"needs monitoring\.timeSeries\.list"):
            client.query("up")
        with pytest.raises(RateLimitedError, match="RESOURCE_EXHAUSTED: Quota exceeded"):
            client.query("up")
