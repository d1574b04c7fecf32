"""What a client makes of answers that are no good answers: statuses, envelopes, JSON, redirects, and the way there."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import pytest

from prometheus_querier import connect, errors
from prometheus_querier.errors import PrometheusQuerierError
from prometheus_querier.transport import RetryPolicy

if TYPE_CHECKING:
    from prometheus_querier.testing.wire_server import Peer, Received, WireServer

BODY = b'{"status":"success","data":{"resultType":"scalar","result":[1700000000,"1"]}}'
JSON = "Content-Type: application/json"
HTML = "Content-Type: text/html"
BAD = errors.MalformedResponseError


def vector(value: str = '"1"', metric: str = '{"job":"j"}', timestamp: str = "1700000000") -> bytes:
    sample = f'{{"metric":{metric},"value":[{timestamp},{value}]}}'
    return f'{{"status":"success","data":{{"resultType":"vector","result":[{sample}]}}}}'.encode()


def refuses(error_type: str, message: str = "why", **more: Any) -> bytes:
    return json.dumps({"status": "error", "errorType": error_type, "error": message, **more}).encode()


@dataclass(frozen=True)
class Answer:
    """What the server says, what it means, and how often it is asked with three attempts."""

    status: str
    body: bytes
    outcome: type[PrometheusQuerierError]
    hits: int = 1
    headers: tuple[str, ...] = (JSON,)
    has: dict[str, Any] = field(default_factory=dict)

    def __call__(self, peer: Peer, _: Received) -> None:
        peer.answer(self.body, self.status, self.headers)


PAGE = b"<html><body>" + b"no service " * 10_000 + b"</body></html>"

ANSWERS = {
    # Statuses with the API's own words.
    "s400_bad_data": Answer("400 Bad Request", refuses("bad_data"), errors.BadDataError, has={"message": "why"}),
    "s400_deadline": Answer(
        "400 Bad Request", refuses("bad_data", "context deadline exceeded"), errors.QueryTimeoutError
    ),
    "s422_execution": Answer("422 Unprocessable Entity", refuses("execution"), errors.ExecutionError),
    "s422_deadline": Answer(
        "422 Unprocessable Entity", refuses("execution", "context deadline exceeded"), errors.QueryTimeoutError
    ),
    "s499_canceled": Answer("499 Client Closed Request", refuses("canceled"), errors.QueryCanceledError),
    "s503_canceled": Answer("503 Service Unavailable", refuses("canceled"), errors.QueryCanceledError),
    "s500_internal": Answer("500 Internal Server Error", refuses("internal"), errors.InternalError),
    "s503_timeout": Answer("503 Service Unavailable", refuses("timeout"), errors.QueryTimeoutError),
    "s503_unavailable": Answer("503 Service Unavailable", refuses("unavailable"), errors.NotReadyError, 3),
    "s500_unavailable": Answer("500 Internal Server Error", refuses("unavailable"), errors.NotReadyError),
    "s404_not_found": Answer("404 Not Found", refuses("not_found"), errors.ApiNotFoundError),
    "j_unknown_error": Answer(
        "418 I'm a teapot", refuses("teapot", "short and stout"), errors.ApiError, has={"error_type": "teapot"}
    ),
    # Statuses without them.
    "s400_text": Answer("400 Bad Request", b"no", errors.HttpStatusError, headers=()),
    "s401": Answer("401 Unauthorized", b"who?", errors.AuthenticationError, headers=(), has={"status": 401}),
    "s404_text": Answer("404 Not Found", b"404 page not found", errors.NotFoundError, headers=()),
    "s413_html": Answer("413 Content Too Large", PAGE, errors.HttpStatusError, headers=(HTML,)),
    "s429": Answer("429 Too Many Requests", b"", errors.RateLimitedError, 3, headers=()),
    "s429_api": Answer("429 Too Many Requests", refuses("too_many_requests"), errors.RateLimitedError, 3),
    "s500_html": Answer("500 Internal Server Error", PAGE, errors.HttpStatusError, headers=(HTML,)),
    "s502": Answer("502 Bad Gateway", PAGE, errors.ServerUnavailableError, 3, headers=(HTML,)),
    "s503_html": Answer("503 Service Unavailable", PAGE, errors.ServerUnavailableError, 3, headers=(HTML,)),
    "s503_plain": Answer("503 Service Unavailable", b"Service Unavailable", errors.ServerUnavailableError, 3),
    "s504": Answer("504 Gateway Timeout", PAGE, errors.ServerUnavailableError, headers=(HTML,)),
    "s599": Answer("599 Whatever", b"", errors.HttpStatusError, headers=()),
    "s999": Answer("999 Whatever", b"", errors.HttpStatusError, headers=()),
    # Retry-After that does not fit.
    "s429_long": Answer(
        "429 Too Many Requests",
        b"",
        errors.RateLimitedError,
        headers=("Retry-After: 86400",),
        has={"retry_after": 86400.0},
    ),
    "s503_huge_ra": Answer("503 Busy", b"", errors.ServerUnavailableError, headers=("Retry-After: 999999999",)),
    "s503_api_ra": Answer(
        "503 Busy", refuses("unavailable"), errors.NotReadyError, headers=(JSON, "Retry-After: 3600")
    ),
    # Retry-After that is none.
    "s429_word": Answer("429 Slow", b"", errors.RateLimitedError, 3, headers=("Retry-After: soon",)),
    "s429_negative": Answer("429 Slow", b"", errors.RateLimitedError, 3, headers=("Retry-After: -5",)),
    "s429_digits": Answer("429 Slow", b"", errors.RateLimitedError, 3, headers=("Retry-After: " + "9" * 5000,)),
    "s429_past": Answer(
        "429 Slow", b"", errors.RateLimitedError, 3, headers=(f"Retry-After: {formatdate(0, usegmt=True)}",)
    ),
    "s429_nan": Answer("429 Slow", b"", errors.RateLimitedError, 3, headers=("Retry-After: nan",)),
    # Status and envelope disagree.
    "j_200_error": Answer("200 OK", refuses("execution"), errors.ExecutionError),
    "j_400_success": Answer("400 Bad Request", BODY, BAD),
    "j_500_success": Answer("500 Internal Server Error", BODY, BAD),
    "s204": Answer("204 No Content", b"", BAD, headers=()),
    "s206": Answer("206 Partial Content", BODY, BAD),
    "s201": Answer("201 Created", BODY, BAD),
    # 200, but no answer.
    "s200_html": Answer("200 OK", PAGE, BAD, headers=(HTML,), has={"content_type": "text/html", "status": 200}),
    "s200_text": Answer("200 OK", b"OK", BAD, headers=()),
    "s200_empty": Answer("200 OK", b"", BAD, 3),
    "s200_blank": Answer("200 OK", b"  \n", BAD),
    # JSON that is none.
    "j_nan": Answer("200 OK", vector("NaN"), BAD),
    "j_infinity": Answer("200 OK", vector("-Infinity"), BAD),
    "j_nan_timestamp": Answer("200 OK", vector(timestamp="NaN"), BAD),
    "j_1e999": Answer("200 OK", vector(timestamp="1e999"), BAD),
    "j_long_int": Answer("200 OK", vector(timestamp="9" * 5000), BAD),
    "j_deep": Answer("200 OK", b"[" * 100_000 + b"]" * 100_000, BAD),
    "j_deep_data": Answer("200 OK", b'{"status":"success","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}", BAD),
    "j_deep_objects": Answer("200 OK", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, BAD),
    "j_bom": Answer("200 OK", b"\xef\xbb\xbf" + BODY, BAD),
    "j_utf16": Answer("200 OK", BODY.decode().encode("utf-16"), BAD),
    "j_bad_utf8": Answer("200 OK", vector(metric='{"job":"X"}').replace(b"X", b"\xff"), BAD),
    "j_surrogate": Answer("200 OK", vector(metric='{"job":"\\ud800"}'), BAD),
    "j_two_documents": Answer("200 OK", BODY + BODY, BAD),
    "j_trailing": Answer("200 OK", BODY + b"x", BAD),
    "j_cut": Answer("200 OK", BODY[:-1], BAD),
    "j_comment": Answer("200 OK", b"/* hi */" + BODY, BAD),
    "j_single_quotes": Answer("200 OK", BODY.replace(b'"', b"'"), BAD),
    "j_control_character": Answer("200 OK", vector(metric='{"job":"a\nb"}'), BAD),
    # JSON of another shape.
    "j_list": Answer("200 OK", b"[]", BAD),
    "j_string": Answer("200 OK", b'"success"', BAD),
    "j_null": Answer("200 OK", b"null", BAD),
    "j_number": Answer("200 OK", b"1", BAD),
    "j_empty_object": Answer("200 OK", b"{}", BAD),
    "j_no_status": Answer("200 OK", BODY.replace(b"status", b"stat"), BAD),
    "j_status_number": Answer("200 OK", BODY.replace(b'"success"', b"1"), BAD),
    "j_status_unknown": Answer("200 OK", BODY.replace(b"success", b"partial"), BAD),
    "j_no_data": Answer("200 OK", b'{"status":"success"}', BAD),
    "j_data_null": Answer("200 OK", b'{"status":"success","data":null}', BAD),
    "j_data_list": Answer("200 OK", b'{"status":"success","data":[]}', BAD),
    "j_no_result": Answer("200 OK", b'{"status":"success","data":{"resultType":"vector"}}', BAD),
    "j_result_null": Answer("200 OK", b'{"status":"success","data":{"resultType":"vector","result":null}}', BAD),
    "j_result_type": Answer("200 OK", BODY.replace(b"scalar", b"tensor"), BAD),
    "j_no_result_type": Answer("200 OK", BODY.replace(b"resultType", b"type"), BAD),
    "j_label_number": Answer("200 OK", vector(metric='{"job":1}'), BAD),
    "j_label_null": Answer("200 OK", vector(metric='{"job":null}'), BAD),
    "j_metric_list": Answer("200 OK", vector(metric="[]"), BAD),
    "j_no_metric": Answer("200 OK", vector().replace(b"metric", b"labels"), BAD),
    "j_timestamp_text": Answer("200 OK", vector(timestamp='"1700000000"'), BAD),
    "j_timestamp_true": Answer("200 OK", vector(timestamp="true"), BAD),
    "j_sample_short": Answer("200 OK", vector().replace(b',"1"', b""), BAD),
    "j_sample_long": Answer("200 OK", vector('"1","2"'), BAD),
    # Samples that Go would never print.
    "j_value_number": Answer("200 OK", vector("1"), BAD),
    "j_value_underscore": Answer("200 OK", vector('"1_000"'), BAD),
    "j_value_space": Answer("200 OK", vector('" 1"'), BAD),
    "j_value_empty": Answer("200 OK", vector('""'), BAD),
    "j_value_hex": Answer("200 OK", vector('"0x10"'), BAD),
    "j_value_word": Answer("200 OK", vector('"nan(1)"'), BAD),
    "j_value_infinity": Answer("200 OK", vector('"infinity"'), BAD),
    "j_value_digits": Answer("200 OK", vector('"\u0661"'), BAD),
    "j_value_null": Answer("200 OK", vector("null"), BAD),
}


def client_of(server: WireServer, **options: Any) -> Any:
    return connect(server.url, **{"timeout": 5.0, "retry": RetryPolicy(first_delay=0.001), **options})


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_becomes_its_error(name, serve) -> None:
    answer = ANSWERS[name]
    server = serve(answer)
    started = time.monotonic()
    with client_of(server) as client, pytest.raises(PrometheusQuerierError) as caught:
        client.query("up")
    error = caught.value
    assert type(error) is answer.outcome, repr(error)
    assert error.attempts == len(server.requests) == answer.hits
    assert time.monotonic() - started < 4.0
    for attribute, value in answer.has.items():
        assert getattr(error, attribute) == value
    assert len(str(error)) < 1200
    assert str(error).isprintable()
    assert "<html" not in str(error)


GOOD = {
    "ok": BODY,
    "ok_pretty": json.dumps(json.loads(BODY), indent=2).encode(),
    "ok_other_order": b'{"data":{"result":[1700000000,"1"],"resultType":"scalar"},"status":"success"}',
    "ok_unknown_fields": BODY[:-1] + b',"traceId":{"a":[1]}}',
    "ok_warnings": BODY[:-1] + b',"warnings":["half"],"infos":["hint"]}',
}


@pytest.mark.parametrize("name", GOOD)
def test_odd_answers_are_answers(name, serve) -> None:
    with client_of(serve(lambda peer, _: peer.answer(GOOD[name]))) as client:
        result = client.query("up")
    assert result.value == 1
    if name == "ok_warnings":
        assert result.warnings == ("half",)
        assert result.infos == ("hint",)


@pytest.mark.parametrize(
    ("headers", "least"),
    [(["Retry-After: 0.05"], 0.05), (["Retry-After: 0"], 0.0), ([f"Retry-After: {formatdate(0, usegmt=True)}"], 0.0)],
)
def test_a_retry_after_that_fits_is_kept(serve, headers, least) -> None:
    server = serve(lambda peer, _: peer.answer(b"", "429 Slow", headers), lambda peer, _: peer.answer(BODY))
    started = time.monotonic()
    with client_of(server) as client:
        assert client.query("up").value == 1
    assert least <= time.monotonic() - started < 1.0


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize(
        "target", ["{peer}/api/v1/query", "/login", "file:///etc/passwd", "//{host}/x", "javascript:x"]
    )
    def test_none_is_followed(self, serve, status, target) -> None:
        other = serve(lambda peer, _: peer.answer(BODY))
        location = target.format(peer=other.url, host=other.url.removeprefix("http://"))
        server = serve(lambda peer, _: peer.answer(PAGE, f"{status} Moved", [f"Location: {location}"]))
        with (
            client_of(server, headers={"X-Scope-OrgID": "tenant"}, auth=("user", "password")) as client,
            pytest.raises(errors.UnexpectedRedirectError) as caught,
        ):
            client.query("up")
        assert (len(server.requests), len(other.requests), caught.value.attempts) == (1, 0, 1)

    def test_the_target_is_told_without_its_secrets(self, serve) -> None:
        location = "https://user:pw@login.example/saml?token=secret#x"
        server = serve(lambda peer, _: peer.answer(b"", "302 Found", [f"Location: {location}"]))
        with client_of(server) as client, pytest.raises(errors.UnexpectedRedirectError) as caught:
            client.query("up")
        assert caught.value.location == "https://login.example/saml"
        assert "secret" not in str(caught.value)

    def test_one_without_a_target(self, serve) -> None:
        with (
            client_of(serve(lambda peer, _: peer.answer(b"", "302 Found"))) as client,
            pytest.raises(errors.UnexpectedRedirectError),
        ):
            client.query("up")


def test_cookies_are_never_sent_back(serve) -> None:
    server = serve(lambda peer, _: peer.answer(BODY, headers=["Set-Cookie: session=other-tenant; Path=/"]))
    with client_of(server) as client:
        for _ in range(3):
            client.query("up")
    assert [request.header("cookie") for request in server.requests] == [None, None, None]


@pytest.mark.parametrize("status", ["405 Method Not Allowed", "501 Not Implemented", "403 Forbidden"])
def test_a_refused_post_becomes_a_get(serve, status) -> None:
    def by_method(peer: Peer, request: Received) -> None:
        if request.method == "POST":
            peer.answer(b"", status)
        else:
            peer.answer(BODY)

    server = serve(by_method)
    with client_of(server) as client:
        assert [client.query("up").value for _ in range(3)] == [1, 1, 1]
    assert [request.method for request in server.requests] == ["POST", "GET", "GET", "GET"]


def test_a_denied_call_is_not_taken_for_a_refused_method(serve) -> None:
    server = serve(lambda peer, _: peer.answer(b"denied", "403 Forbidden"))
    with client_of(server) as client:
        for _ in range(2):
            with pytest.raises(errors.PermissionDeniedError):
                client.query("up")
    assert [request.method for request in server.requests] == ["POST", "GET", "POST", "GET"]


def test_the_environment_is_left_alone(serve, monkeypatch, tmp_path) -> None:
    proxy = serve(lambda peer, _: peer.answer(BODY))
    server = serve(lambda peer, _: peer.answer(BODY))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login stranger password stolen\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    with client_of(server, auth="token") as client:
        client.query("up")
    assert proxy.requests == []
    assert server.requests[0].header("authorization") == "Bearer token"


def test_an_answer_that_came_before_is_kept_when_the_server_dies(serve) -> None:
    server = serve(
        Answer("503 Busy", refuses("unavailable", "WAL replay"), errors.NotReadyError), lambda peer, _: peer.reset()
    )
    with client_of(server) as client, pytest.raises(errors.ConnectionLostError) as caught:
        client.query("up")
    assert caught.value.history == ("NotReadyError 503", "ConnectionLostError")
    assert "WAL replay" in str(caught.value.__cause__)
