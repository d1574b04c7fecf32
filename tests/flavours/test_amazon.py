"""Amazon's service: the signature is computed again, over the bytes that arrived and by AWS' own rules."""

from __future__ import annotations

import hashlib
import hmac
import re
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import (
    AuthenticationError,
    MissingDependencyError,
    PermissionDeniedError,
    QueryBuildError,
)
from prometheus_querier.flavours import Amazon, amazon
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import RetryPolicy

KEY, SECRET, SESSION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session-token"
REGION = "eu-west-1"
PATH = "/workspaces/ws-b226cc2a-a446-46a9-933a-ac50479a5568"
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<date>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
    r"SignedHeaders=(?P<signed>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def _strict(text):
    """AWS' UriEncode: everything but unreserved characters, after decoding what arrived as a server does."""
    return quote(unquote(text.replace("+", " ")), safe="-_.~")


def check_signature(arrived, secret=SECRET):
    """Signs what arrived by the rules of AWS' documentation, and compares."""
    found = AUTHORIZATION.fullmatch(arrived.header("Authorization"))
    assert found, arrived.header("Authorization")
    assert (found["key"], found["region"], found["service"]) == (KEY, REGION, "aps")
    path, _, query = arrived.target.partition("?")
    pairs = sorted(tuple(map(_strict, pair.partition("=")[::2])) for pair in query.split("&") if pair)
    signed = found["signed"].split(";")
    assert signed == sorted(signed)
    canonical = "\n".join(
        [
            arrived.method,
            quote(path, safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in pairs),
            *(f"{name}:{' '.join(arrived.header(name).split())}" for name in signed),
            "",
            found["signed"],
            hashlib.sha256(arrived.body).hexdigest(),
        ]
    )
    moment = arrived.header("X-Amz-Date")
    assert moment.startswith(found["date"])
    scope = f"{found['date']}/{REGION}/aps/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    assert hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest() == found["signature"]
    return signed, datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.fixture
def credentials():
    botocore = pytest.importorskip("botocore.credentials")
    return botocore.Credentials(KEY, SECRET, SESSION)


@pytest.fixture
def _no_aws(monkeypatch, tmp_path):
    """An environment without credentials, region and metadata service."""
    pytest.importorskip("botocore")
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


def test_the_signature_covers_the_form_that_arrived(recorder, credentials):
    with amazon(recorder.url + PATH, region=REGION, credentials=credentials) as client:
        client.query('sum by (job) (rate(x{path=~"/a b+c|ü%41|😀"}[5m])) / 2', time=1)
    request = recorder.last
    assert (request.method, request.target) == ("POST", PATH + "/api/v1/query")
    assert dict(request.form)["query"] == 'sum by (job) (rate(x{path=~"/a b+c|ü%41|😀"}[5m])) / 2'
    signed, moment = check_signature(request)
    assert signed == ["content-type", "host", "x-amz-date", "x-amz-security-token"]
    assert request.header("X-Amz-Security-Token") == SESSION
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_the_signature_covers_the_query_string_that_arrived(recorder, credentials):
    match = ['{path=~"/a b+c|ü%41",__name__="x"}', "{__name__='y'}", "x~*!()"]
    with amazon(recorder.url + PATH, region=REGION, credentials=credentials) as client:
        client.label_values("a.b/c", match=match, start=1)
    request = recorder.last
    assert request.method == "GET"
    assert [value for name, value in request.query if name == "match[]"] == match
    signed, _ = check_signature(request)
    assert signed == ["host", "x-amz-date", "x-amz-security-token"]


def test_every_attempt_is_signed(recorder, credentials):
    recorder.answer(503, b"")
    recorder.answer(403, b"")
    with amazon(
        recorder.url + PATH, region=REGION, credentials=credentials, retry=RetryPolicy(first_delay=0)
    ) as client:
        client.query(q.metric("up"))
    # A refused POST is asked again as a GET.
    assert [one.method for one in recorder.arrived] == ["POST", "POST", "GET"]
    for one in recorder.arrived:
        check_signature(one)


def test_a_change_on_the_way_breaks_the_signature(recorder, credentials):
    with amazon(recorder.url + PATH, region=REGION, credentials=credentials) as client:
        client.query("up", time=1)
    recorder.last.body = recorder.last.body.replace(b"up", b"down")
    with pytest.raises(AssertionError):
        check_signature(recorder.last)


def test_options_arrive_where_they_are_known(recorder, credentials, everywhere):
    with amazon(
        recorder.url + PATH,
        credentials=credentials,
        region=REGION,
        max_samples_processed_warning_threshold=10,
        max_samples_processed_error_threshold=20,
    ) as client:
        client.query("up", time=1)
    assert recorder.last.added("query", "time", "timeout") == [
        ("max_samples_processed_warning_threshold", "10"),
        ("max_samples_processed_error_threshold", "20"),
    ]
    check_signature(recorder.last)
    flavour = Amazon(max_samples_processed_error_threshold=20)
    known = {name for name, path in everywhere.items() if flavour.adapt(HttpRequest("POST", path)).params}
    assert known == {"query", "query_range"}


@pytest.mark.usefixtures("_no_aws")
@pytest.mark.parametrize(
    "url",
    [
        "https://aps-workspaces.us-gov-west-1.amazonaws.com/workspaces/ws-1",
        "https://aps-workspaces.us-gov-west-1.amazonaws.com/workspaces/ws-1/",
        "https://aps-workspaces-fips.us-gov-west-1.amazonaws.com/workspaces/ws-1/api/v1/query",
        "https://aps-workspaces.us-gov-west-1.api.aws/workspaces/ws-1",
    ],
)
def test_the_region_is_in_the_url(url):
    with amazon(url) as client:
        assert client._caller.transport  # made without an error, though no region is configured
        assert "/workspaces/ws-1'" in repr(client)


@pytest.mark.usefixtures("_no_aws")
def test_without_a_region_nothing_can_be_signed(monkeypatch):
    with pytest.raises(QueryBuildError, match="give region="):
        amazon("http://localhost:8080/workspaces/ws-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    amazon("http://localhost:8080/workspaces/ws-1").close()


@pytest.mark.usefixtures("_no_aws")
def test_credentials_are_found_in_the_environment_when_they_are_needed(recorder, monkeypatch):
    with amazon(recorder.url + PATH, region=REGION) as client:
        with pytest.raises(AuthenticationError, match="no AWS credentials: none were found; set AWS_PROFILE") as caught:
            client.query("up")
        assert caught.value.status is None
        assert recorder.arrived == []
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with amazon(recorder.url + PATH, region=REGION) as client:
        client.query("up")
    check_signature(recorder.last)
    assert recorder.last.header("X-Amz-Security-Token") is None


@pytest.mark.usefixtures("_no_aws")
def test_profiles_give_region_and_credentials(recorder, tmp_path):
    (tmp_path / "config").write_text(f"[profile team]\nregion = {REGION}\n")
    (tmp_path / "credentials").write_text(f"[team]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
    with amazon(recorder.url + PATH, profile="team") as client:
        client.query("up")
    check_signature(recorder.last)
    with pytest.raises(QueryBuildError, match="nobody"):
        amazon(recorder.url + PATH, profile="nobody")


def test_credentials_that_cannot_be_renewed_say_why(recorder):
    exceptions = pytest.importorskip("botocore.exceptions")

    class Expired:
        def get_frozen_credentials(self):
            raise exceptions.CredentialRetrievalError(provider="assume-role", error_msg="token expired")

    with (
        amazon(recorder.url + PATH, region=REGION, credentials=Expired()) as client,
        pytest.raises(AuthenticationError, match=r"CredentialRetrievalError: .*assume-role: token expired"),
    ):
        client.query("up")
    assert recorder.arrived == []


def test_secrets_are_shown_nowhere(recorder, credentials):
    recorder.answer(403, {"message": "not authorized"}, **{"x-amzn-ErrorType": "AccessDeniedException"})
    recorder.answer(403, {"message": "not authorized"}, **{"x-amzn-ErrorType": "AccessDeniedException"})
    with amazon(recorder.url + PATH, region=REGION, credentials=credentials) as client:
        with pytest.raises(PermissionDeniedError, match="AccessDeniedException: not authorized") as caught:
            client.query("up")
        assert SECRET not in repr(client)
    assert SECRET not in str(caught.value) + repr(vars(caught.value))


def test_tokens_are_no_signatures():
    with pytest.raises(QueryBuildError, match="takes signed requests alone"):
        amazon("https://localhost/workspaces/ws-1", auth="token")


def test_a_missing_library_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "botocore.auth", None)
    monkeypatch.delitem(sys.modules, "prometheus_querier.flavours.logins.amazon", raising=False)
    with pytest.raises(MissingDependencyError, match=r"pip install 'prometheus-querier\[aws\]'") as caught:
        amazon("https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1")
    assert caught.value.name == "botocore"


@pytest.mark.parametrize("threshold", [0, -1, 1.5, True, "10"])
def test_thresholds_are_counts(threshold):
    with pytest.raises(QueryBuildError, match="must be a whole number from 1"):
        Amazon(max_samples_processed_error_threshold=threshold)
